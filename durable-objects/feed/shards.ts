import { eq } from "drizzle-orm";
import {
  FEED_LEASE_MS,
  type Relayed,
  type ShardWatch,
  type Wishes,
  wishesSchema,
} from "../../src/protocol/feed-internal.ts";
import type { FeedState } from "../../src/protocol/feed-state.ts";
import type { MarketBook, Tick } from "../../src/protocol/market-link.ts";
import type { EventRing } from "./event-ring.ts";
import type { FeedDatabase } from "./feed-row.ts";
import { Relay } from "./relay.ts";
import { shards } from "./schema.ts";

/** Above so many shards readers are shared out among those that there are: the first one has to tell every one. */
const MOST_SHARDS = 40;
/** What was stored is passed on within this time also when the first shard crashed in between. */
const PASS_ON_WITHIN_MS = 1_000;

export interface ShardsParts {
  readonly db: FeedDatabase;
  readonly ring: Pick<EventRing, "era" | "last" | "record">;
  /** Passes news on to a shard; how many readers it has. */
  readonly send: (shard: number, news: Relayed) => Promise<number>;
  /** Readers of one shard, above which further ones go to another. */
  readonly room: number;
  readonly now: () => number;
}

interface Shard {
  readonly relay: Relay;
  wishes: Wishes;
  leaseEndsAtMs: number;
}

/**
 * The further shards of an account's feed, as the first one has them. They ask to be told for a lease, as the first one asks
 * the account; so an account tells one feed however many readers it has, and a shard that is gone is forgotten.
 */
export class Shards {
  readonly #parts: ShardsParts;
  readonly #shards = new Map<number, Shard>();
  /** Readers, as far as this is known: readers that are on their way count, those that left count until the shard says so. */
  readonly #readers = new Map<number, number>();

  constructor(parts: ShardsParts) {
    this.#parts = parts;
    for (const { shard, leaseEndsAtMs, wishes } of parts.db.select().from(shards).all()) {
      this.#keep(shard, wishesSchema.parse(JSON.parse(wishes)), leaseEndsAtMs);
    }
  }

  /** True while a shard is to be told. */
  get any(): boolean {
    return this.#shards.size > 0;
  }

  get numbers(): number[] {
    return [...this.#shards.keys()];
  }

  /**
   * The shard for one more reader, when `own` read here: the first one with room, or the one with the fewest. Counts that are
   * some seconds old do no harm: a shard takes whoever comes.
   */
  seat(own: number): number {
    const { room } = this.#parts;
    if (own < room) return 0;
    const counts = Array.from({ length: MOST_SHARDS }, (_, at) => this.#readers.get(at + 1) ?? 0);
    const withRoom = counts.findIndex((readers) => readers < room);
    const at = withRoom === -1 ? counts.indexOf(Math.min(...counts)) : withRoom;
    this.#readers.set(at + 1, (counts[at] ?? 0) + 1);
    return at + 1;
  }

  /** A shard asks to be told for another lease. What it is answered is all that there is at this moment. */
  watch({ shard, readers }: ShardWatch): void {
    const leaseEndsAtMs = this.#parts.now() + FEED_LEASE_MS;
    const known = this.#shards.get(shard) ?? this.#keep(shard, { symbols: [], books: [] }, leaseEndsAtMs);
    known.leaseEndsAtMs = leaseEndsAtMs;
    known.relay.caughtUp();
    this.#readers.set(shard, readers);
    const values = { shard, leaseEndsAtMs, wishes: JSON.stringify(known.wishes) };
    this.#parts.db
      .insert(shards)
      .values(values)
      .onConflictDoUpdate({ target: shards.shard, set: values })
      .run();
  }

  unwatch(shard: number): void {
    this.#shards.delete(shard);
    this.#readers.delete(shard);
    this.#parts.db.delete(shards).where(eq(shards.shard, shard)).run();
  }

  /** What the readers of a shard watch from now on. */
  wish(shard: number, wishes: Wishes): void {
    const known = this.#shards.get(shard);
    const text = JSON.stringify(wishes);
    if (known === undefined || JSON.stringify(known.wishes) === text) return;
    known.wishes = wishes;
    this.#parts.db.update(shards).set({ wishes: text }).where(eq(shards.shard, shard)).run();
  }

  get wishes(): Wishes[] {
    return [...this.#shards.values()].map(({ wishes }) => wishes);
  }

  /** There are new events in the record. */
  events(): void {
    for (const { relay } of this.#shards.values()) relay.flush();
  }

  restarted(): void {
    for (const { relay } of this.#shards.values()) relay.restarted();
  }

  state(state: FeedState): void {
    for (const { relay } of this.#shards.values()) relay.state(state);
  }

  ticks(items: readonly Tick[]): void {
    for (const { relay, wishes } of this.#shards.values()) {
      const wished = items.filter(({ symbol }) => wishes.symbols.includes(symbol));
      if (wished.length > 0) relay.ticks(wished);
    }
  }

  book(book: MarketBook): void {
    for (const { relay, wishes } of this.#shards.values()) {
      if (wishes.books.includes(book.symbol)) relay.book(book);
    }
  }

  /** Forgets who did not ask again, and passes on what was not; when to look again, null for never. */
  look(nowMs: number): number | null {
    let nextMs: number | null = null;
    for (const [shard, { relay, leaseEndsAtMs }] of this.#shards) {
      if (leaseEndsAtMs <= nowMs) {
        this.unwatch(shard);
        continue;
      }
      const dueMs = relay.owes ? nowMs + PASS_ON_WITHIN_MS : leaseEndsAtMs;
      nextMs = Math.min(nextMs ?? dueMs, dueMs);
      if (relay.owes) relay.flush();
    }
    return nextMs;
  }

  #keep(shard: number, wishes: Wishes, leaseEndsAtMs: number): Shard {
    const relay = new Relay(this.#parts.ring, async (news) => {
      this.#readers.set(shard, await this.#parts.send(shard, news));
    });
    const kept: Shard = { relay, wishes, leaseEndsAtMs };
    this.#shards.set(shard, kept);
    return kept;
  }
}
