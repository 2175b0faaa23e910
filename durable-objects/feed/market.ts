import { thinned } from "../../src/domain/feed/tick-history.ts";
import type { FromReader } from "../../src/protocol/feed.ts";
import type { Newest, Wishes } from "../../src/protocol/feed-internal.ts";
import {
  MARKET_LEASE_MS,
  type MarketBook,
  MOST_BOOKS,
  MOST_SYMBOLS,
  MOST_TICKS,
  type Tick,
} from "../../src/protocol/market-link.ts";
import type { Readers } from "./readers.ts";
import type { Shards } from "./shards.ts";
import type { Attachment, Sockets } from "./sockets.ts";
import type { Upstream } from "./upstream.ts";

/** Ticks of one symbol that are kept at the most; see `thinned`. */
const MOST_HISTORY = 5_000;

/** What a reader is owed of, because it was behind. */
interface Owed {
  readonly ticks: Set<string>;
  readonly books: Set<string>;
}

export interface MarketParts {
  readonly upstream: Pick<Upstream, "wish" | "history">;
  readonly shards: Pick<Shards, "wishes" | "ticks" | "book">;
  readonly sockets: Pick<Sockets, "open" | "change">;
  readonly readers: Pick<Readers, "offer" | "answer">;
}

/**
 * Ticks and books, from the agent (or the first shard) to whoever watches. All of it is in memory: what was lost with it, the next
 * tick brings again. A reader that is behind is owed the newest of each symbol, and gets it with its next acknowledgement.
 */
export class Market {
  readonly #upstream: MarketParts["upstream"];
  readonly #shards: MarketParts["shards"];
  readonly #sockets: MarketParts["sockets"];
  readonly #readers: MarketParts["readers"];
  readonly #history = new Map<string, Tick[]>();
  readonly #books = new Map<string, MarketBook>();
  readonly #owed = new WeakMap<WebSocket, Owed>();
  readonly #keys = new WeakMap<readonly string[], string>();
  /** Ticks that go out as soon as those before them are out. */
  #waiting: readonly Tick[] = [];
  #sending = false;
  /** What was wished for last, and until when that holds. */
  #told = "";
  #leaseEndsAtMs = 0;

  constructor({ upstream, shards, sockets, readers }: MarketParts) {
    this.#upstream = upstream;
    this.#shards = shards;
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

  async history(socket: WebSocket, symbol: string): Promise<void> {
    const items = (await this.#upstream.history(symbol)) ?? this.ticksOf(symbol);
    this.#readers.answer(socket, { type: "history", symbol, items: [...items] });
  }

  /** The ticks that are kept of a symbol, oldest first. */
  ticksOf(symbol: string): Tick[] {
    return [...(this.#history.get(symbol) ?? [])];
  }

  /** The newest of what a shard wishes for: it comes to symbols that were watched here before. */
  newestOf({ symbols, books }: Wishes): Newest {
    return {
      ticks: symbols.flatMap((symbol) => this.#history.get(symbol)?.at(-1) ?? []),
      books: books.flatMap((symbol) => this.#books.get(symbol) ?? []),
    };
  }

  /** The newest of what was wished for, where nothing newer has come meanwhile. */
  newest({ ticks, books }: Newest): void {
    const unknown = ticks.filter(({ symbol }) => !this.#history.has(symbol));
    if (unknown.length > 0) this.ticks(unknown);
    for (const book of books) if (!this.#books.has(book.symbol)) this.book(book);
  }

  /** Wishes for what is watched now, when that is not what was wished for last. */
  wishesChanged(nowMs: number): void {
    const { symbols, books } = this.#wishes();
    const text = `${symbols.join(";")}|${books.join(";")}`;
    if (text !== this.#told) this.#tell(nowMs);
  }

  /** Wishes again before the lease ends; when to do so next, null for never. */
  renew(nowMs: number): number | null {
    if (this.#wishes().symbols.length === 0) return null;
    if (nowMs >= this.#leaseEndsAtMs - MARKET_LEASE_MS / 2) this.#tell(nowMs);
    return this.#leaseEndsAtMs - MARKET_LEASE_MS / 2;
  }

  /** An agent came: it knows nothing of what was told to the one before. */
  agentCame(nowMs: number): void {
    if (this.#wishes().symbols.length > 0) this.#tell(nowMs);
  }

  /**
   * Passes ticks on. Those that come before the ones before them are out wait and go together: a frame costs the same however
   * many ticks are in it, and a feed with many readers would otherwise fall behind and keep everything else waiting.
   */
  ticks(items: readonly Tick[]): void {
    for (const tick of items) this.#keep(tick);
    this.#shards.ticks(items);
    this.#waiting = this.#waiting.length === 0 ? items : [...this.#waiting, ...items].slice(-MOST_TICKS);
    if (!this.#sending) void this.#sendTicks();
  }

  async #sendTicks(): Promise<void> {
    this.#sending = true;
    while (this.#waiting.length > 0) {
      const items = this.#waiting;
      this.#waiting = [];
      this.#broadcast(items);
      // workerd looks at the clock when it has nothing to send any more.
      await scheduler.wait(1);
    }
    this.#sending = false;
  }

  #broadcast(items: readonly Tick[]): void {
    // Readers of the same symbols get the same text, made once.
    const texts = new Map<string, string | null>();
    for (const { socket, attachment } of this.#sockets.open()) {
      const { symbols } = attachment;
      if (symbols.length === 0) continue;
      const key = this.#keyOf(symbols);
      let text = texts.get(key);
      if (text === undefined) {
        text = textOf(items.filter(({ symbol }) => symbols.includes(symbol)));
        texts.set(key, text);
      }
      if (text === null || this.#readers.offer(socket, attachment, text)) continue;
      const owed = this.#owedTo(socket);
      for (const { symbol } of items) if (symbols.includes(symbol)) owed.ticks.add(symbol);
    }
  }

  /** The same for lists of the same symbols, written once for each list. */
  #keyOf(symbols: readonly string[]): string {
    const known = this.#keys.get(symbols);
    if (known !== undefined) return known;
    const key = symbols.join(";");
    this.#keys.set(symbols, key);
    return key;
  }

  #keep(tick: Tick): void {
    const history = this.#history.get(tick.symbol) ?? [];
    history.push(tick);
    this.#history.set(tick.symbol, history.length > MOST_HISTORY ? thinned(history) : history);
  }

  book(book: MarketBook): void {
    this.#books.set(book.symbol, book);
    this.#shards.book(book);
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

  /** What any reader wants, here or at another shard, as far as an agent is asked for so much. */
  #wishes(): Wishes {
    const [symbols, books] = [new Set<string>(), new Set<string>()];
    const add = (one: Wishes) => {
      for (const symbol of one.symbols) symbols.add(symbol);
      for (const symbol of one.books) {
        symbols.add(symbol);
        books.add(symbol);
      }
    };
    for (const { attachment } of this.#sockets.open()) add(attachment);
    for (const wishes of this.#shards.wishes) add(wishes);
    return {
      symbols: [...symbols].sort().slice(0, MOST_SYMBOLS),
      books: [...books].sort().slice(0, MOST_BOOKS),
    };
  }

  #tell(nowMs: number): void {
    const { symbols, books } = this.#wishes();
    this.#told = `${symbols.join(";")}|${books.join(";")}`;
    this.#leaseEndsAtMs = nowMs + MARKET_LEASE_MS;
    this.#upstream.wish({ symbols, books }).catch((error) => {
      // Wished for again whenever the feed has something to do, and by its next alarm.
      this.#leaseEndsAtMs = 0;
      const name = error instanceof Error ? error.name : "unknown";
      console.warn(JSON.stringify({ event: "feed_wish_not_told", name }));
    });
    // What nobody watches grows old: it must not be shown as the newest when somebody does again.
    for (const symbol of this.#history.keys()) if (!symbols.includes(symbol)) this.#history.delete(symbol);
    for (const symbol of this.#books.keys()) if (!books.includes(symbol)) this.#books.delete(symbol);
  }
}

function textOf(items: readonly Tick[]): string | null {
  return items.length === 0 ? null : JSON.stringify({ type: "ticks", items });
}
