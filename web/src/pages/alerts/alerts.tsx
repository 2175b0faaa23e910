import { Anchor, Button, Code, Stack, Table, Text, Title } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { call } from "../../api/client.ts";
import { Failure } from "../../ui/failure.tsx";
import { Moment } from "../../ui/moment.tsx";
import { StateBadge } from "../../ui/state-badge.tsx";
import { Waiting } from "../../ui/waiting.tsx";
import { type AlertRow, alertPageSchema } from "./alert-schemas.ts";

const PAGE = 50;
const REFRESH_MS = 3_000;

/** The latest alerts with what became of them; each leads to its story. */
export function Alerts() {
  const list = useInfiniteQuery({
    queryKey: ["alerts"],
    queryFn: ({ pageParam, signal }) => {
      const cursor = pageParam === null ? "" : `&cursor=${pageParam}`;
      return call(`/api/alerts?limit=${PAGE}${cursor}`, { answer: alertPageSchema, signal });
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    refetchInterval: REFRESH_MS,
  });
  if (list.isPending) return <Waiting what="alerts" />;
  if (list.isError) return <Failure error={list.error} retry={() => void list.refetch()} />;
  const rows = list.data.pages.flatMap(({ items }) => items);
  return (
    <Stack>
      <Title order={1} size="h3">
        Alerts
      </Title>
      {rows.length === 0 ? (
        <Text c="dimmed">No alert has come yet. A strategy's page shows the address to send one to.</Text>
      ) : (
        <Table.ScrollContainer minWidth={640}>
          <Table highlightOnHover>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Received</Table.Th>
                <Table.Th>Verdict</Table.Th>
                <Table.Th>Outcome</Table.Th>
                <Table.Th>Message</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map((alert) => (
                <Row key={alert.id} alert={alert} />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {list.hasNextPage && (
        <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          Older alerts
        </Button>
      )}
    </Stack>
  );
}

function Row({ alert }: { readonly alert: AlertRow }) {
  const why = alert.refusal ?? alert.routes.find(({ refusal }) => refusal !== null)?.refusal ?? null;
  return (
    <Table.Tr>
      <Table.Td>
        <Anchor
          size="sm"
          renderRoot={(props) => <Link to="/alerts/$alertId" params={{ alertId: alert.id }} {...props} />}
        >
          <Moment atMs={alert.receivedAtMs} />
        </Anchor>
      </Table.Td>
      <Table.Td>
        <StateBadge state={alert.verdict} />
      </Table.Td>
      <Table.Td>{alert.outcome === null ? "–" : <StateBadge state={alert.outcome} />}</Table.Td>
      <Table.Td>
        <Code>{alert.body.slice(0, 120)}</Code>
        {why !== null && (
          <Text size="xs" c="red.4">
            {why.message}
          </Text>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
