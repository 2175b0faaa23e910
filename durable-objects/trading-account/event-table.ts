import { and, gte, lt, sql } from "drizzle-orm";
import { type StoredEvent, storedEventSchema } from "./rows.ts";
import { events } from "./schema.ts";
import type { Tables } from "./tables.ts";

/** Events of one order; a close of the most positions that an order may cover has a few hundred. */
export const MAX_EVENTS = 65_536;

/** The ledger's entries: rows of `events`, only ever added. */
export class EventTable {
  readonly #db: Tables;
  readonly #append: ReturnType<typeof prepareAppend>;

  constructor(db: Tables) {
    this.#db = db;
    this.#append = prepareAppend(db);
  }

  /** Adds the event that is the `index`th (from 0) of order `number`. */
  append(number: number, index: number, { event, ...times }: StoredEvent): void {
    this.#append.run({ key: number * MAX_EVENTS + index, event: JSON.stringify(event), ...times });
  }

  /** All events of order `number`, in their order. */
  of(number: number): StoredEvent[] {
    const rows = this.#db
      .select()
      .from(events)
      .where(and(gte(events.key, number * MAX_EVENTS), lt(events.key, (number + 1) * MAX_EVENTS)))
      .orderBy(events.key)
      .all();
    return rows.map((row) => storedEventSchema.parse(row));
  }
}

function prepareAppend(db: Tables) {
  const { placeholder } = sql;
  return db
    .insert(events)
    .values({
      key: placeholder("key"),
      event: placeholder("event"),
      atMs: placeholder("atMs"),
      recordedAtMs: placeholder("recordedAtMs"),
      epoch: placeholder("epoch"),
    })
    .prepare();
}
