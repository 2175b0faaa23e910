import { asc, desc, lt, sql } from "drizzle-orm";
import type { DrizzleSqliteDODatabase } from "drizzle-orm/durable-sqlite";
import type { Happening } from "../../src/domain/audit/make-draft.ts";
import { errorBurst } from "../../src/domain/security/error-burst.ts";
import type { VolumeHistory } from "../../src/domain/security/sudden-volume.ts";
import { VOLUME_WARM_EVENTS } from "../../src/domain/security/thresholds.ts";
import { Observer } from "../shared/observer.ts";
import { MOST_OUTCOMES, type Outcome, RecentErrors } from "../shared/recent-errors.ts";
import { minutesOf, VOLUME_HISTORY_MS, VOLUME_HISTORY_ROWS, VolumeWatch } from "../shared/volume-watch.ts";
import type { Alert } from "./alert.ts";
import type * as schema from "./schema.ts";
import { alerts } from "./schema.ts";
import { firstSequenceOf, NUMBERS_PER_MS } from "./sequence.ts";

type Database = DrizzleSqliteDODatabase<typeof schema>;

/** Watches the strategy's alerts for a flood and for a burst of refusals, without a row of its own. */
export class StrategyTraffic {
  readonly #observer: Observer;
  readonly #volume: VolumeWatch;
  readonly #errors: RecentErrors;

  /** `record` stores an audit entry and sends it on. */
  constructor(db: Database, record: (happening: Happening, nowMs: number) => void, strategyId: () => string) {
    this.#observer = new Observer(record, () => ({ kind: "strategy", id: strategyId() }));
    this.#volume = new VolumeWatch("alerts", (beforeMs) => historyOf(db, beforeMs), this.#observer);
    this.#errors = new RecentErrors(() => outcomesOf(db));
  }

  /** To be called with every alert, after it was stored under its number. */
  came({ verdict, refusal }: Pick<Alert, "verdict" | "refusal">, number: number, nowMs: number): void {
    this.#volume.came(1, nowMs);
    const failed = verdict === "refused";
    this.#errors.came({ number, atMs: nowMs, failed });
    if (failed) this.#refused(refusal?.code ?? "refused", nowMs);
  }

  #refused(code: string, nowMs: number): void {
    if (!this.#observer.listens("error_burst", nowMs)) return;
    const burst = errorBurst(this.#errors.counts(nowMs));
    if (burst !== null) this.#observer.tell({ rule: "error_burst", what: "alerts", ...burst, code }, nowMs);
  }
}

function outcomesOf(db: Database): Outcome[] {
  const newest = db
    .select({ number: alerts.sequence, verdict: alerts.verdict })
    .from(alerts)
    .orderBy(desc(alerts.sequence))
    .limit(MOST_OUTCOMES)
    .all();
  return newest.map(({ number, verdict }) => ({
    number,
    atMs: Math.floor(number / NUMBERS_PER_MS),
    failed: verdict === "refused",
  }));
}

function historyOf(db: Database, beforeMs: number): VolumeHistory | null {
  const { sequence } = alerts;
  const oldest = db
    .select({ sequence })
    .from(alerts)
    .where(lt(sequence, firstSequenceOf(beforeMs)))
    .orderBy(asc(sequence))
    .limit(VOLUME_WARM_EVENTS)
    .all();
  const [first] = oldest;
  if (first === undefined) return null;
  const newest = db
    .select({ sequence })
    .from(alerts)
    .where(
      sql`${sequence} < ${firstSequenceOf(beforeMs)} AND ${sequence} >= ${firstSequenceOf(beforeMs - VOLUME_HISTORY_MS)}`,
    )
    .orderBy(desc(sequence))
    .limit(VOLUME_HISTORY_ROWS)
    .all();
  const times = newest.map((row) => Math.floor(row.sequence / NUMBERS_PER_MS));
  return {
    sinceMs: Math.floor(first.sequence / NUMBERS_PER_MS),
    events: oldest.length,
    minutes: minutesOf(times),
  };
}
