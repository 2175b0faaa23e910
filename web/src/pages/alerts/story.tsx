import { Code, Stack, Table, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { call } from "../../api/client.ts";
import { Failure } from "../../ui/failure.tsx";
import { Moment } from "../../ui/moment.tsx";
import { StateBadge } from "../../ui/state-badge.tsx";
import { Waiting } from "../../ui/waiting.tsx";
import { type StoryStep, storySchema } from "./alert-schemas.ts";

const REFRESH_MS = 1_000;

/** One alert's way through both doors, with the milliseconds between its steps. */
export function Story() {
  const { alertId } = useParams({ from: "/alerts/$alertId" });
  const story = useQuery({
    queryKey: ["alerts", alertId],
    queryFn: ({ signal }) => call(`/api/alerts/${alertId}`, { answer: storySchema, signal }),
    refetchInterval: (query) => (query.state.data?.alert.final === true ? false : REFRESH_MS),
  });
  if (story.isPending) return <Waiting what="the alert" />;
  if (story.isError) return <Failure error={story.error} retry={() => void story.refetch()} />;
  const { alert, orders, timeline } = story.data;
  return (
    <Stack>
      <Title order={1} size="h3">
        Alert of <Moment atMs={alert.receivedAtMs} /> <StateBadge state={alert.outcome ?? alert.verdict} />
      </Title>
      {alert.refusal !== undefined && <Text c="red.4">{alert.refusal.message}</Text>}
      <Code block>{alert.body}</Code>
      {orders.map((order) => (
        <Text key={order.id} size="sm">
          <Code>{order.id}</Code> <StateBadge state={order.state} />
        </Text>
      ))}
      <Steps steps={timeline} />
    </Stack>
  );
}

function Steps({ steps }: { readonly steps: readonly StoryStep[] }) {
  const first = steps[0]?.at ?? 0;
  return (
    <Table>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Step</Table.Th>
          <Table.Th ta="right">After</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {steps.map((step, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the steps of an alert only grow at their end
          <Table.Tr key={at}>
            <Table.Td>{step.step.replaceAll("_", " ")}</Table.Td>
            <Table.Td ta="right">{step.at - first} ms</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
