import { count, gt, max, sql } from "drizzle-orm";
import type { DrizzleSqliteDODatabase } from "drizzle-orm/durable-sqlite";
import { reasonLabel } from "../../src/domain/metrics/reasons.ts";
import { gauge, type Sample } from "../../src/domain/metrics/sample.ts";
import { KeptCounters, OWN } from "../shared/kept-counters.ts";
import type { Outbox } from "../shared/outbox.ts";
import { outboxGauges } from "../shared/outbox-gauges.ts";
import * as schema from "./schema.ts";
import type { StrategyState } from "./strategy-row.ts";

const { alerts } = schema;

/** Rows that one scrape counts at most, so that the first one of an old strategy holds up no alert for long. */
const ROWS_A_SCRAPE = 50_000;

export interface StrategyMetricsParts {
  readonly ctx: Pick<DurableObjectState, "waitUntil">;
  readonly db: DrizzleSqliteDODatabase<typeof schema>;
  readonly outbox: Pick<Outbox<typeof schema>, "waiting">;
}

/**
 * What /metrics shows of the strategy. Alerts are counted from their table when somebody asks: the rows since the
 * last time, so that an alert itself writes nothing for it and no crash loses one.
 */
export class StrategyMetrics {
  readonly #parts: StrategyMetricsParts;
  readonly #kept: KeptCounters<typeof schema>;

  constructor(parts: StrategyMetricsParts) {
    this.#parts = parts;
    this.#kept = new KeptCounters(parts.ctx, () => parts.db);
  }

  samples({ halted }: StrategyState): Sample[] {
    this.#countAlerts();
    this.#kept.store();
    return [
      ...this.#kept.of(OWN).samples(),
      gauge("sallyport_strategy_halted", {}, halted),
      ...outboxGauges(this.#parts.outbox.waiting()),
    ];
  }

  #countAlerts(): void {
    const counters = this.#kept.of(OWN);
    const { db } = this.#parts;
    const fresh = db
      .select({ sequence: alerts.sequence, verdict: alerts.verdict, refusal: alerts.refusal })
      .from(alerts)
      .where(gt(alerts.sequence, counters.mark))
      .orderBy(alerts.sequence)
      .limit(ROWS_A_SCRAPE)
      .as("fresh");
    const code = sql<string | null>`json_extract(${fresh.refusal}, '$.code')`;
    const groups = db
      .select({ verdict: fresh.verdict, code, alerts: count(), last: max(fresh.sequence) })
      .from(fresh)
      .groupBy(fresh.verdict, code)
      .all();
    for (const group of groups) {
      const labels = { verdict: group.verdict, reason: reasonLabel(group.code) };
      counters.add("sallyport_alerts_total", labels, group.alerts);
      counters.markAt(group.last ?? 0);
    }
  }
}
