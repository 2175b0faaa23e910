import type { MarketBook, Tick } from "../../../src/protocol/market-link.ts";
import type { Timers } from "./timers.ts";

type TickListener = (ticks: readonly Tick[]) => void;

/**
 * The newest tick and book of each symbol that is watched, and nothing older: however many come, memory does not grow.
 * Whoever draws every tick listens and gets each frame's at once; everybody else is told once a picture.
 */
export class MarketState {
  readonly #frame: Timers["frame"];
  readonly #ticks = new Map<string, Tick>();
  readonly #books = new Map<string, MarketBook>();
  readonly #listeners = new Map<string, Set<TickListener>>();
  readonly #viewers = new Set<() => void>();
  #willTell = false;

  constructor(frame: Timers["frame"]) {
    this.#frame = frame;
  }

  tick(symbol: string): Tick | null {
    return this.#ticks.get(symbol) ?? null;
  }

  book(symbol: string): MarketBook | null {
    return this.#books.get(symbol) ?? null;
  }

  /** The newest tick of them all. */
  newestMs(): number | null {
    let newest: number | null = null;
    for (const { atMs } of this.#ticks.values()) newest = Math.max(newest ?? atMs, atMs);
    return newest;
  }

  ticksCame(items: readonly Tick[]): void {
    const bySymbol = Map.groupBy(items, ({ symbol }) => symbol);
    for (const [symbol, ticks] of bySymbol) {
      const newest = ticks.at(-1);
      if (newest === undefined) continue;
      this.#ticks.set(symbol, newest);
      for (const listener of this.#listeners.get(symbol) ?? []) listener(ticks);
    }
    this.#tell();
  }

  bookCame(book: MarketBook): void {
    this.#books.set(book.symbol, book);
    this.#tell();
  }

  /** Every tick of a symbol, as they come; the newest that is known at once. Returns how to stop. */
  listen(symbol: string, listener: TickListener): () => void {
    const set = this.#listeners.get(symbol) ?? new Set();
    this.#listeners.set(symbol, set);
    set.add(listener);
    const newest = this.tick(symbol);
    if (newest !== null) listener([newest]);
    return () => {
      set.delete(listener);
      if (set.size === 0) this.#listeners.delete(symbol);
    };
  }

  /** Calls before the next picture whenever something changed. Returns how to stop. */
  view(viewer: () => void): () => void {
    this.#viewers.add(viewer);
    return () => this.#viewers.delete(viewer);
  }

  /** Forgets what nobody watches any more: it would be shown as the newest when somebody does again. */
  keepOnly(symbols: readonly string[], books: readonly string[]): void {
    for (const symbol of this.#ticks.keys()) {
      if (!symbols.includes(symbol) && !books.includes(symbol)) this.#ticks.delete(symbol);
    }
    for (const symbol of this.#books.keys()) if (!books.includes(symbol)) this.#books.delete(symbol);
  }

  #tell(): void {
    if (this.#willTell) return;
    this.#willTell = true;
    this.#frame(() => {
      this.#willTell = false;
      for (const viewer of this.#viewers) viewer();
    });
  }
}
