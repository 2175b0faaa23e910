import { asc, eq, gte, max, sql } from "drizzle-orm";
import { timeOfId } from "../../src/domain/ids.ts";
import type { StepTimes } from "../../src/domain/results/latency.ts";
import { MAX_EVENTS } from "./event-table.ts";
import { events, hasDeals, orders } from "./schema.ts";
import type { Tables } from "./tables.ts";

/** Rows that one look reads at most; an order has about six. */
const MOST_ROWS = 10_000;

/**
 * When the newest orders came to each step of their way, the oldest of them first. Only the first time counts: an
 * order may be sent again. A pending order has no deal here: how long it stood at the broker is the market's doing.
 */
export function stepTimes(db: Tables, newest: number): StepTimes[] {
  const last =
    db
      .select({ number: max(orders.number) })
      .from(orders)
      .get()?.number ?? 0;
  const rows = db
    .select({
      number: orders.number,
      alertId: orders.alertId,
      source: orders.source,
      createdAtMs: orders.createdAtMs,
      step: sql<string>`json_extract(${events.event}, '$.event')`,
      deals: sql<number>`${hasDeals}`,
      atMs: events.atMs,
    })
    .from(events)
    .innerJoin(orders, eq(orders.number, sql`${events.key} / ${sql.raw(String(MAX_EVENTS))}`))
    .where(gte(events.key, (last - newest + 1) * MAX_EVENTS))
    .orderBy(asc(events.key))
    .limit(MOST_ROWS)
    .all();
  return [...Map.groupBy(rows, ({ number }) => number).values()].map((steps) => {
    const [first] = steps;
    const at = (step: string): number | undefined => steps.find((one) => one.step === step)?.atMs;
    const stood = steps.some(({ step }) => step === "working");
    const times = {
      received: first?.source === null ? timeOfId(first.alertId) : undefined,
      account: first?.createdAtMs,
      sent: at("sent"),
      agent: at("accepted"),
      terminal: at("submitted"),
      deal: stood ? undefined : steps.find(({ step, deals }) => deals > 0 && step !== "noted")?.atMs,
    };
    return Object.fromEntries(Object.entries(times).filter(([, time]) => time !== undefined));
  });
}
