import type { StatementSync } from "node:sqlite";
import * as z from "zod";
import { type OrderEvent, orderEventSchema } from "../../../src/domain/order/events.ts";
import type { Report } from "../../../src/protocol/agent-link.ts";

const reportRowSchema = z.object({
  seq: z.number().int(),
  order_id: z.string(),
  at_ms: z.number().int(),
  event: z.string(),
});

/** The table `reports` of the journal: what the gateway has not acknowledged. */
export class ReportTable {
  readonly #insert: StatementSync;
  readonly #deleteUpTo: StatementSync;
  readonly #select: StatementSync;

  constructor(prepare: (sql: string) => StatementSync) {
    this.#insert = prepare("INSERT INTO reports (seq, order_id, at_ms, event) VALUES (?, ?, ?, ?)");
    this.#deleteUpTo = prepare("DELETE FROM reports WHERE seq <= ?");
    this.#select = prepare("SELECT * FROM reports WHERE seq > ? ORDER BY seq LIMIT ?");
  }

  insert(seq: number, orderId: string, atMs: number, event: OrderEvent): void {
    this.#insert.run(seq, orderId, atMs, JSON.stringify(event));
  }

  deleteUpTo(seq: number): void {
    this.#deleteUpTo.run(seq);
  }

  /** At most `limit` reports with numbers above `seq`, in their order. */
  after(seq: number, limit: number): Report[] {
    return this.#select.all(seq, limit).map((row) => {
      const { seq, order_id, at_ms, event } = reportRowSchema.parse(row);
      return { seq, orderId: order_id, atMs: at_ms, event: orderEventSchema.parse(JSON.parse(event)) };
    });
  }
}
