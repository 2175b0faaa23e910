import { and, eq, isNull } from "drizzle-orm";
import { orderAlarms } from "./schema.ts";
import type { Tables } from "./tables.ts";
import { type OrderAlarm, orderAlarmCodes } from "./views.ts";

/** Alarms about orders that need somebody's eye (promise P2). An order has at most one at a time. */
export class OrderAlarms {
  readonly #db: Tables;
  /** Those that are raised, by order id. */
  readonly #raised = new Map<string, OrderAlarm>();
  #changes = 0;

  constructor(db: Tables) {
    this.#db = db;
    for (const { orderId, code, raisedAtMs } of db
      .select()
      .from(orderAlarms)
      .where(isNull(orderAlarms.clearedAtMs))
      .all()) {
      const known = orderAlarmCodes.find((name) => name === code);
      if (known !== undefined) this.#raised.set(orderId, { orderId, code: known, raisedAtMs });
    }
  }

  /** Rises with every alarm that is raised or cleared. */
  get changes(): number {
    return this.#changes;
  }

  /** Raises an alarm in place of the one that the order may have. */
  raise(orderId: string, code: OrderAlarm["code"], nowMs: number): void {
    this.clear(orderId, nowMs);
    this.#db.insert(orderAlarms).values({ orderId, code, raisedAtMs: nowMs }).run();
    this.#raised.set(orderId, { orderId, code, raisedAtMs: nowMs });
    this.#changes++;
  }

  /** Ends the order's alarm, if it has one. */
  clear(orderId: string, nowMs: number): void {
    if (!this.#raised.delete(orderId)) return;
    this.#changes++;
    this.#db
      .update(orderAlarms)
      .set({ clearedAtMs: nowMs })
      .where(and(eq(orderAlarms.orderId, orderId), isNull(orderAlarms.clearedAtMs)))
      .run();
  }

  of(orderId: string): OrderAlarm | undefined {
    return this.#raised.get(orderId);
  }

  raised(): OrderAlarm[] {
    return [...this.#raised.values()];
  }
}
