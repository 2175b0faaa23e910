import type { OutMessage } from "../../../src/protocol/ea-frame.ts";
import type { TradeServer } from "../trade-server/server.ts";
import { accountRecord, quoteRecord, symbolRecord } from "./records.ts";

/** Ticks of one symbol in one turn; the rest follows with the next one. */
const MOST_TICKS = 500;
/** How often symbols are looked at; the value of their ticks moves with the prices. */
const SYMBOLS_EVERY_MS = 1_000;

/** What one terminal is told of account and market by itself: every tick, and what else has changed. */
export class MarketFeed {
  readonly #server: TradeServer;
  /** Up to where a symbol's ticks were told: the time of the last one, and how many of that time. */
  readonly #cursors = new Map<string, { readonly atMs: number; readonly told: number }>();
  readonly #books = new Map<string, string>();
  readonly #symbols = new Map<string, string>();
  #account = "";
  #symbolsAtMs = 0;

  constructor(server: TradeServer) {
    this.#server = server;
  }

  watchBook(symbol: string, watched: boolean): void {
    if (watched && this.#server.symbol(symbol) !== undefined) this.#books.set(symbol, "");
    else this.#books.delete(symbol);
  }

  /** The account if it is not as it was told. */
  account(): OutMessage[] {
    const account = this.#server.account();
    const text = JSON.stringify(account);
    if (text === this.#account) return [];
    this.#account = text;
    return [accountRecord(account)];
  }

  /** The symbols that are not as they were told. */
  symbols(nowMs: number): OutMessage[] {
    if (nowMs - this.#symbolsAtMs < SYMBOLS_EVERY_MS) return [];
    this.#symbolsAtMs = nowMs;
    return this.#server.symbols().flatMap((spec) => {
      const record = symbolRecord(spec, this.#server);
      const text = JSON.stringify(record);
      if (this.#symbols.get(spec.symbol) === text) return [];
      this.#symbols.set(spec.symbol, text);
      return [record];
    });
  }

  /** What this turn of the market brings. */
  turn(nowMs: number): OutMessage[] {
    const quotes = this.#server.symbols().flatMap(({ symbol }) => this.#ticks(symbol));
    return [...this.account(), ...quotes, ...this.symbols(nowMs), ...this.#changedBooks()];
  }

  #ticks(symbol: string): OutMessage[] {
    const { offsetMs } = this.#server.account();
    const cursor = this.#cursors.get(symbol);
    const quote = this.#server.quote(symbol);
    if (cursor === undefined) {
      if (quote === undefined) return [];
      this.#cursors.set(symbol, { atMs: quote.atMs, told: 1 });
      return [quoteRecord(symbol, quote, offsetMs)];
    }
    // Inclusive: several ticks can have the same time, and some of them may come after it was told.
    const found = this.#server.ticks(symbol, cursor.atMs, MOST_TICKS);
    const last = found.at(-1);
    if (last === undefined) {
      // A source without a series has only its present quote.
      if (quote === undefined || quote.atMs <= cursor.atMs) return [];
      this.#cursors.set(symbol, { atMs: quote.atMs, told: 1 });
      return [quoteRecord(symbol, quote, offsetMs)];
    }
    const fresh = found.slice(found[0]?.atMs === cursor.atMs ? cursor.told : 0);
    const told = found.filter(({ atMs }) => atMs === last.atMs).length;
    this.#cursors.set(symbol, { atMs: last.atMs, told });
    return fresh.map((tick) => quoteRecord(symbol, tick, offsetMs));
  }

  #changedBooks(): OutMessage[] {
    return Array.from(this.#books).flatMap(([symbol, told]) => {
      const { bids, asks } = this.#server.book(symbol);
      const text = (levels: typeof bids) => levels.map(({ price, lots }) => `${price},${lots}`).join(";");
      const message: OutMessage = { type: "book", symbol, bids: text(bids), asks: text(asks) };
      const now = JSON.stringify(message);
      if (now === told) return [];
      this.#books.set(symbol, now);
      return [message];
    });
  }
}
