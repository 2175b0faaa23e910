import { Button, SegmentedControl } from "@mantine/core";
import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { isEnd } from "../../../../../src/domain/order/machine.ts";
import { Failure } from "../../../ui/failure.tsx";
import { Moment } from "../../../ui/moment.tsx";
import { PageLink } from "../../../ui/page-link.tsx";
import { StateBadge } from "../../../ui/state-badge.tsx";
import { TableBody } from "../../../ui/table-body.tsx";
import { Waiting } from "../../../ui/waiting.tsx";
import { instructionWords } from "../../../words/instruction-words.ts";
import { useDesk } from "../desk-context.ts";
import { type DeskOrder, orderPageSchema } from "../doings/desk-order.ts";
import { orderOutcome } from "../doings/outcome-words.ts";
import { priceText } from "../market-math.ts";
import { Money } from "../money.tsx";
import { dealPageSchema, type Execution, type PageOf, usePages } from "../use-history.ts";
import { Empty } from "./empty.tsx";
import { SourceOf } from "./origin.tsx";

/** What happened on the account: its deals, and the orders that have ended, each with how and why. */
export function History() {
  const [list, setList] = useState("deals");
  return (
    <div className="history">
      <SegmentedControl
        size="xs"
        aria-label="What of the past"
        data={[
          { value: "deals", label: "Deals" },
          { value: "orders", label: "Ended orders" },
        ]}
        value={list}
        onChange={setList}
      />
      {list === "deals" ? <Deals /> : <EndedOrders />}
    </div>
  );
}

interface RowsProps<Item> {
  readonly name: string;
  readonly query: UseInfiniteQueryResult<InfiniteData<PageOf<Item>>>;
  readonly keep: (item: Item) => boolean;
  readonly empty: string;
  readonly columns: readonly string[];
  readonly row: (item: Item) => ReactNode;
}

function Rows<Item>({ name, query, keep, empty, columns, row }: RowsProps<Item>) {
  if (query.isPending) return <Waiting what={name.toLowerCase()} />;
  const rows = (query.data?.pages ?? []).flatMap(({ items }) => items.filter(keep));
  return (
    <>
      {query.isError && <Failure error={query.error} retry={() => void query.refetch()} />}
      {rows.length === 0 && !query.isError ? (
        <Empty>{empty}</Empty>
      ) : (
        <table className="rows" aria-label={name} aria-rowcount={rows.length + 1}>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <TableBody plain rows={rows} columns={columns.length} row={row} />
        </table>
      )}
      {query.hasNextPage && (
        <Button
          size="compact-sm"
          variant="default"
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          Older ones
        </Button>
      )}
    </>
  );
}

const entries = { in: "opens", out: "closes", inout: "reverses", out_by: "closes by opposite" } as const;

function Deals() {
  return (
    <Rows
      name="Deals"
      query={usePages("deals", dealPageSchema)}
      keep={() => true}
      empty="No deal yet."
      columns={["When", "Deal", "Lots", "Price", "Result", "From"]}
      row={(deal) => <DealRow key={deal.deal} deal={deal} />}
    />
  );
}

function DealRow({ deal }: { readonly deal: Execution }) {
  const { factsOf, currency } = useDesk();
  const { deal: ticket, symbol, side, entry, lots, price, profit, atMs, alertId } = deal;
  return (
    <tr>
      <td data-name="When">
        <Moment atMs={atMs} brief />
      </td>
      <th scope="row" title={`Deal ${ticket}`}>
        <span className={`tag ${side}`}>{side}</span> {symbol} <span className="dim">{entries[entry]}</span>
      </th>
      <td data-name="Lots">{lots}</td>
      <td data-name="Price">{priceText(price, factsOf(symbol))}</td>
      <td data-name="Result">{entry === "in" ? "–" : <Money amount={profit} currency={currency} />}</td>
      <td data-name="From">
        {alertId === null ? (
          <span className="dim">–</span>
        ) : (
          <PageLink to="/alerts/$alertId" params={{ alertId }} size="xs">
            alert
          </PageLink>
        )}
      </td>
    </tr>
  );
}

function EndedOrders() {
  return (
    <Rows
      name="Ended orders"
      query={usePages("orders", orderPageSchema)}
      keep={({ state }) => isEnd(state)}
      empty="No order has ended yet."
      columns={["When", "Order", "State", "What came of it", "From"]}
      row={(order) => <OrderRow key={order.id} order={order} />}
    />
  );
}

function OrderRow({ order }: { readonly order: DeskOrder }) {
  const { id, instruction, state, changedAtMs } = order;
  return (
    <tr>
      <td data-name="When">
        <Moment atMs={changedAtMs} brief />
      </td>
      <th scope="row" title={id} className="words">
        {instructionWords(instruction)}
      </th>
      <td data-name="State">
        <StateBadge state={state} />
      </td>
      <td data-name="What came of it" className="words">
        {orderOutcome(order).words}
      </td>
      <td data-name="From">
        <SourceOf order={order} />
      </td>
    </tr>
  );
}
