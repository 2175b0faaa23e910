import { and, between, count, gte, lt, sql } from "drizzle-orm";
import { type StoredEvent, storedEventSchema } from "./rows.ts";
import { events } from "./schema.ts";
import type { Tables } from "./tables.ts";

/** Events of one order; a close of the most positions that an order may cover has a few hundred. */
export const MAX_EVENTS = 65_536;

/** The ledger's entries: rows of `events`, only ever added. */
export class EventTable {
  readonly #db: Tables;
  readonly #append: ReturnType<typeof prepareAppend>;
  readonly #standing: ReturnType<typeof prepareStanding>;

  constructor(db: Tables) {
    this.#db = db;
    this.#append = prepareAppend(db);
    this.#standing = prepareStanding(db);
  }

  /** Adds the event that is the `index`th (from 0) of order `number`. */
  append(number: number, index: number, { event, ...times }: StoredEvent): void {
    this.#append.run({ key: number * MAX_EVENTS + index, event: JSON.stringify(event), ...times });
  }

  /** How many events order `number` has, and whether one of them notes this deal; null asks for no deal. */
  standing(number: number, deal: string | null): { readonly events: number; readonly told: boolean } {
    const range = { first: number * MAX_EVENTS, last: (number + 1) * MAX_EVENTS - 1 };
    const found = this.#standing.get({ ...range, deal });
    return { events: found?.events ?? 0, told: found?.told === 1 };
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

function prepareStanding(db: Tables) {
  const { placeholder } = sql;
  const field = (path: string) => sql`json_extract(${events.event}, ${sql.raw(`'${path}'`)})`;
  const isNoted = sql`${field("$.event")} = 'noted' AND ${field("$.deal.deal")} = ${placeholder("deal")}`;
  return db
    .select({ events: count(), told: sql<number | null>`max(${isNoted})` })
    .from(events)
    .where(between(events.key, placeholder("first"), placeholder("last")))
    .prepare();
}
