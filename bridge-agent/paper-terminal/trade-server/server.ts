import { Book } from "./book.ts";
import type { Tickets } from "./executions.ts";
import type { Quote } from "./quotes.ts";
import type { Floor } from "./requests.ts";
import { carryOut } from "./requests.ts";
import type { RequestRecord } from "./rows.ts";
import type { Market } from "./rules.ts";
import { marketOf } from "./rules.ts";
import type { Store } from "./store.ts";
import type { PaperSymbol } from "./symbols.ts";
import { changesOf, hitsOf } from "./triggers.ts";
import type { Account, Change, Deal, Order, Outcome, Position, Reference, TradeRequest } from "./types.ts";

/** Where prices come from: the quote of a symbol at a tick number. */
export type QuoteSource = (symbol: PaperSymbol, tick: number) => Quote;

/**
 * The simulated trade server: a hedging account in USD, market execution, pending orders, stops and
 * targets. It knows nothing of links and journals, keeps its own records, and de-duplicates nothing.
 *
 * Every method is synchronous, so nothing comes between a request and its record. When one throws, memory
 * and records may differ; the process has to end and start again from the records.
 */
export class TradeServer {
  readonly #store: Store;
  readonly #source: QuoteSource;
  readonly #symbols: ReadonlyMap<string, PaperSymbol>;
  readonly #book: Book;
  readonly #markets = new Map<string, Market>();
  readonly #floor: Floor;
  readonly #login: string;
  #lastOrder: bigint;
  #lastDeal: bigint;

  /** Takes up the records in `store`. `tick` is the tick number that is on. */
  constructor(store: Store, symbols: readonly PaperSymbol[], source: QuoteSource, tick: number) {
    this.#store = store;
    this.#source = source;
    this.#symbols = new Map(symbols.map((symbol) => [symbol.symbol, symbol]));
    const account = store.account();
    this.#login = account.login;
    this.#book = new Book(this.#symbols, account.balance);
    for (const position of store.positions()) this.#book.apply({ change: "position", position });
    for (const order of store.standingOrders()) this.#book.apply({ change: "order", order });
    const highest = store.highest();
    this.#lastOrder = highest.order;
    this.#lastDeal = highest.deal;
    const tickets: Tickets = {
      nextOrder: () => String(++this.#lastOrder),
      nextDeal: () => String(++this.#lastDeal),
    };
    const quoteOf = (symbol: string) => this.#market(symbol).quote;
    this.#floor = { symbols: this.#symbols, book: this.#book, tickets, quoteOf };
    this.#quote(tick);
  }

  /**
   * Carries out requests in their order, in one transaction that is on the disk when this returns. What
   * came of each is remembered with it. `nowMs` becomes the time of the deals.
   */
  execute(requests: readonly TradeRequest[], nowMs: number): Outcome[] {
    return this.#store.transaction(true, () => {
      const outcomes = requests.map((request) => {
        const outcome = carryOut(request, this.#floor, nowMs);
        this.#record(outcome.changes);
        this.#store.writeRequest(request, outcome);
        return outcome;
      });
      this.#store.writeBalance(this.#book.balance());
      return outcomes;
    });
  }

  /** Moves the market to a tick and carries out what it reaches; the answer is what changed. */
  tick(tick: number, nowMs: number): Change[] {
    this.#quote(tick);
    const hits = hitsOf(this.#floor, (symbol) => this.#market(symbol));
    if (hits.length === 0) return [];
    return this.#store.transaction(true, () => {
      const changes: Change[] = [];
      for (const hit of hits) {
        const made = changesOf(hit, this.#floor, nowMs);
        this.#record(made);
        changes.push(...made);
      }
      this.#store.writeBalance(this.#book.balance());
      return changes;
    });
  }

  /**
   * The server's memory of a request, the newest one if there are several. None is proof that the step
   * never reached the server: requests are remembered in the transaction that carries them out.
   */
  findRequest(magic: string, reference: Reference): RequestRecord | undefined {
    return this.#store.findRequest(magic, reference);
  }

  account(): Account {
    const equity = this.#book.equity(this.#floor.quoteOf).toFixed(2);
    const balance = this.#book.balance();
    return { login: this.#login, server: "Sallyport-Paper", currency: "USD", balance, equity };
  }

  symbols(): readonly PaperSymbol[] {
    return Array.from(this.#symbols.values());
  }

  quoteOf(symbol: string): Quote {
    return this.#market(symbol).quote;
  }

  positions(): Position[] {
    return this.#book.positions();
  }

  pendings(): Order[] {
    return this.#book.pendings();
  }

  /** Deals with a higher number than `deal`, in their order. */
  dealsAfter(deal: bigint): Generator<Deal, void, undefined> {
    return this.#store.dealsAfter(deal);
  }

  /**
   * Pending orders that ended without a deal since `deal` was the newest one. Whoever has handled all
   * deals up to it, and was told of changes in their order until then, misses none of them.
   */
  goneSince(deal: bigint): Order[] {
    return this.#store.goneSince(deal);
  }

  /** The number of the newest deal; below every deal's when there is none. */
  lastDeal(): bigint {
    return this.#lastDeal;
  }

  #quote(tick: number): void {
    for (const [name, symbol] of this.#symbols) this.#markets.set(name, marketOf(this.#source(symbol, tick)));
  }

  #market(symbol: string): Market {
    const market = this.#markets.get(symbol);
    if (market === undefined) throw new Error(`no quotes for ${symbol}`);
    return market;
  }

  #record(changes: readonly Change[]): void {
    for (const change of changes) {
      this.#store.write(change, this.#lastDeal);
      this.#book.apply(change);
    }
  }
}
