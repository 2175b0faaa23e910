import { count, desc } from "drizzle-orm";
import * as z from "zod";
import { orderEventSchema } from "../../src/domain/order/events.ts";
import { jsonColumn } from "./rows.ts";
import { faults } from "./schema.ts";
import type { Tables } from "./tables.ts";
import { type Fault, faultKinds } from "./views.ts";

const faultRowSchema = z.object({
  kind: z.enum(faultKinds),
  orderId: z.string().nullable(),
  message: z.string(),
  event: jsonColumn(orderEventSchema).nullable(),
  epoch: z.number().int(),
  atMs: z.number().int(),
});

/** What must not happen and did. */
export class FaultLog {
  readonly #db: Tables;

  constructor(db: Tables) {
    this.#db = db;
  }

  add({ event, ...fault }: Fault): void {
    this.#db
      .insert(faults)
      .values({ ...fault, event: event === null ? null : JSON.stringify(event) })
      .run();
  }

  /** Newest first. */
  latest(limit: number): Fault[] {
    const rows = this.#db.select().from(faults).orderBy(desc(faults.id)).limit(limit).all();
    return rows.map((row) => faultRowSchema.parse(row));
  }

  count(): number {
    return this.#db.select({ count: count() }).from(faults).get()?.count ?? 0;
  }
}
