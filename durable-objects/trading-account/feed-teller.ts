import { eq } from "drizzle-orm";
import type { Env } from "../../src/env.ts";
import { FEED_LEASE_MS, type FeedNews, feedName, type Watched } from "../../src/protocol/feed-internal.ts";
import type { FeedEvent, FeedSnapshot, FeedState } from "../../src/protocol/feed-state.ts";
import type { Outbox } from "../shared/outbox.ts";
import type * as schema from "./schema.ts";
import { feedWatch } from "./schema.ts";
import type { Tables } from "./tables.ts";

const ROW = 1;
/** A state that could not be told is told with the next change, or when the feed asks again. */
const PUSH_PAUSE_MS = 100;

export interface FeedTellerParts {
  readonly db: Tables;
  readonly env: Env;
  readonly accountId: string;
  readonly outbox: Pick<Outbox<typeof schema>, "enqueue" | "deliver">;
  readonly inBackground: (work: Promise<void>) => void;
  readonly now: () => number;
  /** How account and positions stand now. */
  readonly state: () => FeedState;
  /** Everything as it stands now. */
  readonly snapshot: () => FeedSnapshot;
  /** Rises whenever account or positions change. */
  readonly stateVersion: () => number;
}

interface Watch {
  readonly watchId: string;
  readonly feed: string;
  readonly endsAtMs: number;
}

/**
 * Tells the feed what happens, but only while somebody reads there: an account that nobody watches writes and sends
 * nothing for it. Events go through the outbox, in the same commit as what they tell of, so none is lost or told out of
 * order. Of the state only the newest counts: it is sent as it is then, and asked for again with every lease.
 */
export class FeedTeller {
  readonly #parts: FeedTellerParts;
  #watch: Watch | null;
  #events: FeedEvent[] = [];
  #toldVersion = -1;
  #pushing = false;

  constructor(parts: FeedTellerParts) {
    this.#parts = parts;
    const stored = parts.db.select().from(feedWatch).where(eq(feedWatch.id, ROW)).get();
    this.#watch = stored ?? null;
  }

  /** Belongs into the commit of what it tells of; `event` is only made when somebody hears it. */
  tell(event: () => FeedEvent): void {
    if (this.#watching()) this.#events.push(event());
  }

  /** To be called at the end of every commit. */
  commit(): void {
    const watch = this.#watching();
    if (watch === null) return;
    if (this.#events.length > 0) {
      const news: FeedNews = { events: this.#events };
      this.#events = [];
      this.#parts.outbox.enqueue(watch.feed, JSON.stringify(news));
      queueMicrotask(() => this.#parts.outbox.deliver(watch.feed));
    }
    if (this.#parts.stateVersion() !== this.#toldVersion && !this.#pushing) {
      this.#pushing = true;
      this.#parts.inBackground(this.#push(watch.feed));
    }
  }

  /** A feed has readers, for a lease from now on. */
  watch(feed: string): Watched {
    const before = this.#watching();
    // Another name when something may have gone untold, by which the feed knows.
    const watchId = before?.feed === feed ? before.watchId : crypto.randomUUID();
    this.#watch = { watchId, feed, endsAtMs: this.#parts.now() + FEED_LEASE_MS };
    this.#parts.db
      .insert(feedWatch)
      .values({ id: ROW, ...this.#watch })
      .onConflictDoUpdate({ target: feedWatch.id, set: this.#watch })
      .run();
    this.#toldVersion = this.#parts.stateVersion();
    return { watchId, snapshot: this.#parts.snapshot() };
  }

  /**
   * Has the feed cut off the agent before this one, whose prices nobody should see. A feed that is watched would hear it
   * in the next state as well.
   */
  async agentPaired(agentId: string): Promise<void> {
    const { env, accountId } = this.#parts;
    try {
      await env.FEED.getByName(feedName(accountId, 0)).agentPaired(agentId);
    } catch (error) {
      const name = error instanceof Error ? error.name : "unknown";
      console.warn(JSON.stringify({ event: "feed_not_told_of_agent", name }));
    }
  }

  unwatch(feed: string): void {
    if (this.#watch?.feed !== feed) return;
    this.#watch = null;
    this.#parts.db.delete(feedWatch).where(eq(feedWatch.id, ROW)).run();
  }

  #watching(): Watch | null {
    return this.#watch !== null && this.#watch.endsAtMs > this.#parts.now() ? this.#watch : null;
  }

  /** Sends the newest state until there is none that is newer. */
  async #push(feed: string): Promise<void> {
    try {
      do {
        // What changes together is told together.
        await scheduler.wait(PUSH_PAUSE_MS);
        this.#toldVersion = this.#parts.stateVersion();
        await this.#parts.env.FEED.getByName(feed).tellState(JSON.stringify(this.#parts.state()));
      } while (this.#watching() !== null && this.#parts.stateVersion() !== this.#toldVersion);
    } catch (error) {
      this.#toldVersion = -1;
      const name = error instanceof Error ? error.name : "unknown";
      console.warn(JSON.stringify({ event: "feed_state_not_told", name }));
    } finally {
      this.#pushing = false;
    }
  }
}
