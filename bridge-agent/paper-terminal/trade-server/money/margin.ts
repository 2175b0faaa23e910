import { Decimal } from "../../../../src/domain/decimal.ts";
import type { RatedOrder, SymbolSpec } from "../market/symbol-spec.ts";
import { conversion, convert } from "./conversion.ts";
import type { Deposit } from "./profit.ts";
import { roundMoney } from "./rounding.ts";

/** Which of the two requirements: to open (`initial`), or to keep (`maintenance`). */
export type MarginKind = "initial" | "maintenance";

/** "0" stands for "as the initial one", of rates as of money. */
function chosen(kind: MarginKind, initial: string, maintenance: string): Decimal {
  const kept = new Decimal(maintenance);
  return kind === "maintenance" && !kept.isZero() ? kept : new Decimal(initial);
}

function rateOf(spec: SymbolSpec, order: RatedOrder, kind: MarginKind): Decimal {
  const rate = spec.marginRates[order];
  return chosen(kind, rate.initial, rate.maintenance);
}

/** True where SYMBOL_MARGIN_INITIAL is set: money for a lot then replaces every formula. */
function isByMoney(spec: SymbolSpec): boolean {
  return !new Decimal(spec.marginInitial).isZero();
}

/** The formula of the calculation mode (ENUM_SYMBOL_CALC_MODE), without the rate, in the margin currency. */
function byMode(
  spec: SymbolSpec,
  lots: Decimal,
  contract: string,
  price: Decimal,
  leverage: number,
): Decimal {
  const units = lots.times(contract);
  switch (spec.calcMode) {
    case "forex":
      return units.dividedBy(leverage);
    case "forex_no_leverage":
      return units;
    case "cfd":
    case "exch_stocks":
    case "exch_stocks_moex":
      return units.times(price);
    case "cfd_leverage":
      return units.times(price).dividedBy(leverage);
    case "cfd_index":
      return units.times(price).times(spec.tickValue).dividedBy(spec.tickSize);
    case "futures":
    case "exch_futures":
    case "exch_futures_forts":
      // These have no formula: their margin is money for a lot.
      return new Decimal(0);
    case "exch_bonds":
    case "exch_bonds_moex":
      return units.times(spec.faceValue).times(price).dividedBy(100);
    case "serv_collateral":
      return new Decimal(0);
  }
}

/** Margin of lots at a price in the margin currency: no rate, no rounding. */
function plainMargin(
  spec: SymbolSpec,
  lots: Decimal,
  price: Decimal,
  leverage: number,
  kind: MarginKind,
): Decimal {
  return isByMoney(spec)
    ? lots.times(chosen(kind, spec.marginInitial, spec.marginMaintenance))
    : byMode(spec, lots, spec.contract, price, leverage);
}

/**
 * How much of the deposit currency one unit of the margin currency is for an order at `price`. Where the
 * symbol itself is the pair of the two, its own price is taken, so that the margin of a position stays as
 * it was at its opening; otherwise the present rate: the ask for buys, the bid for sells. Null when there is
 * no way.
 */
export function marginFactor(
  spec: SymbolSpec,
  side: "buy" | "sell",
  price: Decimal,
  deposit: Deposit,
): Decimal | null {
  if (spec.marginCurrency === deposit.currency) return new Decimal(1);
  const own = deposit.pairs.get(`${spec.marginCurrency}/${deposit.currency}`);
  if (own === spec.symbol) return price;
  const way = conversion(spec.marginCurrency, deposit.currency, side === "buy" ? "cost" : "gain", deposit);
  return way === null ? null : convert(new Decimal(1), way);
}

/**
 * Margin of one order as if there were no other orders and positions (OrderCalcMargin), in the deposit
 * currency and its digits. Pending orders of over-the-counter symbols usually have a rate of zero. Null
 * when the margin currency cannot be converted.
 */
export function marginOf(
  spec: SymbolSpec,
  order: RatedOrder,
  lots: Decimal,
  price: Decimal,
  leverage: number,
  deposit: Deposit,
  kind: MarginKind = "initial",
): Decimal | null {
  const factor = marginFactor(spec, order.startsWith("buy") ? "buy" : "sell", price, deposit);
  if (factor === null) return null;
  const plain = plainMargin(spec, lots, price, leverage, kind);
  return roundMoney(plain.times(rateOf(spec, order, kind)).times(factor), deposit.digits);
}

/** The open lots of one direction of a symbol, with sums that give their weighted averages. */
export interface Leg {
  readonly lots: Decimal;
  /** Lots times opening price. */
  readonly cost: Decimal;
  /** Lots times the `marginFactor` of their position. */
  readonly converted: Decimal;
}

const zero = new Decimal(0);
export const noLeg: Leg = { lots: zero, cost: zero, converted: zero };

/** `leg` with `lots` more at an opening price; negative lots take away. */
export function withLots(leg: Leg, lots: Decimal, price: Decimal, factor: Decimal): Leg {
  return {
    lots: leg.lots.plus(lots),
    cost: leg.cost.plus(lots.times(price)),
    converted: leg.converted.plus(lots.times(factor)),
  };
}

/** `lots` at the average price and factor of a leg that is not empty, in the deposit currency. */
function atAverage(
  leg: Leg,
  lots: Decimal,
  margin: (lots: Decimal, price: Decimal) => Decimal,
  rate: Decimal,
): Decimal {
  return margin(lots, leg.cost.dividedBy(leg.lots)).times(rate).times(leg.converted).dividedBy(leg.lots);
}

/**
 * Margin of all open positions of a symbol in the deposit currency and its digits. Lots of both directions
 * that cover each other pay by SYMBOL_MARGIN_HEDGED, at the average of all positions and of both rates; the
 * rest pays as usual, at the average of the larger direction. With SYMBOL_MARGIN_HEDGED_USE_LEG the larger
 * of the two directions' own margins is all ("Margin calculation for retail forex" of the terminal's help).
 */
export function marginOfLegs(
  spec: SymbolSpec,
  long: Leg,
  short: Leg,
  leverage: number,
  deposit: Pick<Deposit, "digits">,
  kind: MarginKind = "maintenance",
): Decimal {
  const usual = (lots: Decimal, price: Decimal) => plainMargin(spec, lots, price, leverage, kind);
  const rates = { long: rateOf(spec, "buy", kind), short: rateOf(spec, "sell", kind) };
  const whole = (leg: Leg, rate: Decimal) =>
    leg.lots.isZero() ? zero : atAverage(leg, leg.lots, usual, rate);
  if (spec.hedgedByLeg) {
    return roundMoney(Decimal.max(whole(long, rates.long), whole(short, rates.short)), deposit.digits);
  }
  const covered = Decimal.min(long.lots, short.lots);
  if (covered.isZero()) {
    return roundMoney(whole(long, rates.long).plus(whole(short, rates.short)), deposit.digits);
  }
  const hedged = (lots: Decimal, price: Decimal) =>
    isByMoney(spec) ? lots.times(spec.marginHedged) : byMode(spec, lots, spec.marginHedged, price, leverage);
  const both: Leg = {
    lots: long.lots.plus(short.lots),
    cost: long.cost.plus(short.cost),
    converted: long.converted.plus(short.converted),
  };
  const ofCovered = atAverage(both, covered, hedged, rates.long.plus(rates.short).dividedBy(2));
  const isLong = long.lots.greaterThan(short.lots);
  const larger = isLong ? long : short;
  const ofRest = atAverage(larger, larger.lots.minus(covered), usual, isLong ? rates.long : rates.short);
  return roundMoney(ofCovered.plus(ofRest), deposit.digits);
}

/** What collateral adds to the assets of the account, in the deposit currency; other symbols add nothing. */
export function collateralOf(spec: SymbolSpec, lots: Decimal, price: Decimal, factor: Decimal): Decimal {
  if (spec.calcMode !== "serv_collateral") return zero;
  return lots.times(spec.contract).times(price).times(spec.liquidityRate).times(factor);
}
