import type { Exits } from "../../../src/domain/alert/exits.ts";
import { Decimal } from "../../../src/domain/decimal.ts";
import type { ExitAction, ExitState } from "./exit-state.ts";
import { closingPrice, gainFrom, moved, onTick, type PositionView, tightestStop } from "./position-view.ts";

type StopAction = Extract<ExitAction, { kind: "stop" }>;

/** A stop that a rule wants, and how much better than the present one it has to be. */
interface Wish {
  readonly price: Decimal;
  readonly leastMove: Decimal;
  readonly why: StopAction["why"];
}

/**
 * What the quote triggers: takes the best price down, arms rules whose trigger is reached, and knows a
 * breakeven as done when a stop stands there already. Arming needs no venue, so it happens at every quote.
 */
export function armed(state: ExitState, view: PositionView): ExitState {
  const { exits } = state;
  const close = closingPrice(view);
  const better = state.bestPrice === null || gainFrom(state.bestPrice, close, view.side).greaterThan(0);
  const gain = gainFrom(view.openPrice, close, view.side);
  // A trigger of zero means from the start: a new position stands below it by its spread, and would be
  // without its stop until the market has moved in its favour.
  const reached = (pips: string) => {
    const trigger = new Decimal(view.pip).times(pips);
    return trigger.isZero() || gain.greaterThanOrEqualTo(trigger);
  };
  const next = { ...state };
  if (better) next.bestPrice = close.toFixed();
  if (
    state.breakeven === "waiting" &&
    exits.breakeven !== undefined &&
    reached(exits.breakeven.triggerPips)
  ) {
    next.breakeven = "armed";
  }
  if (exits.trailing !== undefined && reached(exits.trailing.triggerPips)) next.trailing = "armed";
  if (exits.atrTrailing !== undefined && reached(exits.atrTrailing.triggerPips)) next.atrTrailing = "armed";
  if (next.breakeven === "armed") {
    const wanted = breakevenPrice(next, view);
    if (view.stopLoss !== null && gainFrom(wanted, view.stopLoss, view.side).greaterThanOrEqualTo(0)) {
      next.breakeven = "done";
    }
  }
  return next;
}

/** The new stop that the armed rules want and the venue takes, or null. Never worse than the present one. */
export function stopAction(state: ExitState, view: PositionView): StopAction | null {
  const tightest = tightestStop(view);
  let best: Wish | null = null;
  for (const wish of wishes(state, view)) {
    const price = allowed(wish, tightest, view);
    if (price === null || !price.greaterThan(0) || !improves(price, wish, state, view)) continue;
    if (best === null || gainFrom(best.price, price, view.side).greaterThan(0)) best = { ...wish, price };
  }
  return best === null ? null : { kind: "stop", price: best.price.toFixed(view.digits), why: best.why };
}

function wishes(state: ExitState, view: PositionView): Wish[] {
  const wanted: Wish[] = [];
  const tick = new Decimal(view.tickSize);
  const { trailing } = state.exits;
  if (state.breakeven === "armed") {
    wanted.push({ price: breakevenPrice(state, view), leastMove: tick, why: "breakeven" });
  }
  if (state.trailing === "armed" && trailing !== undefined) {
    const pip = new Decimal(view.pip);
    const leastMove = Decimal.max(pip.times(trailing.stepPips), tick);
    wanted.push({
      price: behind(state, view, trailingDistance(trailing, state, view)),
      leastMove,
      why: "trailing",
    });
  }
  if (state.atrTrailing === "armed" && state.atrDistance !== null) {
    const distance = new Decimal(state.atrDistance);
    wanted.push({ price: behind(state, view, distance), leastMove: tick, why: "atr_trailing" });
  }
  return wanted;
}

/** Rounded so that a stop at it loses nothing of the offset. */
function breakevenPrice(state: ExitState, view: PositionView): Decimal {
  const offset = new Decimal(view.pip).times(state.exits.breakeven?.offsetPips ?? "0");
  return onTick(moved(view.openPrice, offset, view.side), view, "gain");
}

function trailingDistance(
  { distancePips, distancePercent }: NonNullable<Exits["trailing"]>,
  state: ExitState,
  view: PositionView,
): Decimal {
  if (distancePips !== undefined) return new Decimal(view.pip).times(distancePips);
  const best = new Decimal(state.bestPrice ?? closingPrice(view));
  return best.times(distancePercent ?? "0").dividedBy(100);
}

/** `distance` behind the best price. */
function behind(state: ExitState, view: PositionView, distance: Decimal): Decimal {
  const best = state.bestPrice ?? closingPrice(view);
  return onTick(moved(best, distance.negated(), view.side), view, "loss");
}

/**
 * A breakeven means its own price and waits until the venue takes it. A trailing stop that the market has
 * come too near to, before it could be set, is set as near as the venue allows.
 */
function allowed(wish: Wish, tightest: Decimal, view: PositionView): Decimal | null {
  if (gainFrom(wish.price, tightest, view.side).greaterThanOrEqualTo(0)) return wish.price;
  return wish.why === "breakeven" ? null : tightest;
}

/** Measured against what stands and against what was set last: neither is ever taken back. */
function improves(price: Decimal, wish: Wish, { lastStop }: ExitState, { stopLoss, side }: PositionView) {
  const isBetter = (stop: string | null) =>
    stop === null || gainFrom(stop, price, side).greaterThanOrEqualTo(wish.leastMove);
  return isBetter(stopLoss) && isBetter(lastStop);
}
