import { asc, desc, gte, lt, sql } from "drizzle-orm";
import type { DrizzleSqliteDODatabase } from "drizzle-orm/durable-sqlite";
import type { Happening } from "../../src/domain/audit/make-draft.ts";
import { errorBurst } from "../../src/domain/security/error-burst.ts";
import type { VolumeHistory } from "../../src/domain/security/sudden-volume.ts";
import { ERROR_WINDOW_MS, VOLUME_WARM_EVENTS } from "../../src/domain/security/thresholds.ts";
import { Observer } from "../shared/observer.ts";
import { minutesOf, VOLUME_HISTORY_MS, VOLUME_HISTORY_ROWS, VolumeWatch } from "../shared/volume-watch.ts";
import type { Alert } from "./alert.ts";
import type * as schema from "./schema.ts";
import { alerts } from "./schema.ts";
import { firstSequenceOf, NUMBERS_PER_MS } from "./sequence.ts";

type Database = DrizzleSqliteDODatabase<typeof schema>;

/** Of a burst of errors, the newest alerts are enough to see it; their rows are read for every refused one. */
const ERROR_ROWS = 200;

/** Watches the strategy's alerts for a flood and for a burst of refusals, without a row of its own. */
export class StrategyTraffic {
  readonly #db: Database;
  readonly #observer: Observer;
  readonly #volume: VolumeWatch;

  /** `record` stores an audit entry and sends it on. */
  constructor(db: Database, record: (happening: Happening, nowMs: number) => void, strategyId: () => string) {
    this.#db = db;
    this.#observer = new Observer(record, () => ({ kind: "strategy", id: strategyId() }));
    this.#volume = new VolumeWatch("alerts", (beforeMs) => historyOf(db, beforeMs), this.#observer);
  }

  /** To be called with every alert, after it was stored. */
  came({ verdict, refusal }: Pick<Alert, "verdict" | "refusal">, nowMs: number): void {
    this.#volume.came(1, nowMs);
    if (verdict === "refused") this.#refused(refusal?.code ?? "refused", nowMs);
  }

  #refused(code: string, nowMs: number): void {
    if (!this.#observer.listens("error_burst", nowMs)) return;
    const newest = this.#db
      .select({ verdict: alerts.verdict })
      .from(alerts)
      .where(gte(alerts.sequence, firstSequenceOf(nowMs - ERROR_WINDOW_MS)))
      .orderBy(desc(alerts.sequence))
      .limit(ERROR_ROWS)
      .all();
    const errors = newest.filter(({ verdict }) => verdict === "refused").length;
    const burst = errorBurst({ errors, all: newest.length });
    if (burst !== null) this.#observer.tell({ rule: "error_burst", what: "alerts", ...burst, code }, nowMs);
  }
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
