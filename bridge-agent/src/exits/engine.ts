import { Decimal } from "../../../src/domain/decimal.ts";
import type { Note } from "../../../src/domain/order/events.ts";
import { type Refusal, refusal } from "../../../src/domain/refusal.ts";
import { noteOf } from "./exit-notes.ts";
import type { ExitAction, ExitState } from "./exit-state.ts";
import { partialMove } from "./partial-rules.ts";
import { isFrozen, type PositionView } from "./position-view.ts";
import { armed, stopAction } from "./stop-rules.ts";

/** Shortest time between two moves of one position's stop: brokers frown on a request for every tick. */
export const STOP_PAUSE_MS = 1_000;
/** Pauses after failures in a row. */
const RETRY_MS = [1_000, 2_000, 5_000, 15_000, 60_000];
const LONGEST_PAUSE_MS = 60_000;
/** A trailing stop may move every second; told is where it stands so often. */
export const TRAIL_NOTE_MS = 60_000;

/** What follows from a quote, or from the end of a change. */
export interface Decision {
  readonly state: ExitState;
  /** To be begun now; the state does not have it in flight yet. */
  readonly action: ExitAction | null;
  readonly notes: readonly Note[];
}

/**
 * What the exits of a position do, by its market as it stands. Pure: the same state, view and time give
 * the same decision. One change at a time: while one is in flight only triggers are noticed.
 */
export function decide(state: ExitState, view: PositionView, nowMs: number): Decision {
  const told = tellTrail(armed(state, view), nowMs);
  let next = told.state;
  if (next.inFlight !== null || waits(next.notBeforeMs, nowMs) || isFrozen(view)) {
    return { ...told, action: null };
  }
  const notes = [...told.notes];
  let move = partialMove(next, view);
  while (move?.move === "skip") {
    notes.push(noteOf("exit_failed", next, `${partialName(move.partial)} is less than can be closed`));
    next = { ...next, partialsDone: next.partialsDone + 1 };
    move = partialMove(next, view);
  }
  if (move !== null) return { state: next, notes, action: move.action };
  return { state: next, notes, action: waits(next.stopNotBeforeMs, nowMs) ? null : stopAction(next, view) };
}

/** True until `untilMs`, unless that is farther ahead than any pause: then the clock was set back. */
function waits(untilMs: number, nowMs: number): boolean {
  return nowMs < untilMs && untilMs - nowMs <= LONGEST_PAUSE_MS;
}

/** The state in which `action` is on its way in the local order `orderId`. */
export function begun(state: ExitState, action: ExitAction, orderId: string): ExitState {
  return { ...state, changes: state.changes + 1, inFlight: { orderId, action } };
}

/** How a change ended. `closedLots` is what its deals closed, whatever its end. */
export type ChangeEnd =
  | { readonly end: "done"; readonly closedLots: string }
  /** `refusal` undefined: the position, or what was to be done to it, was gone. */
  | { readonly end: "failed"; readonly refusal: Refusal | undefined; readonly closedLots: string };

/** What follows from the end of the change that was in flight. */
export function ended(state: ExitState, change: ChangeEnd, nowMs: number): Decision {
  if (state.inFlight === null) return { state, action: null, notes: [] };
  const { action } = state.inFlight;
  const closed = { ...state, inFlight: null, partialLots: sum(state.partialLots, change.closedLots) };
  if (change.end === "failed") return failed(closed, action, change, nowMs);
  return carriedOut(closed, action, change.closedLots, nowMs);
}

const outcomeUnknown = refusal("outcome_unknown", "The terminal cannot say what came of it.");

/**
 * What follows when nobody can say for long what came of the change in flight. A stop is decided anew: to
 * set it twice does no harm, and a position must not stay without one. A close is never asked for twice: it
 * stays in flight until it is known, and is told.
 */
export function overdue(state: ExitState, nowMs: number): Decision {
  if (state.inFlight === null) return { state, action: null, notes: [] };
  const { action } = state.inFlight;
  if (action.kind === "stop") {
    return ended(state, { end: "failed", refusal: outcomeUnknown, closedLots: "0" }, nowMs);
  }
  if (state.failureTold === outcomeUnknown.code) return { state, action: null, notes: [] };
  const note = noteOf("exit_failed", state, `${partialName(action.partial)}: ${outcomeUnknown.message}`);
  return { state: { ...state, failureTold: outcomeUnknown.code }, action: null, notes: [note] };
}

function carriedOut(state: ExitState, action: ExitAction, closedLots: string, nowMs: number): Decision {
  const next = { ...state, failures: 0, failureTold: null };
  if (action.kind === "close") {
    // Its deal is told as a note of its own. What is larger than an order may be takes several.
    const whole = new Decimal(closedLots).greaterThanOrEqualTo(action.lots);
    const partialsDone = whole ? action.partial + 1 : state.partialsDone;
    return { state: { ...next, partialsDone }, action: null, notes: [] };
  }
  next.lastStop = action.price;
  next.stopNotBeforeMs = nowMs + STOP_PAUSE_MS;
  if (action.why === "breakeven") {
    const notes = [noteOf("breakeven_set", state, `Its stop is at ${action.price}, where nothing is lost`)];
    return { state: { ...next, breakeven: "done" }, action: null, notes };
  }
  return { ...tellTrail({ ...next, trailUntold: action.price }, nowMs), action: null };
}

function failed(
  state: ExitState,
  action: ExitAction,
  { refusal: why }: Extract<ChangeEnd, { end: "failed" }>,
  nowMs: number,
): Decision {
  const pause = RETRY_MS[Math.min(state.failures, RETRY_MS.length - 1)] ?? 0;
  const next = { ...state, failures: state.failures + 1, notBeforeMs: nowMs + pause };
  // Told once for each reason: a market that is closed would fill the timeline until it opens.
  if (why === undefined || why.code === state.failureTold) return { state: next, action: null, notes: [] };
  const what = action.kind === "close" ? partialName(action.partial) : `The stop at ${action.price}`;
  const note = noteOf("exit_failed", state, `${what} was not carried out: ${why.message}`);
  return { state: { ...next, failureTold: why.code }, action: null, notes: [note] };
}

/** Moves of a trailing stop are told now and then, the last one always. */
function tellTrail(state: ExitState, nowMs: number): Omit<Decision, "action"> {
  if (state.trailUntold === null || waits(state.trailToldAtMs + TRAIL_NOTE_MS, nowMs))
    return { state, notes: [] };
  const note = noteOf("stop_trailed", state, `Its stop has followed to ${state.trailUntold}`);
  return { state: { ...state, trailToldAtMs: nowMs, trailUntold: null }, notes: [note] };
}

function partialName(partial: number): string {
  return `Partial close ${partial + 1}`;
}

function sum(a: string, b: string): string {
  return new Decimal(a).plus(b).toFixed();
}
