import { thinned } from "../../src/domain/feed/tick-history.ts";
import type { FromReader } from "../../src/protocol/feed.ts";
import {
  MARKET_LEASE_MS,
  type MarketBook,
  MOST_BOOKS,
  MOST_SYMBOLS,
  type Tick,
} from "../../src/protocol/market-link.ts";
import type { MarketSockets } from "./agent-sockets.ts";
import type { Readers } from "./readers.ts";
import type { Attachment, Sockets } from "./sockets.ts";

/** Ticks of one symbol that are kept at the most; see `thinned`. */
const MOST_HISTORY = 5_000;

/** What a reader is owed of, because it was behind. */
interface Owed {
  readonly ticks: Set<string>;
  readonly books: Set<string>;
}

/**
 * Ticks and books, from the agent to whoever watches. All of it is in memory: what was lost with it, the next
 * tick brings again. A reader that is behind is owed the newest of each symbol, and gets it with its next acknowledgement.
 */
export class Market {
  readonly #agent: MarketSockets;
  readonly #sockets: Sockets;
  readonly #readers: Readers;
  readonly #history = new Map<string, Tick[]>();
  readonly #books = new Map<string, MarketBook>();
  readonly #owed = new WeakMap<WebSocket, Owed>();
  /** What the agent was told last, and until when it holds. */
  #told = "";
  #leaseEndsAtMs = 0;

  constructor(agent: MarketSockets, sockets: Sockets, readers: Readers) {
    this.#agent = agent;
    this.#sockets = sockets;
    this.#readers = readers;
  }

  /** A reader watches other symbols from now on; of each it gets the newest at once. Books only with the right to them. */
  watch(socket: WebSocket, attachment: Attachment, wanted: Extract<FromReader, { type: "watch" }>): void {
    const symbols = [...new Set(wanted.symbols)].sort();
    const books = attachment.sees.includes("book") ? [...new Set(wanted.books)].sort() : [];
    const watching = { ...attachment, symbols, books };
    this.#sockets.change(socket, watching);
    this.#owed.set(socket, { ticks: new Set(symbols), books: new Set(books) });
    this.#pay(socket, watching);
    this.wishesChanged(Date.now());
  }

  acknowledged(socket: WebSocket, attachment: Attachment): void {
    this.#pay(socket, attachment);
  }

  history(socket: WebSocket, symbol: string): void {
    const items = [...(this.#history.get(symbol) ?? [])];
    this.#readers.answer(socket, { type: "history", symbol, items });
  }

  /** Tells the agent what is watched now, when that is not what it was told. */
  wishesChanged(nowMs: number): void {
    const { symbols, books } = this.#wishes();
    const text = `${symbols.join(";")}|${books.join(";")}`;
    if (text !== this.#told) this.#tell(nowMs);
  }

  /** Tells the agent again before the lease ends; when to do so next, null for never. */
  renew(nowMs: number): number | null {
    if (this.#wishes().symbols.length === 0) return null;
    if (nowMs >= this.#leaseEndsAtMs - MARKET_LEASE_MS / 2) this.#tell(nowMs);
    return this.#leaseEndsAtMs - MARKET_LEASE_MS / 2;
  }

  /** An agent came: it knows nothing of what was told to the one before. */
  agentCame(nowMs: number): void {
    if (this.#wishes().symbols.length > 0) this.#tell(nowMs);
  }

  ticks(items: readonly Tick[]): void {
    for (const tick of items) this.#keep(tick);
    // Readers of the same symbols get the same text, made once.
    const texts = new Map<string, string | null>();
    for (const { socket, attachment } of this.#sockets.open()) {
      const { symbols } = attachment;
      if (symbols.length === 0) continue;
      const key = symbols.join(";");
      if (!texts.has(key)) texts.set(key, textOf(items.filter(({ symbol }) => symbols.includes(symbol))));
      const text = texts.get(key) ?? null;
      if (text === null || this.#readers.offer(socket, attachment, text)) continue;
      const owed = this.#owedTo(socket);
      for (const { symbol } of items) if (symbols.includes(symbol)) owed.ticks.add(symbol);
    }
  }

  #keep(tick: Tick): void {
    const history = this.#history.get(tick.symbol) ?? [];
    history.push(tick);
    this.#history.set(tick.symbol, history.length > MOST_HISTORY ? thinned(history) : history);
  }

  book(book: MarketBook): void {
    this.#books.set(book.symbol, book);
    const text = JSON.stringify({ type: "book", book });
    for (const { socket, attachment } of this.#sockets.open()) {
      if (!attachment.books.includes(book.symbol)) continue;
      if (!this.#readers.offer(socket, attachment, text)) this.#owedTo(socket).books.add(book.symbol);
    }
  }

  /** Sends the newest of what was withheld, if the reader keeps up now. */
  #pay(socket: WebSocket, attachment: Attachment): void {
    const owed = this.#owed.get(socket);
    if (owed === undefined) return;
    const newest = [...owed.ticks].flatMap((symbol) => this.#history.get(symbol)?.at(-1) ?? []);
    const text = textOf(newest);
    if (text === null || this.#readers.offer(socket, attachment, text)) owed.ticks.clear();
    for (const symbol of owed.books) {
      const book = this.#books.get(symbol);
      const sent =
        book === undefined || this.#readers.offer(socket, attachment, JSON.stringify({ type: "book", book }));
      if (sent) owed.books.delete(symbol);
    }
  }

  #owedTo(socket: WebSocket): Owed {
    const known = this.#owed.get(socket);
    if (known !== undefined) return known;
    const owed: Owed = { ticks: new Set(), books: new Set() };
    this.#owed.set(socket, owed);
    return owed;
  }

  /** What any reader wants, as far as an agent is asked for so much. */
  #wishes(): { symbols: string[]; books: string[] } {
    const open = this.#sockets.open().map(({ attachment }) => attachment);
    const symbols = [...new Set(open.flatMap((one) => [...one.symbols, ...one.books]))];
    const books = [...new Set(open.flatMap((one) => one.books))];
    return { symbols: symbols.sort().slice(0, MOST_SYMBOLS), books: books.sort().slice(0, MOST_BOOKS) };
  }

  #tell(nowMs: number): void {
    const { symbols, books } = this.#wishes();
    this.#told = `${symbols.join(";")}|${books.join(";")}`;
    this.#leaseEndsAtMs = nowMs + MARKET_LEASE_MS;
    this.#agent.send({ type: "watch", symbols, books, leaseMs: MARKET_LEASE_MS });
    // What nobody watches grows old: it must not be shown as the newest when somebody does again.
    for (const symbol of this.#history.keys()) if (!symbols.includes(symbol)) this.#history.delete(symbol);
    for (const symbol of this.#books.keys()) if (!books.includes(symbol)) this.#books.delete(symbol);
  }
}

function textOf(items: readonly Tick[]): string | null {
  return items.length === 0 ? null : JSON.stringify({ type: "ticks", items });
}
