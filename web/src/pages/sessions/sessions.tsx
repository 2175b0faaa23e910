import { Badge, Button, Group, Stack, Table, Text, Title } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import * as z from "zod";
import { call } from "../../api/client.ts";
import { Failure } from "../../ui/failure.tsx";
import { Moment } from "../../ui/moment.tsx";
import { Waiting } from "../../ui/waiting.tsx";

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
    mutationFn: (id: string | null) =>
      call(id === null ? "/api/me/sessions" : `/api/me/sessions/${id}`, { method: "DELETE", answer: done }),
    onSettled: () => client.invalidateQueries({ queryKey: SESSIONS }),
  });
  if (list.isPending) return <Waiting what="your sessions" />;
  if (list.isError) return <Failure error={list.error} retry={() => void list.refetch()} />;
  const others = list.data.items.filter(({ current }) => !current);
  return (
    <Stack>
      <Group justify="space-between">
        <Title order={1} size="h3">
          Sessions
        </Title>
        {others.length > 0 && (
          <Button variant="default" loading={end.isPending} onClick={() => end.mutate(null)}>
            End all others
          </Button>
        )}
      </Group>
      {end.error !== null && <Failure error={end.error} />}
      <Table.ScrollContainer minWidth={640}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Session</Table.Th>
              <Table.Th>Logged in by</Table.Th>
              <Table.Th>From</Table.Th>
              <Table.Th>Since</Table.Th>
              <Table.Th>Last seen</Table.Th>
              <Table.Th />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {list.data.items.map((session) => (
              <Row
                key={session.id}
                session={session}
                busy={end.isPending}
                onEnd={() => end.mutate(session.id)}
              />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <Text size="sm" c="dimmed">
        A session that you do not know: end it, then change your password under “My login”.
      </Text>
    </Stack>
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
