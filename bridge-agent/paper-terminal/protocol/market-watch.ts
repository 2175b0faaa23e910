import type { OutMessage } from "../../../src/protocol/ea-frame.ts";
import type { TradeServer } from "../trade-server/server.ts";
import { accountMessage, bookMessage, symbolMessage, tickMessage } from "./fact-frames.ts";

/** How often account and symbols are looked at, and the longest silence about the account. */
const LOOK_EVERY_MS = 1_000;
const ACCOUNT_AT_LEAST_EVERY_MS = 5_000;
/** Ticks of one symbol in one turn; the rest follows with the next one. */
const MOST_TICKS = 500;

/** Up to where a symbol's ticks were told: the time of the last one, and how many of that time. */
interface Cursor {
  readonly atMs: number;
  readonly told: number;
}

/**
 * What one session tells of the market by itself: every tick of the watched symbols and the newest quote of
 * the others, the books that are watched, and account and symbols when something in them changed.
 */
export class MarketWatch {
  readonly #server: TradeServer;
  readonly #cursors = new Map<string, Cursor>();
  readonly #toldSymbols = new Map<string, string>();
  readonly #toldBooks = new Map<string, string>();
  #books: readonly string[] = [];
  #toldAccount = "";
  #accountAtMs = 0;
  #lookedAtMs = 0;

  constructor(server: TradeServer) {
    this.#server = server;
  }

  /** What is told before `ready`. */
  introduction(nowMs: number): OutMessage[] {
    this.#lookedAtMs = nowMs;
    return [this.account(nowMs), ...this.#changedSymbols(nowMs)];
  }

  account(nowMs: number): OutMessage {
    const account = this.#server.account();
    this.#toldAccount = JSON.stringify(account);
    this.#accountAtMs = nowMs;
    return accountMessage(account, nowMs);
  }

  /** Replaces what was watched; names that the server does not know are not watched. */
  watch(symbols: readonly string[], books: readonly string[]): void {
    const known = symbols.filter((symbol) => this.#server.symbol(symbol) !== undefined);
    for (const symbol of this.#cursors.keys()) if (!known.includes(symbol)) this.#cursors.delete(symbol);
    for (const symbol of known) {
      const atMs = this.#server.quote(symbol)?.atMs ?? 0;
      if (!this.#cursors.has(symbol)) this.#cursors.set(symbol, { atMs, told: 0 });
    }
    this.#books = books.filter((symbol) => this.#server.symbol(symbol) !== undefined);
    this.#toldBooks.clear();
  }

  /** What this turn of the market brings. */
  turn(nowMs: number): OutMessage[] {
    const out: OutMessage[] = [];
    for (const { symbol } of this.#server.symbols()) out.push(...this.#ticks(symbol));
    for (const symbol of this.#books) {
      const message = bookMessage(symbol, this.#server.book(symbol), nowMs);
      const text = `${message["bids"]}|${message["asks"]}`;
      if (this.#toldBooks.get(symbol) === text) continue;
      this.#toldBooks.set(symbol, text);
      out.push(message);
    }
    if (Math.abs(nowMs - this.#lookedAtMs) < LOOK_EVERY_MS) return out;
    this.#lookedAtMs = nowMs;
    const stale = Math.abs(nowMs - this.#accountAtMs) >= ACCOUNT_AT_LEAST_EVERY_MS;
    if (stale || JSON.stringify(this.#server.account()) !== this.#toldAccount) out.push(this.account(nowMs));
    out.push(...this.#changedSymbols(nowMs));
    return out;
  }

  #ticks(symbol: string): OutMessage[] {
    const cursor = this.#cursors.get(symbol);
    if (cursor === undefined) {
      const quote = this.#server.quote(symbol);
      return quote === undefined ? [] : [tickMessage(symbol, quote)];
    }
    // Inclusive: several ticks can have the same time, and some of them may come after it was told.
    const found = this.#server.ticks(symbol, cursor.atMs, MOST_TICKS);
    const last = found.at(-1);
    if (last === undefined) return [];
    const fresh = found.slice(found[0]?.atMs === cursor.atMs ? cursor.told : 0);
    const told = found.filter(({ atMs }) => atMs === last.atMs).length;
    this.#cursors.set(symbol, { atMs: last.atMs, told });
    return fresh.map((tick) => tickMessage(symbol, tick));
  }

  /** Symbols of which something but the quote is not as it was told. */
  #changedSymbols(nowMs: number): OutMessage[] {
    return this.#server.symbols().flatMap((spec) => {
      const message = symbolMessage(spec, this.#server, nowMs);
      if (message === undefined) return [];
      const text = JSON.stringify({ ...message, bid: "", ask: "", at: 0 });
      if (this.#toldSymbols.get(spec.symbol) === text) return [];
      this.#toldSymbols.set(spec.symbol, text);
      return [message];
    });
  }
}
