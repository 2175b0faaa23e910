import * as z from "zod";
import { positiveDecimalTextSchema } from "../../../src/domain/decimal.ts";
import type { FromTerminal, ToTerminal } from "../../../src/protocol/ea-link.ts";
import { intText } from "../../../src/protocol/ea-link-facts.ts";
import {
  type BarsRequest,
  type FromMarketAgent,
  type MarketBar,
  type MarketBook,
  MOST_TICKS,
  type Tick,
  type ToMarketAgent,
} from "../../../src/protocol/market-link.ts";
import { bookOf } from "../terminal-link/facts.ts";

type Watch = Extract<ToMarketAgent, { type: "watch" }>;

/** What comes within this time goes out together: one frame costs more than the ticks in it. */
const GATHER_MS = 50;
/** Managed exits ask the terminal for bars too, and count from 1. */
const FIRST_BAR_ID = 1_000_000_000;
const MOST_BAR_QUESTIONS = 100;
/** A book on the wire has no more levels than this; nobody looks deeper. */
const MOST_LEVELS = 200;

/** `at,open,high,low,close,ticks` */
const barSchema = z.tuple([
  intText,
  positiveDecimalTextSchema,
  positiveDecimalTextSchema,
  positiveDecimalTextSchema,
  positiveDecimalTextSchema,
  intText,
]);

export interface MarketDeskParts {
  readonly toGateway: (frame: FromMarketAgent) => void;
  readonly toTerminal: (message: ToTerminal) => void;
  /** True while the gateway has not taken what it was told before. */
  readonly behind: () => boolean;
}

/**
 * What the gateway watches, between the terminal and the market link: every tick and the newest books of the symbols that
 * somebody looks at, and bars when they are asked for. It trades nothing and remembers nothing; when the gateway is
 * not heard for as long as a `watch` holds, nothing is told any more.
 */
export class MarketDesk {
  readonly #parts: MarketDeskParts;
  readonly #symbols = new Set<string>();
  readonly #books = new Set<string>();
  readonly #questions = new Map<number, number>();
  #ticks: Tick[] = [];
  readonly #newestBooks = new Map<string, MarketBook>();
  #lastBarId = FIRST_BAR_ID;
  #gathering: ReturnType<typeof setTimeout> | undefined;
  #lease: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: MarketDeskParts) {
    this.#parts = parts;
  }

  /** What the gateway says. */
  told(frame: ToMarketAgent): void {
    if (frame.type === "watch") this.#watch(frame);
    else this.#ask(frame);
  }

  /** What the terminal says; whatever is not of the market is passed over. */
  frames(frames: readonly FromTerminal[]): void {
    for (const frame of frames) {
      if (frame.type === "tick" && this.#symbols.has(frame.symbol)) {
        const { symbol, bid, ask, at } = frame;
        this.#ticks.push({ symbol, bid, ask, atMs: at });
        this.#flushSoon();
      } else if (frame.type === "book" && this.#books.has(frame.symbol)) {
        const { bids, asks, atMs } = bookOf(frame);
        const levels = { bids: bids.slice(0, MOST_LEVELS), asks: asks.slice(0, MOST_LEVELS) };
        this.#newestBooks.set(frame.symbol, { symbol: frame.symbol, ...levels, atMs });
        this.#flushSoon();
      } else if (frame.type === "bars") this.#answered(frame);
      else if (frame.type === "ready") this.#tellTerminal();
    }
  }

  /** The terminal is gone: what it was asked it will not answer. */
  terminalGone(): void {
    for (const id of this.#questions.values()) this.#parts.toGateway({ type: "bars", id, bars: null });
    this.#questions.clear();
  }

  stop(): void {
    clearTimeout(this.#gathering);
    clearTimeout(this.#lease);
  }

  #watch({ symbols, books, leaseMs }: Watch): void {
    clearTimeout(this.#lease);
    if (symbols.length > 0 || books.length > 0) {
      this.#lease = setTimeout(() => this.#replace([], []), leaseMs);
    }
    this.#replace(symbols, books);
  }

  #replace(symbols: readonly string[], books: readonly string[]): void {
    const before = `${[...this.#symbols].join(";")}|${[...this.#books].join(";")}`;
    if (`${symbols.join(";")}|${books.join(";")}` === before) return;
    this.#symbols.clear();
    this.#books.clear();
    for (const symbol of symbols) this.#symbols.add(symbol);
    for (const symbol of books) this.#books.add(symbol);
    this.#tellTerminal();
  }

  #tellTerminal(): void {
    const symbols = [...this.#symbols].join(";");
    this.#parts.toTerminal({ type: "watch", symbols, books: [...this.#books].join(";") });
  }

  #ask({ id, symbol, frame, count }: BarsRequest): void {
    if (this.#questions.size >= MOST_BAR_QUESTIONS) {
      // The oldest is long given up at the gateway.
      const [oldest] = this.#questions.keys();
      if (oldest !== undefined) this.#questions.delete(oldest);
    }
    this.#lastBarId++;
    this.#questions.set(this.#lastBarId, id);
    this.#parts.toTerminal({ type: "bars", id: this.#lastBarId, symbol, frame, count });
  }

  #answered({ id, items }: Extract<FromTerminal, { type: "bars" }>): void {
    const theirs = this.#questions.get(id);
    if (theirs === undefined) return;
    this.#questions.delete(id);
    this.#parts.toGateway({ type: "bars", id: theirs, bars: readBars(items) });
  }

  #flushSoon(): void {
    if (this.#ticks.length >= MOST_TICKS && !this.#parts.behind()) this.#flush();
    else this.#gathering ??= setTimeout(() => this.#flush(), GATHER_MS);
  }

  #flush(): void {
    clearTimeout(this.#gathering);
    this.#gathering = undefined;
    if (this.#parts.behind()) {
      // Of prices the newest count: the oldest are left out, and memory has a bound.
      this.#ticks = this.#ticks.slice(-MOST_TICKS);
      this.#gathering = setTimeout(() => this.#flush(), GATHER_MS);
      return;
    }
    const items = this.#ticks.splice(0).slice(-MOST_TICKS);
    if (items.length > 0) this.#parts.toGateway({ type: "ticks", items });
    for (const book of this.#newestBooks.values()) this.#parts.toGateway({ type: "book", book });
    this.#newestBooks.clear();
  }
}

/** Null when the terminal gave none, or something that is none. */
function readBars(items: string): MarketBar[] | null {
  if (items === "") return null;
  const bars: MarketBar[] = [];
  for (const item of items.split(";")) {
    const read = barSchema.safeParse(item.split(","));
    if (!read.success) return null;
    const [atMs, open, high, low, close, ticks] = read.data;
    bars.push({ atMs, open, high, low, close, ticks });
  }
  return bars;
}
