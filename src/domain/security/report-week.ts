const HOUR_MS = 3_600_000;
export const WEEK_MS = 7 * 24 * HOUR_MS;
/** The epoch began on a Thursday; its first Monday was four days later. */
const FIRST_MONDAY_MS = 4 * 24 * HOUR_MS;
/** Monday morning, so that people find the report when their week begins; UTC. */
const TOLD_AFTER_MS = 6 * HOUR_MS;

/** Monday, midnight UTC, of the week in which `ms` lies. */
export function weekOf(ms: number): number {
  return Math.floor((ms - FIRST_MONDAY_MS) / WEEK_MS) * WEEK_MS + FIRST_MONDAY_MS;
}

/** The week whose report is the newest that may be told at `nowMs`: it ended, and Monday's sixth hour has come. */
export function reportedWeek(nowMs: number): number {
  return weekOf(nowMs - TOLD_AFTER_MS) - WEEK_MS;
}

/** When the next report is due after `nowMs`. */
export function nextReportMs(nowMs: number): number {
  return weekOf(nowMs - TOLD_AFTER_MS) + WEEK_MS + TOLD_AFTER_MS;
}
