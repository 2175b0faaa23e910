import { Decimal } from "../../../../src/domain/decimal.ts";
import type { Desk, Held } from "../book.ts";
import { ended } from "../executions.ts";
import type { Floor, Happening } from "../floor.ts";
import type { DayRoll } from "../market/server-time.ts";
import type { SymbolSpec } from "../market/symbol-spec.ts";
import type { Deposit } from "../money/profit.ts";
import { swapOf } from "../money/swap.ts";
import { isPending } from "../order-types.ts";
import { endsAtMs } from "../rules/days.ts";
import { closingPrice, type Market } from "../rules/market.ts";
import { positionTransaction } from "../transactions.ts";
import type { Order, Position } from "../types.ts";
import type { Due } from "./triggers.ts";

/** Orders of a symbol that end at `nowMs` by their own terms; one for a day only while the market is open. */
export function expiredIn(desk: Desk, spec: SymbolSpec, floor: Floor, nowMs: number): Due[] {
  const due: Due[] = [];
  for (const { of: order } of desk.orders.values()) {
    if (!isPending(order.type) || endsAtMs(order, floor.settings.offsetMs) > nowMs) continue;
    if (order.time === "specified_day" && !floor.isOpen(spec, nowMs)) continue;
    due.push(() => expire(order, floor, nowMs));
  }
  return due;
}

function expire(order: Order, floor: Floor, nowMs: number): Happening | undefined {
  return floor.book.order(order.ticket) === order ? ended(order, "expired", nowMs) : undefined;
}

/**
 * What the end of a trading day does in a symbol: swaps, and what SYMBOL_ORDER_GTC_MODE removes, which is
 * pending orders, and with `daily` the stops of positions too.
 */
export function dayEndIn(
  desk: Desk,
  spec: SymbolSpec,
  market: Market | undefined,
  roll: DayRoll,
  floor: Floor,
  deposit: Deposit,
): Due[] {
  const due: Due[] = [];
  const removes = spec.gtcMode !== "gtc" && spec.expirations.includes("gtc");
  if (removes) {
    for (const { of: order } of desk.orders.values()) {
      if (isPending(order.type)) due.push(() => expire(order, floor, roll.atMs));
    }
  }
  for (const held of desk.positions.values()) {
    const after = overnight(held, spec, market, roll, deposit, removes && spec.gtcMode === "daily");
    if (after !== undefined) due.push(() => told(after));
  }
  return due;
}

function overnight(
  held: Held,
  spec: SymbolSpec,
  market: Market | undefined,
  roll: DayRoll,
  deposit: Deposit,
  clearsStops: boolean,
): Position | undefined {
  const { of: position } = held;
  const swap = market === undefined ? null : swapFor(held, spec, market, roll, deposit);
  const stops = clearsStops ? { sl: "0", tp: "0" } : { sl: position.sl, tp: position.tp };
  const isCharged = swap !== null && !swap.isZero();
  if (!isCharged && stops.sl === position.sl && stops.tp === position.tp) return undefined;
  const total = new Decimal(position.swap).plus(swap ?? 0).toFixed(deposit.digits);
  return { ...position, ...stops, swap: total };
}

function swapFor(
  held: Held,
  spec: SymbolSpec,
  market: Market,
  roll: DayRoll,
  deposit: Deposit,
): Decimal | null {
  const { direction } = held.of;
  const close = closingPrice(direction, market);
  const night = { direction, lots: held.lots, open: held.price, close };
  return swapOf(spec, night, roll.endedWeekday, deposit);
}

function told(position: Position): Happening {
  return {
    changes: [{ change: "position", position }],
    transactions: [positionTransaction(position, position.lots, [{ change: "position", position }])],
  };
}
