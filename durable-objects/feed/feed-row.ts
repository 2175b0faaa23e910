import { eq } from "drizzle-orm";
import type { DrizzleSqliteDODatabase } from "drizzle-orm/durable-sqlite";
import { makeEra } from "./event-ring.ts";
import type * as schema from "./schema.ts";
import { feed } from "./schema.ts";

export type FeedDatabase = DrizzleSqliteDODatabase<typeof schema>;

type Row = Readonly<Omit<typeof feed.$inferSelect, "id">>;

const ROW = 1;

/** The one row of a feed, held in memory and stored with every change. */
export class FeedRow {
  readonly #db: FeedDatabase;
  #row: Row;

  constructor(db: FeedDatabase) {
    this.#db = db;
    const stored = db.select().from(feed).where(eq(feed.id, ROW)).get();
    this.#row = stored ?? { era: makeEra(), watchId: null, leaseEndsAtMs: 0, emptySinceMs: null };
    if (stored === undefined) {
      db.insert(feed)
        .values({ id: ROW, ...this.#row })
        .run();
    }
  }

  get row(): Row {
    return this.#row;
  }

  change(values: Partial<Row>): void {
    this.#row = { ...this.#row, ...values };
    this.#db.update(feed).set(this.#row).where(eq(feed.id, ROW)).run();
  }
}
