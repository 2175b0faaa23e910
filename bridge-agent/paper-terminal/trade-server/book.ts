import { Decimal } from "../../../src/domain/decimal.ts";
import type { Exposure } from "./money.ts";
import { floatingOf, marginOf, noExposure, roundMoney, withLots } from "./money.ts";
import type { Quote } from "./quotes.ts";
import type { Watched } from "./rules.ts";
import type { PaperSymbol } from "./symbols.ts";
import type { Change, Direction, Order, Position } from "./types.ts";

/**
 * The open state of the account in memory: balance, positions, standing orders, and sums over them, so
 * that margin and equity cost the same however many positions there are. The database is the truth; the
 * book is filled from it at start and follows every change.
 */
export class Book {
  #balance: Decimal;
  readonly #symbols: ReadonlyMap<string, PaperSymbol>;
  readonly #positions = new Map<string, Watched<Position>>();
  /** Positions with a stop or a target: the only ones that a tick has to look at. */
  readonly #guarded = new Map<string, Watched<Position>>();
  readonly #pendings = new Map<string, Watched<Order>>();
  readonly #exposure = new Map<string, Exposure>();

  constructor(symbols: ReadonlyMap<string, PaperSymbol>, balance: string) {
    this.#symbols = symbols;
    this.#balance = new Decimal(balance);
  }

  apply(change: Change): void {
    switch (change.change) {
      case "order":
        this.#applyOrder(change.order);
        break;
      case "deal":
        this.#balance = this.#balance.plus(change.deal.profit);
        break;
      case "position":
        this.#withdraw(change.position.position);
        this.#add(change.position);
        break;
      case "position_closed":
        this.#withdraw(change.position.position);
        this.#positions.delete(change.position.position);
        this.#guarded.delete(change.position.position);
        break;
    }
  }

  #applyOrder(order: Order): void {
    if (order.state === "placed") this.#pendings.set(order.ticket, watch(order));
    else this.#pendings.delete(order.ticket);
  }

  #add(position: Position): void {
    const watched = watch(position);
    this.#positions.set(position.position, watched);
    if (watched.sl.isZero() && watched.tp.isZero()) this.#guarded.delete(position.position);
    else this.#guarded.set(position.position, watched);
    this.#expose(position.symbol, position.direction, new Decimal(position.lots), watched.price);
  }

  /** Takes what the book knows of a position out of the sums. */
  #withdraw(ticket: string): void {
    const watched = this.#positions.get(ticket);
    if (watched === undefined) return;
    const { symbol, direction, lots } = watched.of;
    this.#expose(symbol, direction, new Decimal(lots).negated(), watched.price);
  }

  #expose(symbol: string, direction: Direction, lots: Decimal, price: Decimal): void {
    const before = this.#exposure.get(symbol) ?? noExposure;
    this.#exposure.set(symbol, withLots(before, direction, lots, price));
  }

  position(ticket: string): Position | undefined {
    return this.#positions.get(ticket)?.of;
  }

  pending(ticket: string): Order | undefined {
    return this.#pendings.get(ticket)?.of;
  }

  /** All open positions, oldest first. */
  positions(): Position[] {
    return Array.from(this.#positions.values(), (watched) => watched.of);
  }

  /** All standing orders, oldest first. */
  pendings(): Order[] {
    return Array.from(this.#pendings.values(), (watched) => watched.of);
  }

  guarded(): Iterable<Watched<Position>> {
    return this.#guarded.values();
  }

  watchedPendings(): Iterable<Watched<Order>> {
    return this.#pendings.values();
  }

  balance(): string {
    return this.#balance.toFixed(2);
  }

  /** Balance and the profit of all open positions, in USD, two digits. */
  equity(quoteOf: (symbol: string) => Quote): Decimal {
    let equity = this.#balance;
    for (const [name, exposure] of this.#exposure) {
      equity = equity.plus(floatingOf(this.#symbol(name), exposure, quoteOf(name)));
    }
    return roundMoney(equity);
  }

  /** True when the margin of all positions and of one more does not exceed the equity. */
  affords(
    symbol: string,
    direction: Direction,
    lots: Decimal,
    price: Decimal,
    quoteOf: (symbol: string) => Quote,
  ): boolean {
    const known = this.#exposure.get(symbol) ?? noExposure;
    const wanted = withLots(known, direction, lots, price);
    let margin = marginOf(this.#symbol(symbol), wanted, quoteOf(symbol));
    for (const [name, exposure] of this.#exposure) {
      if (name !== symbol) margin = margin.plus(marginOf(this.#symbol(name), exposure, quoteOf(name)));
    }
    return roundMoney(margin).lessThanOrEqualTo(this.equity(quoteOf));
  }

  #symbol(name: string): PaperSymbol {
    const symbol = this.#symbols.get(name);
    if (symbol === undefined) throw new Error(`a position in ${name}, which the server does not know`);
    return symbol;
  }
}

function watch<T extends { readonly price: string; readonly sl: string; readonly tp: string }>(
  of: T,
): Watched<T> {
  return { of, price: new Decimal(of.price), sl: levelOf(of.sl), tp: levelOf(of.tp) };
}

const noLevel = new Decimal(0);

/** Most positions have no stops; they share one zero. */
function levelOf(text: string): Decimal {
  return text === "0" ? noLevel : new Decimal(text);
}
