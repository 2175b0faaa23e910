import { Decimal } from "../../../src/domain/decimal.ts";
import type { ExitAction, ExitState } from "./exit-state.ts";
import { closingPrice, gainFrom, type PositionView } from "./position-view.ts";

type CloseAction = Extract<ExitAction, { kind: "close" }>;

/** What is to be done about the next partial close whose gain is reached. */
export type PartialMove =
  | { readonly move: "close"; readonly action: CloseAction }
  /** Its share is less than can be closed: it is over, and its share goes to the one after it. */
  | { readonly move: "skip"; readonly partial: number };

/**
 * The next partial close, or null while its gain is not reached. Shares are counted together, so that what
 * rounding down takes from one is in the one after it, and the shares of 100 percent close everything.
 * What would leave less than the smallest order is taken smaller, so that the rest can still be closed.
 */
export function partialMove(state: ExitState, view: PositionView): PartialMove | null {
  const partials = state.exits.partials ?? [];
  const partial = partials[state.partialsDone];
  if (partial === undefined) return null;
  const gain = gainFrom(view.openPrice, closingPrice(view), view.side);
  if (gain.lessThan(new Decimal(view.pip).times(partial.atPips))) return null;
  const lots = lotsToClose(state, view);
  if (lots.lessThanOrEqualTo(0)) return { move: "skip", partial: state.partialsDone };
  return { move: "close", action: { kind: "close", lots: lots.toFixed(), partial: state.partialsDone } };
}

function lotsToClose(state: ExitState, view: PositionView): Decimal {
  const partials = (state.exits.partials ?? []).slice(0, state.partialsDone + 1);
  const percent = partials.reduce((sum, partial) => sum.plus(partial.percent), new Decimal(0));
  const held = new Decimal(view.lots);
  if (percent.greaterThanOrEqualTo(100)) return held;
  const floor = (lots: Decimal) => lots.dividedBy(view.lotStep).floor().times(view.lotStep);
  const due = floor(new Decimal(state.openedLots).times(percent).dividedBy(100)).minus(state.partialLots);
  // Somebody may have closed a part of it by hand.
  if (due.greaterThanOrEqualTo(held)) return held;
  const left = held.minus(due);
  const lots = left.lessThan(view.minLots) ? floor(held.minus(view.minLots)) : due;
  return lots.lessThan(view.minLots) ? new Decimal(0) : lots;
}
