import { Decimal } from "../../../src/domain/decimal.ts";
import type { Floor } from "./floor.ts";
import type { SymbolSpec } from "./market/symbol-spec.ts";
import { closingSide, directionOf } from "./order-types.ts";
import type { Change, Deal, DealEntry, Order, Origin, Position, Side } from "./types.ts";

/** A deal that was made, and what became of its position. */
export interface Fill {
  readonly deal: Deal;
  readonly after: Change;
}

/** What is dealt: `lots` of `order` at `price`. `order` says the reason, the stops and the origin. */
export interface Dealing {
  readonly order: Order;
  readonly side: Side;
  readonly lots: Decimal;
  readonly price: Decimal;
  /** What of the order still stands after it. */
  readonly remaining: Decimal;
}

/** Digits that a weighted opening price is kept with. */
const WEIGHTED_DIGITS = 8;

/** The position that the order deals with: one of its own, the one that it closes, or the symbol's only one. */
export function targetOf(order: Order, floor: Floor): Position | undefined {
  if (floor.settings.account.mode === "netting") return floor.book.positionIn(order.symbol);
  return floor.book.positionByIdent(order.position === "0" ? order.ticket : order.position);
}

/** Deals with `target`: opens it when there is none, adds to it, reduces it, closes it or turns it round. */
export function fill(
  dealing: Dealing,
  target: Position | undefined,
  spec: SymbolSpec,
  floor: Floor,
  nowMs: number,
): Fill {
  if (target === undefined) return open(dealing, spec, floor, nowMs);
  if (closingSide(target.direction) !== dealing.side) return add(dealing, target, spec, floor, nowMs);
  const isReversal = dealing.lots.greaterThan(target.lots);
  return isReversal
    ? reverse(dealing, target, spec, floor, nowMs)
    : reduce(dealing, target, spec, floor, nowMs);
}

function open(dealing: Dealing, spec: SymbolSpec, floor: Floor, nowMs: number): Fill {
  const { order, lots } = dealing;
  const deal = dealOf(dealing, "in", order.ticket, { opened: lots }, spec, floor, nowMs);
  const position: Position = {
    ...originOf(order),
    position: order.ticket,
    ident: order.ticket,
    symbol: order.symbol,
    direction: directionOf(dealing.side),
    lots: lots.toFixed(),
    price: deal.price,
    sl: order.sl,
    tp: order.tp,
    swap: zeroOf(floor),
    openedAtMs: nowMs,
    updatedAtMs: nowMs,
  };
  return { deal, after: { change: "position", position } };
}

/**
 * More of the same direction. On a netting account the levels of the last order replace those of the
 * position, none included; a hedging position only grows by the rest of its own order.
 */
function add(dealing: Dealing, target: Position, spec: SymbolSpec, floor: Floor, nowMs: number): Fill {
  const { order, lots, price } = dealing;
  const sum = lots.plus(target.lots);
  const cost = price.times(lots).plus(new Decimal(target.price).times(target.lots));
  const weighted = cost.dividedBy(sum).toDecimalPlaces(WEIGHTED_DIGITS);
  const deal = dealOf(dealing, "in", target.ident, { opened: lots }, spec, floor, nowMs);
  const position: Position = {
    ...target,
    ...(isNetting(floor) ? lastSaid(order) : {}),
    lots: sum.toFixed(),
    price: priceText(weighted, spec),
    updatedAtMs: nowMs,
  };
  return { deal, after: { change: "position", position } };
}

function reduce(dealing: Dealing, target: Position, spec: SymbolSpec, floor: Floor, nowMs: number): Fill {
  const { order, lots } = dealing;
  const left = new Decimal(target.lots).minus(lots);
  const closes = closing(dealing, target, lots, spec, floor);
  const deal = dealOf(dealing, "out", target.ident, closes, spec, floor, nowMs);
  if (left.isZero()) return { deal, after: { change: "position_closed", position: target } };
  const position: Position = {
    ...target,
    ...(isNetting(floor) ? originOf(order) : {}),
    lots: left.toFixed(),
    swap: new Decimal(target.swap).minus(deal.swap).toFixed(floor.settings.account.currencyDigits),
    updatedAtMs: nowMs,
  };
  return { deal, after: { change: "position", position } };
}

/** One deal closes the position and opens the other direction; the identifier stays, the ticket changes. */
function reverse(dealing: Dealing, target: Position, spec: SymbolSpec, floor: Floor, nowMs: number): Fill {
  const { order } = dealing;
  const opened = dealing.lots.minus(target.lots);
  const closes = closing(dealing, target, new Decimal(target.lots), spec, floor);
  const deal = dealOf(dealing, "inout", target.ident, { ...closes, opened }, spec, floor, nowMs);
  const position: Position = {
    ...target,
    ...lastSaid(order),
    position: order.ticket,
    direction: directionOf(dealing.side),
    lots: opened.toFixed(),
    price: deal.price,
    swap: zeroOf(floor),
    openedAtMs: nowMs,
    updatedAtMs: nowMs,
  };
  return { deal, after: { change: "position", position } };
}

interface Yield {
  readonly opened?: Decimal;
  readonly profit?: Decimal;
  readonly swap?: Decimal;
  /** Levels of the position, which an exit's deal carries. */
  readonly levels?: { readonly sl: string; readonly tp: string };
}

/** What closing `lots` of a position yields; its swap is settled in proportion. */
function closing(dealing: Dealing, target: Position, lots: Decimal, spec: SymbolSpec, floor: Floor): Yield {
  const open = new Decimal(target.price);
  const share = new Decimal(target.swap).times(lots).dividedBy(target.lots);
  return {
    profit: floor.money.profit(spec, target.direction, lots, open, dealing.price),
    swap: share.toDecimalPlaces(floor.settings.account.currencyDigits, Decimal.ROUND_HALF_UP),
    levels: target,
  };
}

function dealOf(
  dealing: Dealing,
  entry: DealEntry,
  position: string,
  came: Yield,
  spec: SymbolSpec,
  floor: Floor,
  nowMs: number,
): Deal {
  const { order, side, lots, price, remaining } = dealing;
  const { currencyDigits } = floor.settings.account;
  const opened = came.opened ?? new Decimal(0);
  const commission = floor.money.commission(spec, { opened, closed: lots.minus(opened), price });
  const levels = came.levels ?? order;
  return {
    ...originOf(order),
    deal: floor.tickets.nextDeal(),
    ticket: order.ticket,
    position,
    symbol: order.symbol,
    side,
    entry,
    lots: lots.toFixed(),
    price: priceText(price, spec),
    profit: (came.profit ?? new Decimal(0)).toFixed(currencyDigits),
    commission: commission.toFixed(currencyDigits),
    swap: (came.swap ?? new Decimal(0)).toFixed(currencyDigits),
    sl: levels.sl,
    tp: levels.tp,
    remaining: remaining.toFixed(),
    reason: order.reason,
    atMs: nowMs,
  };
}

function isNetting(floor: Floor): boolean {
  return floor.settings.account.mode === "netting";
}

function zeroOf(floor: Floor): string {
  return new Decimal(0).toFixed(floor.settings.account.currencyDigits);
}

/** What a netting position takes over of the order that formed it last. */
function lastSaid(order: Order) {
  return { ...originOf(order), sl: order.sl, tp: order.tp };
}

/** A price with the symbol's digits, or more where an average needs them. */
export function priceText(price: Decimal, spec: SymbolSpec): string {
  return price.toFixed(Math.max(spec.digits, price.decimalPlaces()));
}

/** Only the origin of a record that has more fields. */
export function originOf(record: Origin): Origin {
  return { magic: record.magic, comment: record.comment, reference: record.reference };
}
