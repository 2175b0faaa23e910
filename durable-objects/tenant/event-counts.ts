import { gt, sql } from "drizzle-orm";
import * as z from "zod";
import { auditActions } from "../../src/domain/audit/actions.ts";
import { severityOf } from "../../src/domain/security/severity.ts";
import type { Counters } from "../shared/counters.ts";
import type { TenantDatabase } from "./parts.ts";
import { auditEntries } from "./schema.ts";

/** Entries that one scrape counts at most, so that the first one of an old tenant holds up nobody for long. */
const ENTRIES_A_SCRAPE = 50_000;

const actionSchema = z.enum(auditActions);

/**
 * Counts the entries of the audit chain since the last time, by what they record. From the chain itself and not
 * beside it: an entry costs no further write, and one that was rolled back was never counted.
 */
export function countEvents(db: TenantDatabase, counters: Counters): void {
  const fresh = db
    .select({ sequence: auditEntries.sequence, entry: auditEntries.entry })
    .from(auditEntries)
    .where(gt(auditEntries.sequence, counters.mark))
    .orderBy(auditEntries.sequence)
    .limit(ENTRIES_A_SCRAPE)
    .as("fresh");
  const action = sql<string>`json_extract(${fresh.entry}, '$.action')`;
  const groups = db
    .select({
      action,
      events: sql<number>`sum(json_extract(${fresh.entry}, '$.count'))`,
      last: sql<number>`max(${fresh.sequence})`,
    })
    .from(fresh)
    .groupBy(action)
    .all();
  for (const group of groups) {
    counters.markAt(group.last);
    // An entry of a version that knew another action is passed over: its name is on no list.
    const known = actionSchema.safeParse(group.action);
    if (!known.success) continue;
    const labels = { event_type: known.data, severity: severityOf(known.data) };
    counters.add("security_events_total", labels, group.events);
    if (known.data === "login.failed") counters.add("failed_logins_total", {}, group.events);
  }
}
