import { Badge, Table } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import * as z from "zod";
import { call } from "../../api/client.ts";
import { usePerson } from "../../session/session.tsx";
import { Act } from "../../ui/act.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Listing } from "../../ui/listing.tsx";
import { Moment } from "../../ui/moment.tsx";
import { Section } from "../../ui/section.tsx";
import { LockForm } from "./lock-form.tsx";
import { type Member, useMembers } from "./member-schemas.ts";
import { SecurityFrame } from "./security-frame.tsx";

const sessionsSchema = z.object({
  items: z.array(
    z.object({
      ...{ id: z.string(), email: z.string(), role: z.string(), name: z.string(), client: z.string() },
      ...{ factor: z.string(), address: z.string(), startedAtMs: z.number(), lastSeenAtMs: z.number() },
    }),
  ),
});

/** Who is logged in now, and who may not come in any more. */
export function SecurityPeople() {
  const members = useMembers();
  const sessions = useQuery({
    queryKey: ["security", "sessions"],
    queryFn: ({ signal }) => call("/security/active-sessions", { answer: sessionsSchema, signal }),
    refetchInterval: 30_000,
  });
  return (
    <SecurityFrame
      title="Sessions and locks"
      about="A lock ends all sessions of a member here and keeps them out; it takes hold before it is answered."
    >
      <Section title="Members">
        <Listing
          query={members}
          items={({ items }) => items}
          what="members and their locks"
          empty="There is nobody."
          head={["Person", "Role", "Lock", "Actions"]}
          row={(member) => <MemberRow key={member.userId} member={member} />}
        />
      </Section>
      <Section title="Sessions of all members">
        <Listing
          query={sessions}
          items={({ items }) => items}
          what="live sessions"
          empty="Nobody is logged in."
          head={["Person", "Session", "Logged in by", "From", "Since", "Last seen"]}
          minWidth={820}
          row={(session) => (
            <Table.Tr key={session.id}>
              <Table.Td>
                {session.email} ({session.role})
              </Table.Td>
              <Table.Td>{session.name}</Table.Td>
              <Table.Td>{session.factor.replaceAll("_", " ")}</Table.Td>
              <Table.Td>{session.address}</Table.Td>
              <Table.Td>
                <Moment atMs={session.startedAtMs} />
              </Table.Td>
              <Table.Td>
                <Moment atMs={session.lastSeenAtMs} />
              </Table.Td>
            </Table.Tr>
          )}
        />
      </Section>
    </SecurityFrame>
  );
}

function MemberRow({ member }: { readonly member: Member }) {
  const { userId, email, role, lock } = member;
  const me = usePerson();
  const client = useQueryClient();
  const again = () => client.invalidateQueries({ queryKey: ["security"] });
  return (
    <Table.Tr>
      <Table.Td>{email}</Table.Td>
      <Table.Td>{role}</Table.Td>
      <Table.Td>
        {lock ? (
          <>
            <Badge color="red" variant="light" tt="none">
              locked
            </Badge>{" "}
            {lock.untilMs === null ? "until somebody unlocks" : <Moment atMs={lock.untilMs} />}: {lock.reason}
          </>
        ) : (
          "–"
        )}
      </Table.Td>
      <Table.Td>
        {userId !== me.userId &&
          (lock ? (
            <Act
              label="Unlock"
              full={`Unlock ${email}`}
              size="compact-xs"
              consequence={`${email} may log in again.`}
              act={() =>
                call("/security/unlock-account", {
                  method: "POST",
                  body: { userId },
                  answer: z.unknown(),
                  confirm: `${email} is unlocked`,
                })
              }
              onDone={again}
            />
          ) : (
            <Dialog label="Lock" title={`Lock ${email}`} size="compact-xs" variant="default">
              {(close) => <LockForm userId={userId} email={email} onDone={() => again().then(close)} />}
            </Dialog>
          ))}
      </Table.Td>
    </Table.Tr>
  );
}
