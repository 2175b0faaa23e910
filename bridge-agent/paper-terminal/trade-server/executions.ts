import { Decimal } from "../../../src/domain/decimal.ts";
import { available, happens } from "./conduct.ts";
import { fill, priceText } from "./fills.ts";
import type { Floor, Happening } from "./floor.ts";
import type { SymbolSpec } from "./market/symbol-spec.ts";
import { asStarted, dealTransaction, leaving, orderTransaction } from "./transactions.ts";
import type { Deal, Order, Position, RecordTransaction, Side } from "./types.ts";

/** What an order was filled with, in whole or in part. */
export interface Filled extends Happening {
  readonly order: Order;
  readonly deal: Deal;
}

/** The order that is filled, and how. */
export interface Filling {
  readonly spec: SymbolSpec;
  /** As it is before: nothing of `lots` is filled yet. */
  readonly order: Order;
  readonly side: Side;
  readonly price: Decimal;
  /** ORDER_PRICE_CURRENT of the order afterwards: of pending orders the market's price. */
  readonly current: Decimal;
  /** The position that it closes, adds to or turns round. */
  readonly target: Position | undefined;
}

/**
 * Fills what can be had. Undefined when that is not enough for fill-or-kill. What is left is cancelled with
 * immediate-or-cancel, and stands otherwise.
 */
export function fillOrder(filling: Filling, floor: Floor, nowMs: number): Filled | undefined {
  const { spec, order, side, price, target } = filling;
  const wanted = new Decimal(order.lots);
  const lots = available(wanted, spec, floor, floor.tickets.lastDeal() + 1n);
  if (order.filling === "fok" && lots.lessThan(wanted)) return undefined;
  const left = wanted.minus(lots);
  const isKept = !left.isZero() && order.filling !== "ioc";
  const dealing = { order, side, lots, price, remaining: left };
  const { deal, after } = fill(dealing, target, spec, floor, nowMs);
  const filled: Order = {
    ...order,
    state: left.isZero() ? "filled" : isKept ? "partial" : "cancelled",
    lots: left.toFixed(),
    // After fills in parts the history shows the last part as the order's volume.
    lotsInitial: left.isZero() ? lots.toFixed() : order.lotsInitial,
    priceCurrent: isKept ? "0" : priceText(filling.current, spec),
    position: deal.position,
    doneAtMs: isKept ? 0 : nowMs,
  };
  const dealt = dealTransaction(deal, after);
  return {
    order: filled,
    deal,
    changes: [{ change: "order", order: filled }, { change: "deal", deal }, after],
    transactions: isKept ? [dealt, orderTransaction("order_update", filled)] : [dealt, ...leaving(filled)],
  };
}

/** How a market order is told. */
export interface Telling {
  readonly transactions: readonly RecordTransaction[];
  readonly requestFirst: boolean;
}

/**
 * A market order in the order in which servers were seen to tell it: as added, its deal, gone, in the
 * history. A closing deal may also come last; and now and then the answer is told before all of it, with the
 * order still shown as started when it leaves ("OnTradeTransaction" of the MQL5 reference prints that one).
 */
export function tellMarketOrder(filled: Filled, isClose: boolean, floor: Floor): Telling {
  const added = orderTransaction("order_add", asStarted(filled.order, isClose ? filled.deal.position : "0"));
  const [deal, ...rest] = filled.transactions;
  if (deal === undefined) throw new Error("a filled order without a deal");
  if (filled.order.doneAtMs !== 0 && happens("requestFirstChance", floor)) {
    const told = rest.map(
      (each): RecordTransaction => (each.type === "order_delete" ? { ...each, orderState: "started" } : each),
    );
    return { transactions: [added, ...told, deal], requestFirst: true };
  }
  const isDealLast = isClose && happens("dealLastChance", floor);
  return { transactions: isDealLast ? [added, ...rest, deal] : [added, deal, ...rest], requestFirst: false };
}

/** An order that ends without being filled. */
export function ended(order: Order, state: "cancelled" | "rejected" | "expired", nowMs: number): Happening {
  const gone: Order = { ...order, state, doneAtMs: nowMs };
  return { changes: [{ change: "order", order: gone }], transactions: leaving(gone) };
}
