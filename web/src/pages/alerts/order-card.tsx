import { Code, Group, Paper, Stack, Table, Text, Title } from "@mantine/core";
import type { Deal } from "../../../../src/domain/order/events.ts";
import { Why } from "../../ui/faulty-text.tsx";
import { Moment } from "../../ui/moment.tsx";
import { StateBadge } from "../../ui/state-badge.tsx";
import { Wide } from "../../ui/wide.tsx";
import { instructionWords } from "../../words/instruction-words.ts";
import type { StoryOrder, StoryStep } from "./story-schemas.ts";

const doors = { gateway: "the gateway", agent: "the trading machine", venue: "the broker" } as const;

interface OrderCardProps {
  readonly order: StoryOrder;
  readonly account: string;
  /** The steps of this order. */
  readonly steps: readonly StoryStep[];
  /** The message, for refusals that point into it. */
  readonly message: string;
}

/** One order of an alert: what it was to do, what came of it, its deals, and what was noted on it. */
export function OrderCard({ order, account, steps, message }: OrderCardProps) {
  const { id, instruction, state, door, refusal, filledLots, averagePrice, ticket, deals } = order;
  const notes = steps.flatMap(({ event, at }) => (event?.event === "noted" ? [{ ...event, at }] : []));
  return (
    <Paper withBorder p="sm" component="article" aria-label={`Order on ${account}`}>
      <Stack gap="xs">
        <Group justify="space-between" gap="xs">
          <Title order={3} size="h5">
            {instructionWords(instruction)}
          </Title>
          <StateBadge state={state} />
        </Group>
        <Text size="sm" c="dimmed">
          On {account}
          {averagePrice !== null && `, ${filledLots} lots at ${averagePrice}`}
          {ticket !== null && `, ticket ${ticket}`}
        </Text>
        {refusal !== null && (
          <div>
            {door !== null && (
              <Text size="sm" fw={600}>
                Refused by {doors[door]}
              </Text>
            )}
            <Why refusal={refusal} text={message} />
          </div>
        )}
        {deals.length > 0 && <Deals deals={deals} />}
        {notes.map(({ code, message: words, at }) => (
          <Text size="sm" key={`${code} ${at}`}>
            <Moment atMs={at} />: {words}
          </Text>
        ))}
        <Text size="xs" c="dimmed">
          <Code>{id}</Code>
        </Text>
      </Stack>
    </Paper>
  );
}

const entries = { in: "opens", out: "closes", inout: "reverses", out_by: "closes by opposite" } as const;

function Deals({ deals }: { readonly deals: readonly Deal[] }) {
  return (
    <Wide label="deals" minWidth={420}>
      <Table aria-label="Deals" verticalSpacing={4} fz="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Deal</Table.Th>
            <Table.Th>What</Table.Th>
            <Table.Th ta="right">Lots</Table.Th>
            <Table.Th ta="right">Price</Table.Th>
            <Table.Th ta="right">Profit</Table.Th>
            <Table.Th>At</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {deals.map(({ deal, side, entry, symbol, lots, price, profit, atMs }) => (
            <Table.Tr key={deal}>
              <Table.Td>{deal}</Table.Td>
              <Table.Td>
                {side} {symbol}, {entries[entry]}
              </Table.Td>
              <Table.Td ta="right">{lots}</Table.Td>
              <Table.Td ta="right">{price}</Table.Td>
              <Table.Td ta="right">{profit}</Table.Td>
              <Table.Td>
                <Moment atMs={atMs} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Wide>
  );
}
