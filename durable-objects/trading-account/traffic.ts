import { asc, desc, lt, sql } from "drizzle-orm";
import * as z from "zod";
import { errorBurst } from "../../src/domain/security/error-burst.ts";
import type { VolumeHistory } from "../../src/domain/security/sudden-volume.ts";
import { VOLUME_WARM_EVENTS } from "../../src/domain/security/thresholds.ts";
import {
  freshSizes,
  type SizeState,
  sizesAfter,
  unusualSize,
} from "../../src/domain/security/unusual-size.ts";
import type { Observer } from "../shared/observer.ts";
import { MOST_OUTCOMES, type Outcome, RecentErrors } from "../shared/recent-errors.ts";
import { minutesOf, VOLUME_HISTORY_MS, VOLUME_HISTORY_ROWS, VolumeWatch } from "../shared/volume-watch.ts";
import type { Failure, LedgerWatch, NewOrder } from "./ledger.ts";
import { orders } from "./schema.ts";
import type { Tables } from "./tables.ts";

/** The newest orders say what sizes are usual in the symbols that are traded. */
const SIZE_ROWS = 500;

const sizeRowsSchema = z.array(
  z.object({ alertId: z.string(), symbol: z.string().nullable(), lots: z.string().nullable() }),
);

/** Watches the account's orders for a flood, for sizes and for a burst of failures, without a row of its own. */
export class AccountTraffic implements LedgerWatch {
  readonly #db: Tables;
  readonly #observer: Observer;
  readonly #volume: VolumeWatch;
  readonly #errors: RecentErrors;
  /** By symbol; null until the first order since the object woke. */
  #sizes: Map<string, SizeState> | null = null;

  constructor(db: Tables, observer: Observer) {
    this.#db = db;
    this.#observer = observer;
    this.#volume = new VolumeWatch("orders", (beforeMs) => historyOf(db, beforeMs), observer);
    this.#errors = new RecentErrors(() => outcomesOf(db));
  }

  /** To be called with new orders, after they were stored; better still when they are on their way. */
  ordered(added: readonly NewOrder[], nowMs: number): void {
    if (added.length === 0) return;
    this.#volume.came(added.length, nowMs);
    this.#sizes ??= this.#storedSizes(new Set(added.map(({ alertId }) => alertId)));
    for (const { symbol, instruction } of added) {
      // A size in another unit than lots becomes lots at the agent only, whose own policy limits it.
      const lots = "lots" in instruction ? instruction.lots : undefined;
      if (symbol === null || lots === undefined) continue;
      const { state, finding } = unusualSize(this.#sizes.get(symbol) ?? freshSizes, lots);
      this.#sizes.set(symbol, state);
      if (finding !== null) this.#observer.tell({ rule: "unusual_size", symbol, ...finding }, nowMs);
    }
  }

  added(number: number, atMs: number): void {
    this.#errors.came({ number, atMs, failed: false });
  }

  failed({ number, rejected, code, unknown }: Failure, nowMs: number): void {
    // One that is unknown may come right yet, and is counted apart for as long as it is.
    if (rejected) this.#errors.failed(number);
    if (!this.#observer.listens("error_burst", nowMs)) return;
    const { errors, all } = this.#errors.counts(nowMs);
    const burst = errorBurst({ errors: errors + unknown, all });
    if (burst !== null) this.#observer.tell({ rule: "error_burst", what: "orders", ...burst, code }, nowMs);
  }

  #storedSizes(without: ReadonlySet<string>): Map<string, SizeState> {
    const rows = this.#db
      .select({
        alertId: orders.alertId,
        symbol: orders.symbol,
        lots: sql`json_extract(${orders.instruction}, '$.lots')`,
      })
      .from(orders)
      .orderBy(desc(orders.number))
      .limit(SIZE_ROWS)
      .all();
    const lotsOf = new Map<string, string[]>();
    for (const { alertId, symbol, lots } of sizeRowsSchema.parse(rows).reverse()) {
      if (symbol === null || lots === null || without.has(alertId)) continue;
      const known = lotsOf.get(symbol);
      if (known === undefined) lotsOf.set(symbol, [lots]);
      else known.push(lots);
    }
    return new Map([...lotsOf].map(([symbol, lots]) => [symbol, sizesAfter(lots)]));
  }
}

function outcomesOf(db: Tables): Outcome[] {
  const newest = db
    .select({ number: orders.number, atMs: orders.createdAtMs, state: orders.state })
    .from(orders)
    .orderBy(desc(orders.number))
    .limit(MOST_OUTCOMES)
    .all();
  return newest.map(({ number, atMs, state }) => ({ number, atMs, failed: state === "rejected" }));
}

function historyOf(db: Tables, beforeMs: number): VolumeHistory | null {
  const { createdAtMs, number } = orders;
  const oldest = db
    .select({ createdAtMs })
    .from(orders)
    .where(lt(createdAtMs, beforeMs))
    .orderBy(asc(number))
    .limit(VOLUME_WARM_EVENTS)
    .all();
  const [first] = oldest;
  if (first === undefined) return null;
  const times = db
    .select({ createdAtMs })
    .from(orders)
    .orderBy(desc(number))
    .limit(VOLUME_HISTORY_ROWS)
    .all()
    .map((row) => row.createdAtMs)
    .filter((timeMs) => timeMs < beforeMs && timeMs >= beforeMs - VOLUME_HISTORY_MS);
  return { sinceMs: first.createdAtMs, events: oldest.length, minutes: minutesOf(times) };
}
