import { eq } from "drizzle-orm";
import { timeOfId } from "../../src/domain/ids.ts";
import { forgotten } from "./schema.ts";
import type { Tables } from "./tables.ts";

const ROW = 1;

/** By so much the clocks of those who name an alert and of those who order may differ. */
const CLOCKS_MS = 3_600_000;

/** Something that is deleted; `number` 0 for an alert without orders, `atMs` when the account got it. */
export interface Gone {
  readonly alertId: string;
  readonly number: number;
  readonly atMs: number;
}

/** The time in the alert's id; one that was not made but derived must not push the bound into the future. */
function alertMs({ alertId, atMs }: Gone): number {
  return Math.min(timeOfId(alertId), atMs + CLOCKS_MS);
}

/**
 * What stays of orders that are kept no longer, so that none of them can come again (promise P1). An order's id is
 * derived from its alert's, and that holds its time: one time, up to which no alert is taken any more, makes every
 * id from before it unusable for ever. Whoever was to be served by such an alert has lost nothing: it is older
 * than the shortest retention, and its deadline was minutes after it.
 */
export class Forgotten {
  readonly #db: Tables;
  #row: Readonly<Omit<typeof forgotten.$inferSelect, "id">>;

  constructor(db: Tables) {
    this.#db = db;
    this.#row = db.select().from(forgotten).where(eq(forgotten.id, ROW)).get() ?? {
      alertsUpToMs: -1,
      lastNumber: 0,
    };
  }

  /** The highest number that an order ever had which is gone. */
  get lastNumber(): number {
    return this.#row.lastNumber;
  }

  /** True when an alert's orders may have existed and are gone. */
  covers(alertId: string): boolean {
    return timeOfId(alertId) <= this.#row.alertsUpToMs;
  }

  /** Belongs into the transaction that deletes. */
  add(gone: readonly Gone[]): void {
    if (gone.length === 0) return;
    const { alertsUpToMs, lastNumber } = this.#row;
    this.#row = {
      alertsUpToMs: Math.max(alertsUpToMs, ...gone.map(alertMs)),
      lastNumber: Math.max(lastNumber, ...gone.map(({ number }) => number)),
    };
    this.#db
      .insert(forgotten)
      .values({ id: ROW, ...this.#row })
      .onConflictDoUpdate({ target: forgotten.id, set: this.#row })
      .run();
  }
}
