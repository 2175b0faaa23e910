import type { Size } from "../alert/signal.ts";
import { Decimal } from "../decimal.ts";
import { type Refusal, refusal } from "../refusal.ts";
import { err, ok, type Result } from "../result.ts";
import type { AccountFigures, InstrumentFacts, Quote } from "./instrument.ts";
import { lossOfOneLot, marginOfOneLot, moneyDigits, valueOfOneLot } from "./money.ts";

/**
 * Turns a size in any unit into lots, from the account as it stands. Pure: everything it depends on is in
 * `Sizing`. Results are rounded down to the symbol's step, always, so that nothing is ever larger than what
 * was asked for. What the units mean is described in docs/dialects.md.
 */

/** Account figures older than this size nothing; the terminal tells them at least every 5 s. */
export const MAX_FIGURES_AGE_MS = 15_000;

/** Smallest and largest order that the account's owner allows. */
export interface LotLimits {
  readonly minLots: string;
  readonly maxLots: string;
}

export interface Sizing {
  readonly size: Size;
  readonly side: "buy" | "sell";
  /** The price at which the order opens: of the market, or its own. */
  readonly entry: Decimal;
  /** The final price of its stop loss, when it has one. */
  readonly stop: Decimal | undefined;
  readonly facts: InstrumentFacts;
  readonly quote: Quote;
  readonly figures: AccountFigures | undefined;
  /** Lots that stand on the order's side now, of which `position_percent` is a share. */
  readonly heldLots: Decimal;
  readonly limits: LotLimits | undefined;
  /** Now, by the clock of `figures.toldAtMs`. */
  readonly steadyMs: number;
}

/** The units that are a loss at the stop, and mean nothing without one. */
const RISK_UNITS: ReadonlySet<Size["unit"]> = new Set([
  "risk_money",
  "balance_percent_loss",
  "equity_percent_loss",
]);

/** True for a size that cannot be turned into lots without a stop loss. */
export function needsStop({ unit }: Size): boolean {
  return RISK_UNITS.has(unit);
}

/**
 * Why a size can be turned into lots nowhere, whatever the account: PineConnector's "% of balance, lots"
 * is described by one sample only, and a guess at its formula could be wrong by a factor of ten.
 */
export function refuseUnit({ unit }: Size, at: number | undefined): Refusal | undefined {
  if (unit !== "balance_percent_lots") return undefined;
  return refusal("size_formula_unknown", `How lots follow from ${unit} is documented nowhere.`, {
    at,
    hint: "use balance_percent_loss with a stop loss, or balance_percent_margin",
  });
}

/** The lots that a size means, as a decimal on the symbol's step and within every limit. */
export function lotsOfSize(sizing: Sizing): Result<string, Refusal> {
  const wanted = exactLots(sizing);
  if (!wanted.ok) return wanted;
  const { facts, limits, size } = sizing;
  const step = new Decimal(facts.lotStep);
  const lots = wanted.value.dividedBy(step).floor().times(step);
  const least = Decimal.max(facts.minLots, limits?.minLots ?? 0);
  const what = `${size.value} by ${size.unit}`;
  if (lots.lessThan(least)) {
    const message = `${what} is ${lots.toFixed()} lots of ${facts.symbol}; the least is ${least.toFixed()}.`;
    return err(refusal("volume_too_small", `${message}${leastAsSize(least, sizing)}`));
  }
  const most = Decimal.min(facts.maxLots, limits?.maxLots ?? facts.maxLots);
  if (lots.greaterThan(most)) {
    const message = `${what} is ${lots.toFixed()} lots of ${facts.symbol}; the most is ${most.toFixed()}.`;
    return err(refusal("volume_too_large", message));
  }
  return ok(lots.toFixed());
}

/** The lots before rounding: what is to be spent, over what one lot takes of it. */
function exactLots(sizing: Sizing): Result<Decimal, Refusal> {
  const { size, heldLots, facts } = sizing;
  if (size.unit === "lots") return ok(new Decimal(size.value));
  const unknown = refuseUnit(size, undefined);
  if (unknown !== undefined) return err(unknown);
  if (size.unit === "position_percent") {
    if (!heldLots.isZero()) return ok(heldLots.times(size.value).dividedBy(100));
    return err(refusal("no_position", `There is no position in ${facts.symbol} to take a share of.`));
  }
  const one = costOfOneLot(sizing);
  if (!one.ok) return one;
  const budget = budgetOf(sizing);
  return budget.ok ? ok(budget.value.dividedBy(one.value)) : budget;
}

/** What one lot takes of the budget: loss at the stop, margin, or worth. */
function costOfOneLot(sizing: Sizing): Result<Decimal, Refusal> {
  const { size, side, entry, stop, facts, quote, figures } = sizing;
  if (needsStop(size)) {
    if (stop === undefined) {
      return err(
        refusal(
          "size_needs_stop",
          `A size by ${size.unit} is a loss at the stop, and there is no stop loss.`,
        ),
      );
    }
    return lossOfOneLot({ side, entry, stop }, facts, quote, figures?.currency ?? "");
  }
  if (size.unit === "balance_percent_margin") return marginOfOneLot(side, entry, facts, quote);
  return valueOfOneLot(entry, facts);
}

/** The money that a size means, in the account's currency, cut to what its money is counted in. */
function budgetOf({ size, figures, steadyMs }: Sizing): Result<Decimal, Refusal> {
  if (figures === undefined || steadyMs - figures.toldAtMs > MAX_FIGURES_AGE_MS) {
    return err(
      refusal("facts_stale", "The account's figures are too old to size an order by.", {
        hint: "is the terminal connected to its broker?",
      }),
    );
  }
  const isMoney = size.unit === "risk_money" || size.unit === "notional";
  const isEquity = size.unit === "equity_percent" || size.unit === "equity_percent_loss";
  const basis = isEquity ? figures.equity : figures.balance;
  const money = isMoney ? new Decimal(size.value) : new Decimal(basis).times(size.value).dividedBy(100);
  // The server rounds a loss to cents: what is asked for below a cent must not come back as a whole one.
  const cut = money.toDecimalPlaces(moneyDigits(figures.currency), Decimal.ROUND_DOWN);
  if (cut.greaterThan(0)) return ok(cut);
  const what = isMoney ? "The size" : isEquity ? "The account's equity" : "The account's balance";
  return err(refusal("volume_too_small", `${what} leaves nothing to size an order by: ${money.toFixed()}.`));
}

/** What the smallest order would take of the budget, for the refusal of one that is smaller. */
function leastAsSize(least: Decimal, sizing: Sizing): string {
  const { size, figures } = sizing;
  if (figures === undefined || size.unit === "lots" || size.unit === "position_percent") return "";
  const one = costOfOneLot(sizing);
  if (!one.ok) return "";
  const digits = moneyDigits(figures.currency);
  const cost = one.value.times(least).toDecimalPlaces(digits, Decimal.ROUND_UP).toFixed(digits);
  const what = needsStop(size)
    ? "would risk"
    : size.unit === "balance_percent_margin"
      ? "takes a margin of"
      : "is worth";
  return ` That ${what} ${cost} ${figures.currency}.`;
}
