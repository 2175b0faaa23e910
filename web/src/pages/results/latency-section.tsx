import { Table, Text } from "@mantine/core";
import { type HopStep, hops } from "../../../../src/domain/order/hops.ts";
import { Loaded } from "../../ui/loaded.tsx";
import { Moment } from "../../ui/moment.tsx";
import { Section } from "../../ui/section.tsx";
import { Wide } from "../../ui/wide.tsx";
import { durationWords } from "../../words/duration.ts";
import { barShare } from "../alerts/hops.ts";
import { type Latency, useLatency } from "./figures.ts";

const names: Readonly<Record<HopStep, string>> = {
  received: "hook",
  account: "ledger",
  sent: "sent",
  agent: "agent",
  terminal: "terminal",
  deal: "deal",
};

/** How long the newest orders took, hop by hop. */
export function LatencySection({ accountId }: { readonly accountId: string }) {
  const query = useLatency(accountId);
  return (
    <Section title="Latency">
      <Loaded query={query} what="the latency">
        {(latency) => <Hops latency={latency} />}
      </Loaded>
    </Section>
  );
}

function Hops({ latency }: { readonly latency: Latency }) {
  const { orders, sinceMs } = latency;
  if (sinceMs === null) return <Text c="dimmed">No order has come to this account yet.</Text>;
  const longest = Math.max(100, ...latency.hops.map(({ p99Ms }) => p99Ms ?? 0));
  const end = 10 ** Math.ceil(Math.log10(longest));
  return (
    <>
      <Text size="sm" c="dimmed">
        The newest {orders} orders, since <Moment atMs={sinceMs} />. Bars: half of the orders took no longer
        than the full part, nine in ten no longer than the middle one, 99 in 100 no longer than the whole;
        logarithmic, up to {durationWords(end)}.
      </Text>
      <Wide label="Latency of each hop" minWidth={560}>
        <Table aria-label="Latency of each hop" className="latency" verticalSpacing={6}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Hop</Table.Th>
              <Table.Th ta="right">Half</Table.Th>
              <Table.Th ta="right">9 in 10</Table.Th>
              <Table.Th ta="right">99 in 100</Table.Th>
              <Table.Th aria-hidden className="bar-column" />
              <Table.Th ta="right">Orders</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {latency.hops.map((hop) => (
              <Row key={`${hop.from} ${hop.to}`} hop={hop} end={end} />
            ))}
          </Table.Tbody>
        </Table>
      </Wide>
    </>
  );
}

interface RowProps {
  readonly hop: Latency["hops"][number];
  readonly end: number;
}

function Row({ hop, end }: RowProps) {
  const { from, to, count, p50Ms, p90Ms, p99Ms } = hop;
  const known = hops.find((one) => one.from === from && one.to === to);
  const owner = known?.owner ?? "outside";
  const width = (ms: number | null): string => `${barShare(ms ?? 0, end) * 100}%`;
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={500}>
        {names[from]} → {names[to]}
        <Text size="xs" c="dimmed" fw={400}>
          {known?.words ?? "the whole way"}
        </Text>
      </Table.Th>
      {[p50Ms, p90Ms, p99Ms].map((ms, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the columns of the table
        <Table.Td key={index} ta="right" className="took">
          {ms === null ? "–" : durationWords(ms)}
        </Table.Td>
      ))}
      <Table.Td aria-hidden>
        <svg className={`latency-bar owner-${owner}`} aria-hidden="true">
          <rect width={width(p99Ms)} y="2" height="8" opacity="0.3" />
          <rect width={width(p90Ms)} y="2" height="8" opacity="0.5" />
          <rect width={width(p50Ms)} y="2" height="8" />
        </svg>
      </Table.Td>
      <Table.Td ta="right">{count}</Table.Td>
    </Table.Tr>
  );
}
