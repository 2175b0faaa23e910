import { Table, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import * as z from "zod";
import { call } from "../../api/client.ts";
import { PageLink } from "../../ui/page-link.tsx";
import { StateBadge } from "../../ui/state-badge.tsx";

const refusalSchema = z.object({ message: z.string(), hint: z.string().optional() });
const alertSchema = z.object({
  id: z.string(),
  strategyId: z.string(),
  verdict: z.string(),
  outcome: z.string().nullable(),
  final: z.boolean(),
  refusal: refusalSchema.optional(),
  routes: z.array(z.object({ refusal: refusalSchema.nullable() })),
});
const pageSchema = z.object({ items: z.array(alertSchema) });
const storySchema = z.object({
  alert: alertSchema,
  timeline: z.array(z.object({ step: z.string(), at: z.number() })),
});

const LOOK_EVERY_MS = 3_000;
const FOLLOW_EVERY_MS = 1_000;

interface FollowAlertProps {
  readonly strategyId: string;
  readonly onFilled: () => void;
}

/** Waits for the strategy's first alert, and shows each step of the newest until nothing more happens. */
export function FollowAlert({ strategyId, onFilled }: FollowAlertProps) {
  const list = useQuery({
    queryKey: ["alerts", "of", strategyId],
    queryFn: ({ signal }) => call("/api/alerts?limit=20", { answer: pageSchema, signal }),
    refetchInterval: LOOK_EVERY_MS,
  });
  const newest = list.data?.items.find((one) => one.strategyId === strategyId);
  const story = useQuery({
    queryKey: ["alerts", newest?.id ?? "none", "steps"],
    queryFn: ({ signal }) => call(`/api/alerts/${newest?.id}`, { answer: storySchema, signal }),
    enabled: newest !== undefined,
    refetchInterval: ({ state }) => (state.data?.alert.final === true ? false : FOLLOW_EVERY_MS),
  });
  const filled = story.data?.alert.outcome === "filled";
  useEffect(() => {
    if (filled) onFilled();
  }, [filled, onFilled]);
  if (story.data === undefined) {
    return (
      <Text size="sm" role="status">
        {newest === undefined ? "Waiting for the first alert…" : "It came…"}
      </Text>
    );
  }
  const { alert, timeline } = story.data;
  const why = alert.refusal ?? alert.routes.find(({ refusal }) => refusal !== null)?.refusal ?? null;
  const first = timeline[0]?.at ?? 0;
  return (
    <>
      <Text size="sm" component="div" role="status">
        <StateBadge state={alert.outcome ?? alert.verdict} />{" "}
        {filled ? "It went all the way: your terminal executed it." : why?.message} {why?.hint}
      </Text>
      <Table aria-label="steps of the alert" maw={420}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Step</Table.Th>
            <Table.Th ta="right">After</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {timeline.map(({ step, at }, position) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the steps of an alert only grow at their end
            <Table.Tr key={position}>
              <Table.Td>{step.replaceAll("_", " ")}</Table.Td>
              <Table.Td ta="right">{at - first} ms</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <PageLink to="/alerts/$alertId" params={{ alertId: alert.id }}>
        The whole story of this alert
      </PageLink>
    </>
  );
}
