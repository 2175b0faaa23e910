import { type Reading, refuse } from "./reading.ts";

const EPOCH_SECONDS = /^[1-9][0-9]{9}$/;
const EPOCH_MILLISECONDS = /^[1-9][0-9]{12}$/;
const ISO =
  /^([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.[0-9]{1,9})?(?:Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])$/;

/**
 * Reads when an alert fired, as epoch milliseconds: an ISO-8601 time with its zone, as `{{timenow}}`
 * gives it (TradingView, "How to use a variable value in alert"), or epoch seconds (10 digits) or
 * milliseconds (13 digits). A time without a zone is refused, because it could be anywhere.
 */
export function readTime(reading: Reading, text: string, at: number): number | undefined {
  if (EPOCH_SECONDS.test(text)) return Number(text) * 1000;
  if (EPOCH_MILLISECONDS.test(text)) return Number(text);
  const match = ISO.exec(text);
  if (match !== null) {
    // Read once more as UTC: days and hours that do not exist (31 April, 24:30) come back changed.
    const wall = new Date(`${match[1]}T${match[2]}Z`);
    const exists = !Number.isNaN(wall.getTime()) && wall.toISOString().startsWith(`${match[1]}T${match[2]}`);
    const ms = Date.parse(text);
    if (exists && !Number.isNaN(ms)) return ms;
  }
  return refuse(
    reading,
    "invalid_time",
    "This is not a time.",
    at,
    "use {{timenow}}, e.g. 2026-03-01T14:30:00Z, or epoch milliseconds",
  );
}
