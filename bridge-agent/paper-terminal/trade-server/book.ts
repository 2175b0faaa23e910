import { Decimal } from "../../../src/domain/decimal.ts";
import type { Leg } from "./money/margin.ts";
import { noLeg, withLots } from "./money/margin.ts";
import { isMarket, isPending, sideOf } from "./order-types.ts";
import type { Change, Direction, Order, Position, Side } from "./types.ts";
import { stands } from "./types.ts";

/** A position with its numbers read once. */
export interface Held {
  readonly of: Position;
  readonly lots: Decimal;
  readonly price: Decimal;
  readonly sl: Decimal;
  readonly tp: Decimal;
  /** What its margin is converted with, as it was when the book took it up. */
  readonly factor: Decimal;
}

/** A standing order with its numbers read once. */
export interface Standing {
  readonly of: Order;
  readonly price: Decimal;
  readonly lots: Decimal;
}

/** All that is open in one symbol, with sums over it. */
export interface Desk {
  readonly positions: Map<string, Held>;
  /** Positions with a stop or a target: the only ones that a tick has to look at. */
  readonly guarded: Map<string, Held>;
  readonly orders: Map<string, Standing>;
  legs: { readonly long: Leg; readonly short: Leg };
  swap: Decimal;
}

/** Turns margin of a position's symbol into the account's currency. */
export type FactorOf = (symbol: string, side: Side, price: Decimal) => Decimal;

/**
 * The open state of the account in memory: balance, positions, standing orders, and sums over them, so
 * that margin and equity cost the same however many positions there are. The database is the truth; the
 * book is filled from it at start and follows every change.
 */
export class Book {
  #balance: Decimal;
  readonly #factorOf: FactorOf;
  readonly #desks = new Map<string, Desk>();
  readonly #byTicket = new Map<string, Held>();
  readonly #byIdent = new Map<string, Held>();
  readonly #orders = new Map<string, Order>();

  constructor(balance: string, factorOf: FactorOf) {
    this.#balance = new Decimal(balance);
    this.#factorOf = factorOf;
  }

  apply(change: Change): void {
    switch (change.change) {
      case "order":
        this.#applyOrder(change.order);
        break;
      case "deal": {
        const { profit, commission, swap } = change.deal;
        this.#balance = this.#balance.plus(profit).plus(commission).plus(swap);
        break;
      }
      case "position":
        this.#withdraw(change.position.ident);
        this.#add(change.position);
        break;
      case "position_closed":
        this.#withdraw(change.position.ident);
        break;
    }
  }

  #applyOrder(order: Order): void {
    const { orders } = this.#desk(order.symbol);
    if (stands(order.state)) {
      this.#orders.set(order.ticket, order);
      orders.set(order.ticket, { of: order, price: new Decimal(order.price), lots: new Decimal(order.lots) });
    } else if (this.#orders.delete(order.ticket)) {
      orders.delete(order.ticket);
    }
  }

  #add(position: Position): void {
    const price = new Decimal(position.price);
    const side = position.direction === "long" ? "buy" : "sell";
    const held: Held = {
      of: position,
      lots: new Decimal(position.lots),
      price,
      sl: levelOf(position.sl),
      tp: levelOf(position.tp),
      factor: this.#factorOf(position.symbol, side, price),
    };
    const desk = this.#desk(position.symbol);
    desk.positions.set(position.ident, held);
    if (!held.sl.isZero() || !held.tp.isZero()) desk.guarded.set(position.ident, held);
    this.#byTicket.set(position.position, held);
    this.#byIdent.set(position.ident, held);
    count(desk, held, held.lots);
    desk.swap = desk.swap.plus(position.swap);
  }

  /** Takes what the book knows of a position out of the lists and the sums. */
  #withdraw(ident: string): void {
    const held = this.#byIdent.get(ident);
    if (held === undefined) return;
    const desk = this.#desk(held.of.symbol);
    desk.positions.delete(ident);
    desk.guarded.delete(ident);
    this.#byIdent.delete(ident);
    this.#byTicket.delete(held.of.position);
    count(desk, held, held.lots.negated());
    desk.swap = desk.swap.minus(held.of.swap);
  }

  #desk(symbol: string): Desk {
    const known = this.#desks.get(symbol);
    if (known !== undefined) return known;
    const desk: Desk = {
      positions: new Map(),
      guarded: new Map(),
      orders: new Map(),
      legs: { long: noLeg, short: noLeg },
      swap: noLevel,
    };
    this.#desks.set(symbol, desk);
    return desk;
  }

  position(ticket: string): Position | undefined {
    return this.#byTicket.get(ticket)?.of;
  }

  positionByIdent(ident: string): Position | undefined {
    return this.#byIdent.get(ident)?.of;
  }

  /** The first position of a symbol; on a netting account there is no other. */
  positionIn(symbol: string): Position | undefined {
    return this.#desks.get(symbol)?.positions.values().next().value?.of;
  }

  order(ticket: string): Order | undefined {
    return this.#orders.get(ticket);
  }

  /** All open positions, oldest first. */
  positions(): Position[] {
    return Array.from(this.#byIdent.values(), (held) => held.of).sort(byNumber((of) => of.ident));
  }

  /** All standing orders, oldest first. */
  orders(): Order[] {
    return Array.from(this.#orders.values());
  }

  /** Each symbol that was ever dealt in, with what is open there. */
  desks(): IterableIterator<[string, Desk]> {
    return this.#desks.entries();
  }

  hasPositions(): boolean {
    return this.#byIdent.size > 0;
  }

  desk(symbol: string): Desk | undefined {
    return this.#desks.get(symbol);
  }

  balance(): Decimal {
    return this.#balance;
  }

  /** Lots of a direction in a symbol: positions and orders that would open that way. */
  standingLots(symbol: string, direction: Direction): Decimal {
    const desk = this.#desks.get(symbol);
    if (desk === undefined) return noLevel;
    const side = direction === "long" ? "buy" : "sell";
    let lots = desk.legs[direction].lots;
    for (const { of, lots: waiting } of desk.orders.values()) {
      if (isPending(of.type) && sideOf(of.type) === side) lots = lots.plus(waiting);
    }
    return lots;
  }

  /** True while an order that closes this position stands. */
  isBeingClosed(position: Position): boolean {
    const orders = this.#desks.get(position.symbol)?.orders.values() ?? [];
    for (const { of } of orders) {
      if (isMarket(of.type) && of.position === position.ident && of.ticket !== position.ident) return true;
    }
    return false;
  }
}

const noLevel = new Decimal(0);

/** Most positions have no stops; they share one zero. */
function levelOf(text: string): Decimal {
  return text === "0" ? noLevel : new Decimal(text);
}

function count(desk: Desk, held: Held, lots: Decimal): void {
  const { direction } = held.of;
  desk.legs = { ...desk.legs, [direction]: withLots(desk.legs[direction], lots, held.price, held.factor) };
}

function byNumber<T>(of: (record: T) => string): (a: T, b: T) => number {
  return (a, b) => of(a).length - of(b).length || (of(a) < of(b) ? -1 : 1);
}
