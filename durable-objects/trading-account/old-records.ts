import { and, asc, inArray, isNotNull, lt, lte } from "drizzle-orm";
import { makeId } from "../../src/domain/ids.ts";
import { keptMs, type Periods, type RetentionClass } from "../../src/domain/retention/periods.ts";
import type { StockTimes } from "../../src/domain/retention/schedule.ts";
import type { Stock } from "../shared/sweeper.ts";
import type { Forgotten } from "./forgotten.ts";
import { OldOrders } from "./old-orders.ts";
import { equity, faults, orderAlarms, refusals } from "./schema.ts";
import type { Tables } from "./tables.ts";

function timesOf(oldestMs: number | null | undefined, periodMs: number): StockTimes {
  return {
    dueMs: oldestMs === null || oldestMs === undefined ? null : oldestMs + periodMs,
    keptMs: periodMs,
  };
}

/** Alarms that were cleared; one that is raised stays. */
function oldAlarms(db: Tables, periodMs: () => number): Stock {
  const { id, clearedAtMs } = orderAlarms;
  return {
    times: () => {
      const oldest = db
        .select({ clearedAtMs })
        .from(orderAlarms)
        .where(isNotNull(clearedAtMs))
        .orderBy(asc(id));
      return timesOf(oldest.limit(1).get()?.clearedAtMs, periodMs());
    },
    sweep: (nowMs, most) => {
      const over = db
        .select({ id })
        .from(orderAlarms)
        .where(lte(clearedAtMs, nowMs - periodMs()))
        .limit(most);
      return db.delete(orderAlarms).where(inArray(id, over)).returning({ id }).all().length === most;
    },
  };
}

function oldFaults(db: Tables, periodMs: () => number): Stock {
  const { id, atMs } = faults;
  return {
    times: () => timesOf(db.select({ atMs }).from(faults).orderBy(asc(id)).limit(1).get()?.atMs, periodMs()),
    sweep: (nowMs, most) => {
      const over = db
        .select({ id })
        .from(faults)
        .where(lte(atMs, nowMs - periodMs()))
        .orderBy(asc(id))
        .limit(most);
      return db.delete(faults).where(inArray(id, over)).returning({ id }).all().length === most;
    },
  };
}

/** Alerts that gave no order. They guard against a repeated delivery too, so `forgotten` takes them over. */
function oldRefusals(db: Tables, forgotten: Forgotten, periodMs: () => number): Stock {
  const { alertId, receivedAtMs } = refusals;
  return {
    times: () => {
      const oldest = db.select({ receivedAtMs }).from(refusals).orderBy(asc(alertId)).limit(1).get();
      return timesOf(oldest?.receivedAtMs, periodMs());
    },
    sweep: (nowMs, most) => {
      const cutoffMs = nowMs - periodMs();
      // Alert ids sort by time, so their own index finds the old ones.
      const firstLeft = makeId("alt", Math.max(0, cutoffMs + 1), new Uint8Array(16));
      const over = db
        .select({ alertId })
        .from(refusals)
        .where(and(lt(alertId, firstLeft), lte(receivedAtMs, cutoffMs)))
        .orderBy(asc(alertId))
        .limit(most);
      const gone = db
        .delete(refusals)
        .where(inArray(alertId, over))
        .returning({ alertId, atMs: receivedAtMs })
        .all();
      forgotten.add(gone.map((row) => ({ ...row, number: 0 })));
      return gone.length === most;
    },
  };
}

function oldEquity(db: Tables, periodMs: () => number): Stock {
  const { atMs } = equity;
  return {
    times: () =>
      timesOf(db.select({ atMs }).from(equity).orderBy(asc(atMs)).limit(1).get()?.atMs, periodMs()),
    sweep: (nowMs, most) => {
      const over = db
        .select({ atMs })
        .from(equity)
        .where(lte(atMs, nowMs - periodMs()))
        .orderBy(asc(atMs))
        .limit(most);
      return db.delete(equity).where(inArray(atMs, over)).returning({ atMs }).all().length === most;
    },
  };
}

/** Everything of an account that is deleted when it is over. */
export function accountStocks(db: Tables, forgotten: Forgotten, periods: () => Periods): Stock[] {
  const kept = (name: RetentionClass) => (): number => keptMs(periods(), name);
  return [
    new OldOrders(db, forgotten, kept("trading")),
    oldAlarms(db, kept("trading")),
    oldEquity(db, kept("trading")),
    oldFaults(db, kept("errors")),
    oldRefusals(db, forgotten, kept("errors")),
  ];
}
