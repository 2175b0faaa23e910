import type { Exits } from "../../../src/domain/alert/exits.ts";
import { Decimal } from "../../../src/domain/decimal.ts";
import type { Note } from "../../../src/domain/order/events.ts";
import { begun, decide, ended } from "./engine.ts";
import { type ExitAction, type ExitState, exitStateSchema, newExitState } from "./exit-state.ts";
import { closingPrice, gainFrom, type PositionView } from "./position-view.ts";

/** What the tests of the exits share: a position in EURUSD, and a broker that does what is asked. Tests only. */

export const OPEN = "1.10000";
const ORDER_ID = "ord_00000000000000000000000000";

export function view(changes: Partial<PositionView> = {}): PositionView {
  return {
    side: "long",
    lots: "1",
    openPrice: OPEN,
    stopLoss: null,
    takeProfit: null,
    bid: OPEN,
    ask: OPEN,
    pip: "0.0001",
    point: "0.00001",
    tickSize: "0.00001",
    digits: 5,
    stopsLevel: 0,
    freezeLevel: 0,
    minLots: "0.01",
    lotStep: "0.01",
    ...changes,
  };
}

export function stateOf(exits: Exits, side: "long" | "short" = "long", openedLots = "1"): ExitState {
  return newExitState({ ident: "77", orderId: ORDER_ID, symbol: "EURUSD", side, exits, openedLots });
}

export interface Run {
  readonly actions: ExitAction[];
  readonly notes: Note[];
  /** Every stop that stood, in points of gain. */
  readonly stops: number[];
  /** Best gain in points that was seen, and the gain at which the stop closed it; null when it did not. */
  readonly best: number;
  readonly exit: number | null;
  readonly lots: string;
  readonly state: ExitState;
}

/**
 * Runs exits along a path of gains in points, one each second. A change is carried out `latency` quotes
 * after it was asked for. `restarts`: the state goes through the journal's JSON before each quote.
 */
export function run(
  exits: Exits,
  gains: readonly number[],
  options: {
    readonly side?: "long" | "short";
    readonly latency?: number;
    readonly restarts?: boolean;
    readonly changes?: Partial<PositionView>;
  } = {},
): Run {
  const side = options.side ?? "long";
  let now = view({ side, ...options.changes });
  let state = stateOf(exits, side, now.lots);
  let dueAt = -1;
  let best = 0;
  const actions: ExitAction[] = [];
  const notes: Note[] = [];
  const stops: number[] = [];
  const points = (price: string) => gainFrom(OPEN, price, side).dividedBy(now.point).toNumber();
  const result = (exit: number | null): Run => ({ actions, notes, stops, best, exit, lots: now.lots, state });
  for (const [index, gain] of gains.entries()) {
    const nowMs = 1_800_000_000_000 + index * 1_000;
    const rise = new Decimal(gain).times(now.point);
    const price = (side === "long" ? new Decimal(OPEN).plus(rise) : new Decimal(OPEN).minus(rise)).toFixed(5);
    now = { ...now, bid: price, ask: price };
    if (now.stopLoss !== null && gainFrom(now.stopLoss, closingPrice(now), side).lessThanOrEqualTo(0)) {
      return result(Math.min(gain, points(now.stopLoss)));
    }
    best = Math.max(best, gain);
    if (options.restarts === true) state = exitStateSchema.parse(JSON.parse(JSON.stringify(state)));
    if (state.inFlight !== null && index >= dueAt) {
      const { action } = state.inFlight;
      if (action.kind === "stop") now = { ...now, stopLoss: action.price };
      else now = { ...now, lots: new Decimal(now.lots).minus(action.lots).toFixed() };
      const closedLots = action.kind === "close" ? action.lots : "0";
      const end = ended(state, { end: "done", closedLots }, nowMs);
      state = end.state;
      notes.push(...end.notes);
      if (now.stopLoss !== null) stops.push(points(now.stopLoss));
      if (now.lots === "0") return result(gain);
    }
    const decision = decide(state, now, nowMs);
    state = decision.state;
    notes.push(...decision.notes);
    if (decision.action === null) continue;
    actions.push(decision.action);
    state = begun(state, decision.action, ORDER_ID);
    dueAt = index + 1 + (options.latency ?? 0);
  }
  return result(null);
}
