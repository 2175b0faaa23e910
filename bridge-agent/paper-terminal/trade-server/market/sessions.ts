import { DAY_MS, dayStartMs, MINUTE_MS, weekdayAt } from "./server-time.ts";
import type { WeekSessions } from "./symbol-spec.ts";

/**
 * When an instrument can be traded. Sessions are in server time and may end at 24:00 or on the next day
 * (SymbolInfoSessionTrade: "keep the date part"). Moments are epoch milliseconds UTC.
 */

interface Span {
  readonly fromMs: number;
  /** Exclusive. */
  readonly toMs: number;
}

/** The sessions that begin on the server's day that starts at `dayMs`, in their order. */
function spansOf(sessions: WeekSessions, dayMs: number, offsetMs: number): Span[] {
  const ofDay = sessions[weekdayAt(dayMs, offsetMs)] ?? [];
  return ofDay.map(({ fromMinute, toMinute }) => ({
    fromMs: dayMs + fromMinute * MINUTE_MS,
    toMs: dayMs + toMinute * MINUTE_MS,
  }));
}

/** True while a session is on. */
export function isOpen(sessions: WeekSessions, atMs: number, offsetMs: number): boolean {
  const today = dayStartMs(atMs, offsetMs);
  // Yesterday's last session may go on after midnight.
  return [today, today - DAY_MS].some((dayMs) =>
    spansOf(sessions, dayMs, offsetMs).some(({ fromMs, toMs }) => atMs >= fromMs && atMs < toMs),
  );
}

/** `atMs` itself while a session is on, otherwise the beginning of the next; null when there are none. */
export function nextOpenMs(sessions: WeekSessions, atMs: number, offsetMs: number): number | null {
  if (isOpen(sessions, atMs, offsetMs)) return atMs;
  const today = dayStartMs(atMs, offsetMs);
  for (let day = 0; day <= 7; day++) {
    const next = spansOf(sessions, today + day * DAY_MS, offsetMs).find(({ fromMs }) => fromMs > atMs);
    if (next !== undefined) return next.fromMs;
  }
  return null;
}

/**
 * The last moment at which a session was on, up to and with `atMs`: `atMs` itself while one is on, the last
 * millisecond of the session before otherwise. Null when there are none. Prices stand still from then on.
 */
export function lastOpenMs(sessions: WeekSessions, atMs: number, offsetMs: number): number | null {
  if (isOpen(sessions, atMs, offsetMs)) return atMs;
  const today = dayStartMs(atMs, offsetMs);
  for (let day = 0; day <= 8; day++) {
    const ended = spansOf(sessions, today - day * DAY_MS, offsetMs)
      .map(({ toMs }) => toMs)
      .filter((toMs) => toMs <= atMs);
    if (ended.length > 0) return Math.max(...ended) - 1;
  }
  return null;
}

/**
 * The parts of `fromMs` (inclusive) to `toMs` (exclusive) in which sessions are on, in their order; sessions
 * that touch or overlap each other are joined.
 */
export function openSpans(
  sessions: WeekSessions,
  fromMs: number,
  toMs: number,
  offsetMs: number,
): readonly Span[] {
  const spans: Span[] = [];
  for (let dayMs = dayStartMs(fromMs, offsetMs) - DAY_MS; dayMs < toMs; dayMs += DAY_MS) {
    for (const span of spansOf(sessions, dayMs, offsetMs)) {
      const from = Math.max(span.fromMs, fromMs);
      const to = Math.min(span.toMs, toMs);
      if (from >= to) continue;
      const before = spans.at(-1);
      if (before !== undefined && from <= before.toMs) {
        spans[spans.length - 1] = { fromMs: before.fromMs, toMs: Math.max(before.toMs, to) };
      } else {
        spans.push({ fromMs: from, toMs: to });
      }
    }
  }
  return spans;
}
