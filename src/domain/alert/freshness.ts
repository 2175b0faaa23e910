import { type Refusal, refusal } from "../refusal.ts";
import { err, ok, type Result } from "../result.ts";
import type { Leg, Signal } from "./signal.ts";

/** How old an alert may be; all in milliseconds. */
export interface FreshnessLimits {
  readonly entryMs: number;
  readonly exitMs: number;
  /** How far ahead of our clock the sender's may be. */
  readonly futureMs: number;
}

/** An entry that comes late is another trade; an exit that comes late is still wanted. */
export const DEFAULT_FRESHNESS: FreshnessLimits = { entryMs: 30_000, exitMs: 300_000, futureMs: 5_000 };

/** Epoch milliseconds after which a leg may no longer be submitted. */
export interface Deadlines {
  readonly entryDeadlineMs: number;
  readonly exitDeadlineMs: number;
}

const SECOND_MS = 1_000;

/** True when the leg can open or enlarge a position, so that the entry deadline holds for it. */
export function isEntryLeg(leg: Leg): boolean {
  return leg.action === "open" || (leg.action === "target" && leg.side !== "flat");
}

/**
 * The moment from which deadlines count. `{{timenow}}` is cut to whole seconds, so an alert that says
 * 14:30:00 may have fired at 14:30:00.999; but never later than it arrived.
 */
function referenceMs(firedAtMs: number | undefined, receivedAtMs: number): number {
  if (firedAtMs === undefined) return receivedAtMs;
  const latest = firedAtMs % SECOND_MS === 0 ? firedAtMs + SECOND_MS : firedAtMs;
  return Math.min(latest, receivedAtMs);
}

/**
 * Gives the deadlines of a signal, or refuses one that is past them (`stale`) or not yet due
 * (`fired_in_future`), or whose pending order would be over already (`expiry_passed`). With any entry among its legs the entry limit decides, because a signal is one
 * unit; with exits only, the exit limit. Without a time in the message it counts from `receivedAtMs`.
 */
export function checkFreshness(
  signal: Signal,
  receivedAtMs: number,
  limits: FreshnessLimits,
): Result<Deadlines, Refusal> {
  const { firedAtMs, timeAt: at, legs } = signal;
  if (firedAtMs !== undefined && firedAtMs - receivedAtMs > limits.futureMs) {
    const seconds = Math.round((firedAtMs - receivedAtMs) / SECOND_MS);
    const hint = "check the sender's clock and time zone";
    return err(refusal("fired_in_future", `The alert's time is ${seconds} s ahead of ours.`, { at, hint }));
  }
  const from = referenceMs(firedAtMs, receivedAtMs);
  const deadlines = { entryDeadlineMs: from + limits.entryMs, exitDeadlineMs: from + limits.exitMs };
  const over = legs.find((leg) => leg.action === "open" && (leg.expiresAtMs ?? Infinity) <= receivedAtMs);
  if (over?.action === "open") {
    const message = "The time at which the order should end has passed.";
    return err(refusal("expiry_passed", message, { at: over.at?.expires }));
  }
  const deadlineMs = legs.some(isEntryLeg) ? deadlines.entryDeadlineMs : deadlines.exitDeadlineMs;
  if (receivedAtMs <= deadlineMs) return ok(deadlines);
  const seconds = Math.round((receivedAtMs - from) / SECOND_MS);
  const allowed = Math.round((deadlineMs - from) / SECOND_MS);
  const message = `The alert arrived ${seconds} s after it fired; ${allowed} s are allowed.`;
  return err(
    refusal("stale", message, { at, hint: "check that the message's time is {{timenow}} and not {{time}}" }),
  );
}
