import { count, eq, inArray, lte } from "drizzle-orm";
import type { DrizzleSqliteDODatabase } from "drizzle-orm/durable-sqlite";
import type { Env } from "../../src/env.ts";
import type * as schema from "./schema.ts";
import { feedSockets } from "./schema.ts";

/** So long a socket may take from being counted to being open; before, nobody can say that it is gone. */
const OPENING_MS = 10_000;

/**
 * The sockets of feeds that an address has open. Feeds tell when one closes; what that leaves out (a feed that
 * crashed tells nothing) is found when the address has too many, by asking the feeds which of them are still there.
 */
export class FeedSockets {
  readonly #db: DrizzleSqliteDODatabase<typeof schema>;
  readonly #env: Env;
  /** So many the address may have. */
  readonly #most: number;

  constructor(db: DrizzleSqliteDODatabase<typeof schema>, env: Env, most: number) {
    this.#db = db;
    this.#env = env;
    this.#most = most;
  }

  /** Counts one more socket; false when the address has as many as it may. */
  async open(id: string, feed: string, nowMs: number): Promise<boolean> {
    if (this.count() >= this.#most) await this.#forgetTheGone(nowMs);
    // Again after the await: others may have been opened meanwhile.
    if (this.count() >= this.#most) return false;
    this.#db.insert(feedSockets).values({ id, feed, openedAtMs: nowMs }).onConflictDoNothing().run();
    return true;
  }

  closed(ids: readonly string[]): void {
    this.#db
      .delete(feedSockets)
      .where(inArray(feedSockets.id, [...ids]))
      .run();
  }

  count(): number {
    return this.#db.select({ rows: count() }).from(feedSockets).get()?.rows ?? 0;
  }

  /** Those that their feeds do not have any more are forgotten; true when one is left. */
  async anyOpen(nowMs: number): Promise<boolean> {
    await this.#forgetTheGone(nowMs);
    return this.count() > 0;
  }

  async #forgetTheGone(nowMs: number): Promise<void> {
    const rows = this.#db
      .select()
      .from(feedSockets)
      .where(lte(feedSockets.openedAtMs, nowMs - OPENING_MS))
      .all();
    const byFeed = Map.groupBy(rows, ({ feed }) => feed);
    await Promise.all(
      [...byFeed].map(async ([feed, theirs]) => {
        const open = new Set(await this.#env.FEED.getByName(feed).holds(theirs.map(({ id }) => id)));
        for (const { id } of theirs) {
          if (!open.has(id)) this.#db.delete(feedSockets).where(eq(feedSockets.id, id)).run();
        }
      }),
    );
  }
}
