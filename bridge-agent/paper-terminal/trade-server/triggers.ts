import { Decimal } from "../../../src/domain/decimal.ts";
import { closed, opened } from "./executions.ts";
import type { Floor } from "./requests.ts";
import type { Market } from "./rules.ts";
import { closingSide, dealPrice, directionOf, stopHit, triggerPrice } from "./rules.ts";
import type { Change, Order, Position } from "./types.ts";

/** A position or a standing order that the market has reached. */
export type Hit =
  | { readonly hit: "stop"; readonly position: Position; readonly reason: "sl" | "tp" }
  | { readonly hit: "pending"; readonly order: Order; readonly price: string };

/** What the present market reaches: stops and targets first, then standing orders, oldest first. */
export function hitsOf(floor: Floor, marketOf: (symbol: string) => Market): Hit[] {
  const hits: Hit[] = [];
  for (const watched of floor.book.guarded()) {
    const reason = stopHit(watched, marketOf(watched.of.symbol));
    if (reason !== null) hits.push({ hit: "stop", position: watched.of, reason });
  }
  for (const watched of floor.book.watchedPendings()) {
    const price = triggerPrice(watched, marketOf(watched.of.symbol));
    if (price !== null) hits.push({ hit: "pending", order: watched.of, price });
  }
  return hits;
}

/**
 * The changes that a hit brings. A closed position's deal belongs to no request, so its reference is
 * null; a triggered order's deal belongs to the step that placed it. An order that the account cannot
 * afford when it triggers is rejected, not kept.
 */
export function changesOf(hit: Hit, floor: Floor, nowMs: number): readonly Change[] {
  return hit.hit === "stop" ? closeAt(hit, floor, nowMs) : activate(hit, floor, nowMs);
}

function closeAt(hit: Extract<Hit, { hit: "stop" }>, floor: Floor, nowMs: number): readonly Change[] {
  const { position, reason } = hit;
  const symbol = floor.symbols.get(position.symbol);
  if (symbol === undefined) throw new Error(`a position in ${position.symbol}`);
  const level = reason === "sl" ? position.sl : position.tp;
  const closing = {
    symbol,
    lots: new Decimal(position.lots),
    price: dealPrice(closingSide(position.direction), floor.quoteOf(symbol.symbol)),
    reason,
    origin: { magic: position.magic, comment: `[${reason} ${level}]`, reference: null },
  } as const;
  return closed(position, closing, floor.tickets, nowMs).changes;
}

function activate(hit: Extract<Hit, { hit: "pending" }>, floor: Floor, nowMs: number): readonly Change[] {
  const { order, price } = hit;
  const lots = new Decimal(order.lots);
  const direction = directionOf(order.side);
  if (!floor.book.affords(order.symbol, direction, lots, new Decimal(price), floor.quoteOf)) {
    return [{ change: "order", order: { ...order, state: "rejected", doneAtMs: nowMs } }];
  }
  return opened(order, price, floor.tickets, nowMs).changes;
}
