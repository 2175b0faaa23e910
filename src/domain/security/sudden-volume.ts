import type { Step } from "./finding.ts";
import {
  VOLUME_FACTOR,
  VOLUME_FLOOR,
  VOLUME_WARM_EVENTS,
  VOLUME_WARM_MINUTES,
  VOLUME_WEIGHT,
} from "./thresholds.ts";

const MINUTE_MS = 60_000;
/** After so many quiet minutes what was usual has faded to nothing; no need to count further. */
const LONGEST_GAP = 2_000;

/** What is usual for one source of events, and the minute that runs. */
export interface VolumeState {
  /** The minute that is counted, as minutes since the epoch. */
  readonly minute: number;
  readonly count: number;
  /** Events a minute, usually. */
  readonly usual: number;
  /** How far a minute is usually from that. */
  readonly spread: number;
  /** Minutes since the first event, and events in them. */
  readonly minutes: number;
  readonly events: number;
}

/** A minute with far more events than usual. */
export interface VolumeFinding {
  readonly count: number;
  /** What is usual, to one decimal place. */
  readonly usual: number;
}

export function freshVolume(atMs: number): VolumeState {
  return { minute: Math.floor(atMs / MINUTE_MS), count: 0, usual: 0, spread: 0, minutes: 0, events: 0 };
}

/** Events of a minute from which on it is unusual; infinite while nobody can say what is usual. */
export function unusualFrom({ usual, spread, minutes, events }: VolumeState): number {
  if (minutes < VOLUME_WARM_MINUTES || events < VOLUME_WARM_EVENTS) return Number.POSITIVE_INFINITY;
  return Math.max(VOLUME_FLOOR, VOLUME_FACTOR * usual + VOLUME_FACTOR * spread);
}

/**
 * Counts `count` events at `atMs`. What is usual is an average that forgets slowly. An unusual minute enters it only
 * as one a little above the usual, so that a flood does not make the next one usual, while a change that lasts
 * becomes usual within days.
 */
export function suddenVolume(
  state: VolumeState,
  { atMs, count }: { readonly atMs: number; readonly count: number },
): Step<VolumeState, VolumeFinding> {
  const current = advance(state, Math.floor(atMs / MINUTE_MS));
  const next = { ...current, count: current.count + count };
  const limit = unusualFrom(next);
  if (next.count < limit) return { state: next, finding: null };
  return { state: next, finding: { count: next.count, usual: Math.round(next.usual * 10) / 10 } };
}

/** What storage knows of a source of events. */
export interface VolumeHistory {
  /** When its first event came, and how many came in all; a number of VOLUME_WARM_EVENTS may stand for more. */
  readonly sinceMs: number;
  readonly events: number;
  /** `[minute, count]` of the last days, the oldest first; minutes without events are left out. */
  readonly minutes: readonly (readonly [number, number])[];
}

/** What is usual after a history, at `nowMs`; null: there was never an event. */
export function volumeAfter(history: VolumeHistory | null, nowMs: number): VolumeState {
  if (history === null) return freshVolume(nowMs);
  const since = freshVolume(history.sinceMs);
  const start = history.minutes[0]?.[0] ?? since.minute;
  let state: VolumeState = { ...since, minute: start, minutes: start - since.minute };
  for (const [at, count] of history.minutes) {
    const current = advance(state, at);
    state = { ...current, count: current.count + count };
  }
  const now = advance(state, Math.floor(nowMs / MINUTE_MS));
  return { ...now, events: Math.max(now.events, history.events) };
}

/** Closes the minutes before `minute`; a clock that went back counts on in the minute that runs. */
function advance(state: VolumeState, minute: number): VolumeState {
  let next = state;
  const gap = Math.min(minute - state.minute, LONGEST_GAP);
  for (let closed = 0; closed < gap; closed++) next = close(next);
  return minute > state.minute ? { ...next, minute, minutes: state.minutes + minute - state.minute } : next;
}

function close(state: VolumeState): VolumeState {
  const unusual = state.count >= unusualFrom(state);
  const count = unusual ? state.usual + Math.max(1, state.spread) : state.count;
  const events = state.events + state.count;
  const minutes = state.minutes + 1;
  // While there are few minutes each counts the same, so that the first one does not stand for all.
  const weight = Math.max(VOLUME_WEIGHT, 1 / minutes);
  const usual = state.usual + weight * (count - state.usual);
  const spread = state.spread + weight * (Math.abs(count - usual) - state.spread);
  return { ...state, count: 0, usual, spread, minutes, events };
}
