import { Badge, Button, Table } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import * as z from "zod";
import { call } from "../../api/client.ts";
import { Act } from "../../ui/act.tsx";
import { Failure } from "../../ui/failure.tsx";
import { Listing } from "../../ui/listing.tsx";
import { Moment } from "../../ui/moment.tsx";
import { Page } from "../../ui/page.tsx";

const sessionSchema = z.object({
  id: z.string(),
  name: z.string(),
  client: z.string(),
  factor: z.string(),
  address: z.string(),
  startedAtMs: z.number(),
  lastSeenAtMs: z.number(),
  current: z.boolean(),
});
type SessionRow = z.infer<typeof sessionSchema>;
const listSchema = z.object({ items: z.array(sessionSchema) });
const done = z.unknown();

const SESSIONS = ["me", "sessions"] as const;

/** Where somebody is logged in, and how to end that. */
export function Sessions() {
  const client = useQueryClient();
  const list = useQuery({
    queryKey: SESSIONS,
    queryFn: ({ signal }) => call("/api/me/sessions", { answer: listSchema, signal }),
  });
  const end = useMutation({
    mutationFn: (id: string) => call(`/api/me/sessions/${id}`, { method: "DELETE", answer: done }),
    onSettled: () => client.invalidateQueries({ queryKey: SESSIONS }),
  });
  const others = list.data?.items.some(({ current }) => !current) ?? false;
  return (
    <Page
      title="Sessions"
      about="Where you are logged in. A session that you do not know: end it, then change your password under “My login”."
      actions={
        others && (
          <Act
            label="End all others"
            full="End all other sessions"
            act={() => call("/api/me/sessions", { method: "DELETE", answer: done })}
            onDone={() => client.invalidateQueries({ queryKey: SESSIONS })}
          />
        )
      }
    >
      {end.error !== null && <Failure error={end.error} />}
      <Listing
        query={list}
        items={({ items }) => items}
        what="your sessions"
        empty="There is none."
        head={["Session", "Logged in by", "From", "Since", "Last seen", "Actions"]}
        minWidth={640}
        row={(session) => (
          <Row key={session.id} session={session} busy={end.isPending} onEnd={() => end.mutate(session.id)} />
        )}
      />
    </Page>
  );
}

interface RowProps {
  readonly session: SessionRow;
  readonly busy: boolean;
  readonly onEnd: () => void;
}

function Row({ session, busy, onEnd }: RowProps) {
  const { name, client, factor, address, startedAtMs, lastSeenAtMs, current } = session;
  return (
    <Table.Tr>
      <Table.Td>
        {name}{" "}
        {current ? (
          <Badge variant="light">this one</Badge>
        ) : (
          client === "program" && <Badge color="gray">program</Badge>
        )}
      </Table.Td>
      <Table.Td>{factor.replaceAll("_", " ")}</Table.Td>
      <Table.Td>{address}</Table.Td>
      <Table.Td>
        <Moment atMs={startedAtMs} />
      </Table.Td>
      <Table.Td>
        <Moment atMs={lastSeenAtMs} />
      </Table.Td>
      <Table.Td>
        {!current && (
          <Button
            size="compact-xs"
            variant="default"
            disabled={busy}
            onClick={onEnd}
            aria-label={`End ${name}`}
          >
            End
          </Button>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
