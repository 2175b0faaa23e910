import { Decimal } from "../../../src/domain/decimal.ts";

/** A position and its market, as far as exits depend on them. Decimals are strings, levels are points. */
export interface PositionView {
  readonly side: "long" | "short";
  readonly lots: string;
  readonly openPrice: string;
  readonly stopLoss: string | null;
  readonly takeProfit: string | null;
  readonly bid: string;
  readonly ask: string;
  /** What a pip is, in price. */
  readonly pip: string;
  readonly point: string;
  readonly tickSize: string;
  readonly digits: number;
  readonly stopsLevel: number;
  readonly freezeLevel: number;
  readonly minLots: string;
  readonly lotStep: string;
}

/** The price at which the position would close now: longs at the bid, shorts at the ask. */
export function closingPrice({ side, bid, ask }: PositionView): Decimal {
  return new Decimal(side === "long" ? bid : ask);
}

/** How much better `price` is than `from` for the position, in price; below zero when it is worse. */
export function gainFrom(from: Decimal | string, price: Decimal | string, side: "long" | "short"): Decimal {
  const rise = new Decimal(price).minus(from);
  return side === "long" ? rise : rise.negated();
}

/** `price` moved by `distance` in the position's favour; against it when `distance` is below zero. */
export function moved(price: Decimal | string, distance: Decimal, side: "long" | "short"): Decimal {
  return side === "long" ? new Decimal(price).plus(distance) : new Decimal(price).minus(distance);
}

/** `price` on the symbol's grid: the nearest tick in the position's favour (`gain`) or against it (`loss`). */
export function onTick(price: Decimal, view: PositionView, towards: "gain" | "loss"): Decimal {
  const ticks = price.dividedBy(view.tickSize);
  const up = (view.side === "long") === (towards === "gain");
  return (up ? ticks.ceil() : ticks.floor()).times(view.tickSize);
}

/**
 * The tightest stop that the venue takes now: `stopsLevel` points from the closing price, and always one
 * tick, because a stop at the market is a close (MQL5 reference, "Requirements and Limitations in Making
 * Trade Operations").
 */
export function tightestStop(view: PositionView): Decimal {
  const distance = Decimal.max(new Decimal(view.point).times(view.stopsLevel), view.tickSize);
  return onTick(moved(closingPrice(view), distance.negated(), view.side), view, "loss");
}

/** True when stop or target are so near to the market that the venue lets nobody change or close anything. */
export function isFrozen(view: PositionView): boolean {
  if (view.freezeLevel === 0) return false;
  const distance = new Decimal(view.point).times(view.freezeLevel);
  const close = closingPrice(view);
  const near = (level: string | null) =>
    level !== null && new Decimal(level).minus(close).abs().lessThanOrEqualTo(distance);
  return near(view.stopLoss) || near(view.takeProfit);
}
