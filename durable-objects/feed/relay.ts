import type { Relayed } from "../../src/protocol/feed-internal.ts";
import type { FeedState } from "../../src/protocol/feed-state.ts";
import { type MarketBook, MOST_TICKS, type Tick } from "../../src/protocol/market-link.ts";
import type { EventRing } from "./event-ring.ts";

/**
 * What one further shard is to be told. One call is under way at a time, and what comes meanwhile goes together with the
 * next one: a shard that is slow costs fewer calls, not more memory.
 *
 * Where the shard's record ends is in memory only. After a sleep it is taken to have everything, and a shard that
 * finds that the record it is passed does not follow its own asks for what it lacks.
 */
export class Relay {
  readonly #ring: Pick<EventRing, "era" | "last" | "record">;
  readonly #send: (news: Relayed) => Promise<void>;
  /** The number of the last event that the shard has. */
  #told: number;
  /** Not sure that the shard has everything: it is passed the record even if that is empty. */
  #unsure = true;
  #state: FeedState | null = null;
  #ticks: Tick[] = [];
  readonly #books = new Map<string, MarketBook>();
  #sending = false;

  constructor(ring: Pick<EventRing, "era" | "last" | "record">, send: (news: Relayed) => Promise<void>) {
    this.#ring = ring;
    this.#send = send;
    this.#told = ring.last;
  }

  /** The shard asked, and was answered with all that there is. */
  caughtUp(): void {
    this.#told = this.#ring.last;
    this.#unsure = false;
  }

  /** The record begins anew: what the shard has counts no more, and it will ask. */
  restarted(): void {
    this.#told = this.#ring.last;
    this.#unsure = true;
    this.flush();
  }

  state(state: FeedState): void {
    this.#state = state;
    this.flush();
  }

  ticks(items: readonly Tick[]): void {
    // A shard that does not keep up loses the oldest: of prices the newest count.
    this.#ticks = [...this.#ticks, ...items].slice(-MOST_TICKS);
    this.flush();
  }

  book(book: MarketBook): void {
    this.#books.set(book.symbol, book);
    this.flush();
  }

  /** True while something waits that the shard must not miss. */
  get owes(): boolean {
    return this.#unsure || this.#told < this.#ring.last || this.#state !== null;
  }

  /** Passes on what waits, unless that is under way already. */
  flush(): void {
    if (!this.#sending) void this.#pump();
  }

  async #pump(): Promise<void> {
    this.#sending = true;
    try {
      while (this.owes || this.#ticks.length > 0 || this.#books.size > 0) await this.#sendOne();
    } catch (error) {
      // The feed's alarm tries again.
      const name = error instanceof Error ? error.name : "unknown";
      console.warn(JSON.stringify({ event: "feed_shard_not_told", name }));
    } finally {
      this.#sending = false;
    }
  }

  async #sendOne(): Promise<void> {
    const record = this.#ring.record(this.#ring.era, this.#told);
    const news: Relayed = {
      record,
      state: this.#state,
      ticks: this.#ticks,
      books: [...this.#books.values()],
    };
    this.#unsure = false;
    this.#state = null;
    this.#ticks = [];
    this.#books.clear();
    try {
      await this.#send(news);
    } catch (error) {
      this.#unsure = true;
      // Prices that did not get through are made up for by the next; a state must not be lost.
      this.#state ??= news.state;
      throw error;
    }
    if (record.era === this.#ring.era) this.#told = Math.max(this.#told, record.after + record.events.length);
  }
}
