import { Alert, Stack, Table, Text, Title } from "@mantine/core";
import { useStrategies } from "../../resources/strategies.ts";
import { Facts } from "../../ui/facts.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { Moment } from "../../ui/moment.tsx";
import { Section } from "../../ui/section.tsx";
import { Wide } from "../../ui/wide.tsx";
import { Amount } from "./amount.tsx";
import { type Figures, type Results, type Scope, useResults } from "./figures.ts";

/** What closed positions brought, by strategy and by symbol. */
export function TradesSection({ scope }: { readonly scope: Scope }) {
  const query = useResults(scope);
  return (
    <Section
      title="Trades"
      about="Positions that closed in this time, also in part. Profit is what the broker's deals tell: commission and swap are not in it."
    >
      <Loaded query={query} what="the results">
        {(results) => <Trades results={results} />}
      </Loaded>
    </Section>
  );
}

interface Group extends Figures {
  readonly id: string;
  readonly name: string;
}

function Trades({ results }: { readonly results: Results }) {
  const strategies = useStrategies();
  const { total, wholeFromMs, currency } = results;
  if (total.trades === 0) return <Text c="dimmed">No position of Sallyport's closed in this time.</Text>;
  const nameOf = (id: string | null): string =>
    id === null
      ? "By hand or by a program"
      : (strategies.data?.find((strategy) => strategy.id === id)?.name ?? id);
  const byStrategy = results.strategies.map(({ strategyId, ...figures }) => ({
    ...{ ...figures, id: strategyId ?? "none", name: nameOf(strategyId) },
  }));
  const bySymbol = results.symbols.map(({ symbol, ...figures }) => ({
    ...figures,
    id: symbol,
    name: symbol,
  }));
  return (
    <Stack gap="md">
      {wholeFromMs !== null && (
        <Alert color="yellow" variant="light" title="Only the newest part">
          There are more deals than one look reads. Nothing is missing from <Moment atMs={wholeFromMs} /> on;
          choose a shorter time for figures that are whole.
        </Alert>
      )}
      <Facts
        facts={[
          [
            `Profit${currency === null ? "" : `, ${currency}`}`,
            <Amount key="profit" amount={total.profit} />,
          ],
          ["Trades", String(total.trades)],
          ["Won", wonWords(total)],
          ["Profit factor", total.profitFactor ?? "–"],
          ["A trade brought on average", <Amount key="mean" amount={total.expectancy} />],
          ["Largest loss", <Amount key="loss" amount={total.largestLoss} />],
        ]}
      />
      <Groups title="By strategy" first="Strategy" groups={byStrategy} />
      <Groups title="By symbol" first="Symbol" groups={bySymbol} />
    </Stack>
  );
}

function wonWords({ wins, trades }: Figures): string {
  return trades === 0 ? "–" : `${wins} (${Math.round((wins / trades) * 100)} %)`;
}

interface GroupsProps {
  readonly title: string;
  readonly first: string;
  readonly groups: readonly Group[];
}

function Groups({ title, first, groups }: GroupsProps) {
  // A number is good enough for the length of a bar.
  const most = Math.max(...groups.map(({ profit }) => Math.abs(Number(profit))), 0);
  return (
    <div>
      <Title order={3} size="h5">
        {title}
      </Title>
      <Wide label={title} minWidth={760}>
        <Table aria-label={title} className="groups" verticalSpacing={6}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{first}</Table.Th>
              <Table.Th ta="right">Profit</Table.Th>
              <Table.Th aria-hidden className="bar-column" />
              {[
                "Trades",
                "Lots",
                "Won",
                "Profit factor",
                "Average",
                "Average win",
                "Average loss",
                "Largest loss",
              ].map((name) => (
                <Table.Th key={name} ta="right">
                  {name}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {groups.map((group) => (
              <Row key={group.id} group={group} most={most} />
            ))}
          </Table.Tbody>
        </Table>
      </Wide>
    </div>
  );
}

function Row({ group, most }: { readonly group: Group; readonly most: number }) {
  const share = most === 0 ? 0 : (Number(group.profit) / most) * 50;
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={500}>
        {group.name}
      </Table.Th>
      <Table.Td ta="right">
        <Amount amount={group.profit} />
      </Table.Td>
      <Table.Td aria-hidden>
        <svg className="profit-bar" aria-hidden="true">
          <line x1="50%" x2="50%" y1="0" y2="100%" />
          <rect
            x={`${share < 0 ? 50 + share : 50}%`}
            width={`${Math.abs(share)}%`}
            y="2"
            height="8"
            className={share < 0 ? "down" : "up"}
          />
        </svg>
      </Table.Td>
      <Table.Td ta="right">{group.trades}</Table.Td>
      <Table.Td ta="right">{group.lots}</Table.Td>
      <Table.Td ta="right">{wonWords(group)}</Table.Td>
      <Table.Td ta="right">{group.profitFactor ?? "–"}</Table.Td>
      {[group.expectancy, group.averageWin, group.averageLoss, group.largestLoss].map((amount, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the columns of the table
        <Table.Td key={index} ta="right">
          <Amount amount={amount} />
        </Table.Td>
      ))}
    </Table.Tr>
  );
}
