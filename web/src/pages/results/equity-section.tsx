import { Stack, Table, Text } from "@mantine/core";
import { lazy, Suspense, useMemo } from "react";
import { ChartNotice } from "../../ui/chart-notice.tsx";
import { Facts } from "../../ui/facts.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { Moment } from "../../ui/moment.tsx";
import { Section } from "../../ui/section.tsx";
import { Wide } from "../../ui/wide.tsx";
import { Amount, moneyText } from "./amount.tsx";
import { type EquityCurve, type EquityPoint, type Scope, useEquity } from "./figures.ts";
import { type Slot, slotsOf } from "./slots.ts";

const EquityChart = lazy(() => import("./equity-chart.tsx"));

/** As many as a large screen has room for, and as many as somebody reads. */
const DRAWN = 500;
const READ = 24;

/** How balance and equity went. */
export function EquitySection({ scope }: { readonly scope: Scope }) {
  const query = useEquity(scope);
  return (
    <Section
      title="Equity and drawdown"
      about="From what the terminal reports, a minute apart at most. A terminal tells no deposits and withdrawals: what the ledger's deals do not explain of the balance counts as paid in or out."
    >
      <Loaded query={query} what="the equity">
        {(curve) => <Curve curve={curve} />}
      </Loaded>
    </Section>
  );
}

function Curve({ curve }: { readonly curve: EquityCurve }) {
  const { items, deepest, paid, gain } = curve;
  const slots = useMemo(() => slotsOf(items, DRAWN), [items]);
  const [first, last] = [items.at(0), items.at(-1)];
  if (first === undefined || last === undefined) {
    return (
      <Text c="dimmed">
        Nothing was recorded in this time. It begins with the first report of a terminal.
      </Text>
    );
  }
  const currency = curve.currency ?? "";
  const deepestWords =
    deepest === null ? "none" : `${moneyText(deepest.amount)} ${currency} (${deepest.percent ?? "–"} %)`;
  const words = `Equity from ${moneyText(first.equity)} to ${moneyText(last.equity)} ${currency}, deepest drawdown ${deepestWords}. The table below has the figures.`;
  return (
    <Stack gap="sm">
      <Facts
        facts={[
          ["Equity", `${moneyText(last.equity)} ${currency}`],
          ["Balance", `${moneyText(last.balance)} ${currency}`],
          ["Change, without payments", <Amount key="gain" amount={gain} />],
          ["Paid in and out", <Amount key="paid" amount={paid} />],
          [
            "Deepest drawdown",
            deepest === null ? (
              "none"
            ) : (
              <>
                {deepestWords}, <Moment atMs={deepest.peakAtMs} brief /> to{" "}
                <Moment atMs={deepest.atMs} brief />
              </>
            ),
          ],
        ]}
      />
      <Suspense fallback={<div className="equity-chart" />}>
        <EquityChart slots={slots} label={words} />
      </Suspense>
      <ChartNotice />
      <InFigures items={items} />
    </Stack>
  );
}

/** The same for who cannot see the chart, or wants to read it. */
function InFigures({ items }: { readonly items: readonly EquityPoint[] }) {
  const rows = useMemo(() => slotsOf(items, READ), [items]);
  return (
    <details className="in-figures">
      <summary>The curve as a table</summary>
      <Wide label="The curve" minWidth={480}>
        <Table aria-label="The curve" verticalSpacing={4}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Time</Table.Th>
              <Table.Th ta="right">Equity</Table.Th>
              <Table.Th ta="right">Balance</Table.Th>
              <Table.Th ta="right">Drawdown</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((slot) => (
              <Row key={slot.atMs} slot={slot} />
            ))}
          </Table.Tbody>
        </Table>
      </Wide>
    </details>
  );
}

function Row({ slot }: { readonly slot: Slot }) {
  return (
    <Table.Tr>
      <Table.Td>
        <Moment atMs={slot.atMs} />
      </Table.Td>
      <Table.Td ta="right">{moneyText(slot.equity)}</Table.Td>
      <Table.Td ta="right">{moneyText(slot.balance)}</Table.Td>
      <Table.Td ta="right">{moneyText(slot.drawdown)}</Table.Td>
    </Table.Tr>
  );
}
