import { Button, Group, Table, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { useStrategies } from "../../resources/strategies.ts";
import { Failure } from "../../ui/failure.tsx";
import { Moment } from "../../ui/moment.tsx";
import { PageLink } from "../../ui/page-link.tsx";
import { fileName, saveFile } from "../../ui/save-file.ts";
import { Section } from "../../ui/section.tsx";
import { TableBody } from "../../ui/table-body.tsx";
import { Waiting } from "../../ui/waiting.tsx";
import { Wide } from "../../ui/wide.tsx";
import { Amount } from "./amount.tsx";
import { type AccountDeal, dealsAsCsv, everyDeal, MOST_ROWS, useDeals } from "./deals.ts";
import type { Scope } from "./figures.ts";

/** Every deal of the time, with what it comes from. */
export function DealsSection({ scope }: { readonly scope: Scope }) {
  const strategies = useStrategies();
  const nameOf = useCallback(
    (id: string) => strategies.data?.find((strategy) => strategy.id === id)?.name ?? id,
    [strategies.data],
  );
  const query = useDeals(scope);
  const rows = (query.data?.pages ?? []).flatMap(({ items }) => items);
  const row = (deal: AccountDeal) => <Row key={deal.deal} deal={deal} nameOf={nameOf} />;
  return (
    <Section title="Deals" actions={<Export scope={scope} nameOf={nameOf} />}>
      {query.isPending && <Waiting what="the deals" />}
      {query.isError && <Failure error={query.error} retry={() => void query.refetch()} />}
      {query.isSuccess && rows.length === 0 && !query.hasNextPage && (
        <Text c="dimmed">No deal in this time.</Text>
      )}
      {rows.length > 0 && (
        <Wide label="Deals" minWidth={760}>
          <Table
            aria-label="Deals"
            aria-rowcount={query.hasNextPage ? -1 : rows.length + 1}
            verticalSpacing={6}
          >
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Time</Table.Th>
                <Table.Th>Symbol</Table.Th>
                <Table.Th>What</Table.Th>
                <Table.Th ta="right">Lots</Table.Th>
                <Table.Th ta="right">Price</Table.Th>
                <Table.Th ta="right">Profit</Table.Th>
                <Table.Th>From</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <TableBody rows={rows} columns={7} row={row} />
          </Table>
        </Wide>
      )}
      {query.hasNextPage && (
        <Button
          variant="default"
          className="fit"
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          Older deals
        </Button>
      )}
    </Section>
  );
}

const entries = {
  in: "opens",
  out: "closes",
  inout: "turns over",
  out_by: "closes against another",
} as const;

interface RowProps {
  readonly deal: AccountDeal;
  readonly nameOf: (strategyId: string) => string;
}

function Row({ deal, nameOf }: RowProps) {
  const { symbol, side, entry, lots, price, profit, atMs, alertId, strategyId, note } = deal;
  const what = `${side} ${entries[entry]}${note === null ? "" : `, ${note.replaceAll("_", " ")}`}`;
  const from = strategyId === null ? "by hand or program" : nameOf(strategyId);
  return (
    <Table.Tr>
      <Table.Td>
        <Moment atMs={atMs} />
      </Table.Td>
      <Table.Th scope="row" fw={500}>
        {symbol}
      </Table.Th>
      <Table.Td>{what}</Table.Td>
      <Table.Td ta="right">{lots}</Table.Td>
      <Table.Td ta="right">{price}</Table.Td>
      <Table.Td ta="right">
        <Amount amount={entry === "in" ? null : profit} />
      </Table.Td>
      <Table.Td>
        {alertId === null ? (
          from
        ) : (
          <PageLink to="/alerts/$alertId" params={{ alertId }}>
            {from}
          </PageLink>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

interface ExportProps {
  readonly scope: Scope;
  readonly nameOf: (strategyId: string) => string;
}

/** Fetches the deals to their end and gives them to the browser as a file. */
function Export({ scope, nameOf }: ExportProps) {
  const [count, setCount] = useState(0);
  const run = useMutation({
    mutationFn: async () => {
      setCount(0);
      const rows = await everyDeal(scope, setCount);
      saveFile(fileName("deals"), dealsAsCsv(rows, nameOf), "text/csv;charset=utf-8");
      return rows.length;
    },
  });
  return (
    <Group gap="xs">
      <Button variant="default" size="xs" loading={run.isPending} onClick={() => run.mutate()}>
        Export as CSV
      </Button>
      <Text size="xs" c={run.isError ? "red.3" : "dimmed"} role="status">
        {run.isPending && `${count} deals fetched…`}
        {run.isError && `Not exported: ${run.error.message}`}
        {run.isSuccess && `${run.data} deals exported${run.data >= MOST_ROWS ? ", the newest" : ""}.`}
      </Text>
    </Group>
  );
}
