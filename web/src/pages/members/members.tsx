import { Badge, Group, Select, Table, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import * as z from "zod";
import { call } from "../../api/client.ts";
import { usePerson } from "../../session/session.tsx";
import { Act } from "../../ui/act.tsx";
import { Failure } from "../../ui/failure.tsx";
import { Listing } from "../../ui/listing.tsx";
import { Moment } from "../../ui/moment.tsx";
import { Page } from "../../ui/page.tsx";

const memberSchema = z.object({
  userId: z.string(),
  email: z.string(),
  role: z.enum(["owner", "admin", "trader", "viewer", "guest"]),
  accounts: z.array(z.string()).nullable(),
  addedAtMs: z.number(),
});
type Member = z.infer<typeof memberSchema>;
const membersSchema = z.object({ items: z.array(memberSchema) });

const MEMBERS = ["members"] as const;
const roles = ["owner", "admin", "trader", "viewer", "guest"] as const;

/** Who belongs to the tenant, and as what. */
export function Members() {
  const client = useQueryClient();
  const list = useQuery({
    queryKey: MEMBERS,
    queryFn: ({ signal }) => call("/api/members", { answer: membersSchema, signal }),
  });
  const again = () => client.invalidateQueries({ queryKey: MEMBERS });
  return (
    <Page
      title="Members"
      about="A change is in effect when it is answered, also for pages that are open. New people come in by an access key; see Keys."
    >
      <Listing
        query={list}
        items={({ items }) => items}
        what="members"
        empty="There is nobody."
        head={["Person", "Role", "Accounts", "Since", "Actions"]}
        row={(member) => <Row key={member.userId} member={member} onChanged={again} />}
      />
    </Page>
  );
}

interface RowProps {
  readonly member: Member;
  readonly onChanged: () => Promise<void>;
}

function Row({ member, onChanged }: RowProps) {
  const { userId, email, role, accounts, addedAtMs } = member;
  const me = usePerson();
  const change = useMutation({
    mutationFn: (next: string) =>
      call(`/api/members/${userId}`, {
        method: "PATCH",
        body: { role: next },
        answer: z.unknown(),
        confirm: `${email} becomes ${next}`,
      }),
    onSettled: onChanged,
  });
  const self = userId === me.userId;
  return (
    <Table.Tr>
      <Table.Td>
        {email} {self && <Badge variant="light">you</Badge>}
      </Table.Td>
      <Table.Td>
        <Select
          aria-label={`Role of ${email}`}
          data={[...roles]}
          value={role}
          disabled={self || change.isPending}
          allowDeselect={false}
          size="xs"
          w={110}
          onChange={(next) => {
            if (next !== null && next !== role) change.mutate(next);
          }}
        />
        {change.error !== null && <Failure error={change.error} />}
      </Table.Td>
      <Table.Td>
        {accounts === null ? <Text size="sm">all</Text> : <Text size="sm">{accounts.join(", ")}</Text>}
      </Table.Td>
      <Table.Td>
        <Moment atMs={addedAtMs} />
      </Table.Td>
      <Table.Td>
        {!self && (
          <Group gap="xs" wrap="nowrap">
            <Act
              label="End sessions"
              full={`End the sessions of ${email}`}
              size="compact-xs"
              act={() => call(`/api/members/${userId}/sessions`, { method: "DELETE", answer: z.unknown() })}
            />
            <Act
              label="Remove"
              full={`Remove ${email}`}
              size="compact-xs"
              consequence={`${email} loses access at once, and their sessions end. What they did stays in the audit log.`}
              act={() =>
                call(`/api/members/${userId}`, {
                  method: "DELETE",
                  answer: z.unknown(),
                  confirm: `${email} is removed`,
                })
              }
              onDone={onChanged}
            />
          </Group>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
