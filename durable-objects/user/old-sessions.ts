import { asc, eq, inArray, lte, min } from "drizzle-orm";
import { keptMs, type Periods } from "../../src/domain/retention/periods.ts";
import type { RetentionRows } from "../shared/retention-rows.ts";
import type { Stock } from "../shared/sweeper.ts";
import type { UserDatabase } from "./parts.ts";
import type * as schema from "./schema.ts";
import { accessTokens, challenges, knownAddresses, refreshTokens, sessions } from "./schema.ts";

const periodOf = (periods: Periods): number => keptMs(periods, "sessions");

/**
 * Sessions, each kept as its tenant has it. Counted from the last call: the shortest retention is longer than any
 * session can live without one, so none that lives is touched.
 */
function oldSessions(db: UserDatabase, retention: RetentionRows<typeof schema>): Stock {
  const { id, tenantId, lastSeenAtMs } = sessions;
  const overAtMs = (row: { tenantId: string; lastSeenAtMs: number }): number =>
    row.lastSeenAtMs + periodOf(retention.of(row.tenantId));
  const oldestOfTenants = () =>
    db
      .select({ tenantId, lastSeenAtMs: min(lastSeenAtMs) })
      .from(sessions)
      .groupBy(tenantId)
      .all()
      .map((row) => overAtMs({ ...row, lastSeenAtMs: row.lastSeenAtMs ?? 0 }));
  return {
    times: () => {
      const due = oldestOfTenants();
      return { dueMs: due.length === 0 ? null : Math.min(...due), keptMs: periodOf(retention.shortest()) };
    },
    sweep: (nowMs, most) => {
      const rows = db.select({ id, tenantId, lastSeenAtMs }).from(sessions).orderBy(asc(lastSeenAtMs)).all();
      const over = rows.filter((row) => overAtMs(row) <= nowMs).slice(0, most);
      for (const row of over) {
        db.delete(accessTokens).where(eq(accessTokens.sessionId, row.id)).run();
        db.delete(refreshTokens).where(eq(refreshTokens.sessionId, row.id)).run();
        db.delete(sessions).where(eq(id, row.id)).run();
      }
      return over.length === most;
    },
  };
}

/** Addresses of logins belong to no tenant: as long as the one that keeps sessions longest. */
function oldAddresses(db: UserDatabase, retention: RetentionRows<typeof schema>): Stock {
  const { address, lastAtMs } = knownAddresses;
  const period = () => periodOf(retention.longest());
  return {
    times: () => {
      const oldest = db
        .select({ atMs: min(lastAtMs) })
        .from(knownAddresses)
        .get()?.atMs;
      return { dueMs: oldest === null || oldest === undefined ? null : oldest + period(), keptMs: period() };
    },
    sweep: (nowMs, most) => {
      // What waits for an answer goes along: it is over after minutes, and nobody else looks.
      db.delete(challenges).where(lte(challenges.expiresAtMs, nowMs)).run();
      const over = db
        .select({ address })
        .from(knownAddresses)
        .where(lte(lastAtMs, nowMs - period()))
        .limit(most);
      const gone = db.delete(knownAddresses).where(inArray(address, over)).returning({ address }).all();
      return gone.length === most;
    },
  };
}

export function personStocks(db: UserDatabase, retention: RetentionRows<typeof schema>): Stock[] {
  return [oldSessions(db, retention), oldAddresses(db, retention)];
}
