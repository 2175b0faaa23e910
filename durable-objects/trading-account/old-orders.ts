import { and, asc, gt, gte, inArray, lt } from "drizzle-orm";
import * as z from "zod";
import type { StockTimes } from "../../src/domain/retention/schedule.ts";
import type { Stock } from "../shared/sweeper.ts";
import { MAX_EVENTS } from "./event-table.ts";
import type { Forgotten } from "./forgotten.ts";
import { jsonColumn } from "./rows.ts";
import { events, orders, pendings, positions, unsettled } from "./schema.ts";
import type { Tables } from "./tables.ts";

const ofOrderSchema = jsonColumn(z.object({ orderId: z.string().nullish() }));

/**
 * Orders with their events, the oldest first. An order stays while it has not ended, while the terminal has
 * something of it (a position, a pending order, a step that nobody knows the end of): whatever may still have to be
 * compared with the agent's records. Its time counts from the end, not from the beginning.
 */
export class OldOrders implements Stock {
  readonly #db: Tables;
  readonly #forgotten: Forgotten;
  readonly #keptMs: () => number;
  /** Where the next turn of one deletion goes on: behind the orders that stay. */
  #from = 0;

  constructor(db: Tables, forgotten: Forgotten, periodMs: () => number) {
    this.#db = db;
    this.#forgotten = forgotten;
    this.#keptMs = periodMs;
  }

  times(): StockTimes {
    const { createdAtMs, number } = orders;
    const oldest = this.#db.select({ createdAtMs }).from(orders).orderBy(asc(number)).limit(1).get();
    const period = this.#keptMs();
    return { dueMs: oldest === undefined ? null : oldest.createdAtMs + period, keptMs: period };
  }

  sweep(nowMs: number, most: number): boolean {
    const cutoffMs = nowMs - this.#keptMs();
    const { number, id, alertId, state, createdAtMs, changedAtMs } = orders;
    const rows = this.#db
      .select({ number, id, alertId, state, createdAtMs, changedAtMs })
      .from(orders)
      .where(gt(number, this.#from))
      .orderBy(asc(number))
      .limit(most)
      .all();
    const held = this.#held();
    const gone: typeof rows = [];
    let deleted = 0;
    for (const row of rows) {
      // Orders stand in the order in which they came: none behind this one is over.
      if (row.createdAtMs > cutoffMs) return this.#finish(gone, false);
      const ended = row.state !== null && row.changedAtMs !== null && row.changedAtMs <= cutoffMs;
      this.#from = row.number;
      if (!ended || held.has(row.id)) continue;
      deleted += 1 + this.#deleteEvents(row.number);
      gone.push(row);
      if (deleted >= most) return this.#finish(gone, true);
    }
    return this.#finish(gone, rows.length === most);
  }

  #finish(gone: readonly { number: number; alertId: string; createdAtMs: number }[], more: boolean): boolean {
    this.#forgotten.add(gone.map(({ createdAtMs: atMs, ...order }) => ({ ...order, atMs })));
    for (let at = 0; at < gone.length; at += 100) {
      const numbers = gone.slice(at, at + 100).map(({ number }) => number);
      this.#db.delete(orders).where(inArray(orders.number, numbers)).run();
    }
    if (!more) this.#from = 0;
    return more;
  }

  #deleteEvents(number: number): number {
    const ofOrder = and(gte(events.key, number * MAX_EVENTS), lt(events.key, (number + 1) * MAX_EVENTS));
    return this.#db.delete(events).where(ofOrder).returning({ key: events.key }).all().length;
  }

  /** Orders of which the terminal, as last reported, has something. */
  #held(): Set<string> {
    const texts = [positions, pendings, unsettled].flatMap((table) =>
      this.#db.select({ value: table.value }).from(table).all(),
    );
    const ids = texts.map(({ value }) => ofOrderSchema.parse(value).orderId);
    return new Set(ids.filter((id) => id !== null && id !== undefined));
  }
}
