import { eq } from "drizzle-orm";
import type { DrizzleSqliteDODatabase } from "drizzle-orm/durable-sqlite";
import type { Env } from "../../src/env.ts";
import { type HolderNews, isFeed } from "../../src/protocol/feed-internal.ts";
import { feedHolds } from "./feed-holds-schema.ts";
import type { Outbox } from "./outbox.ts";

/** One text for each holder and feed, so that a second socket of theirs costs no second row. */
function keyOf(holder: string, feed: string): string {
  return `${holder} ${feed}`;
}

/**
 * Which feeds have sockets open on the rights of whom. A feed asks to be noted before it shows a socket anything; from
 * then on it hears, through the outbox, when those rights end or change, so no socket outlives them. A feed that is noted
 * and has no such socket any more closes none: a note that is left over does no harm.
 */
export class FeedHolds<Schema extends Record<string, unknown>> {
  readonly #db: DrizzleSqliteDODatabase<Schema>;
  readonly #outbox: Pick<Outbox<Schema>, "enqueue" | "deliver">;

  constructor(db: DrizzleSqliteDODatabase<Schema>, outbox: Pick<Outbox<Schema>, "enqueue" | "deliver">) {
    this.#db = db;
    this.#outbox = outbox;
  }

  /** Notes that `feed` holds a socket on the rights of `holder`. */
  add(holder: string, feed: string): void {
    const key = keyOf(holder, feed);
    this.#db.insert(feedHolds).values({ key, holder, feed }).onConflictDoNothing().run();
  }

  /** Everybody who is noted. */
  holders(): string[] {
    return this.#db
      .selectDistinct({ holder: feedHolds.holder })
      .from(feedHolds)
      .all()
      .map(({ holder }) => holder);
  }

  /** Tells the feeds of a holder, and forgets them. Belongs into the transaction of the change. */
  tell(holder: string, why: HolderNews["why"]): void {
    const feeds = this.#db.select().from(feedHolds).where(eq(feedHolds.holder, holder)).all();
    if (feeds.length === 0) return;
    this.forget(holder);
    const news: HolderNews = { holder, why };
    for (const { feed } of feeds) {
      this.#outbox.enqueue(feed, JSON.stringify(news));
      // Not before the transaction is over: what is rolled back must not have been sent.
      queueMicrotask(() => this.#outbox.deliver(feed));
    }
  }

  forget(holder: string): void {
    this.#db.delete(feedHolds).where(eq(feedHolds.holder, holder)).run();
  }
}

/** The sender of these messages among those of an object's outbox. */
export function holderNewsSender(env: Env) {
  return {
    handles: isFeed,
    send: async (feed: string, messages: readonly string[]): Promise<void> => {
      await env.FEED.getByName(feed).tellHolders(messages);
    },
  };
}
