import { Decimal } from "../../../../src/domain/decimal.ts";
import type { SymbolSpec } from "../market/symbol-spec.ts";
import type { Direction } from "../types.ts";
import { conversion, convert } from "./conversion.ts";
import { type Deposit, valueOfOne } from "./profit.ts";
import { roundMoney } from "./rounding.ts";

/** Interest is a percentage of a year of so many days (ENUM_SYMBOL_SWAP_MODE of the MQL5 reference). */
const BANK_YEAR_DAYS = 360;

/** A position at the end of a day; `close` is the price at which it could be closed. */
export interface Overnight {
  readonly direction: Direction;
  readonly lots: Decimal;
  readonly open: Decimal;
  readonly close: Decimal;
}

/** How often the night after the day `endedWeekday` (0 is Sunday) counts: 0, 1 or 3. */
export function nightsOf(spec: SymbolSpec, endedWeekday: number): number {
  return spec.swapFactors[endedWeekday] ?? 0;
}

function swapSetting(spec: SymbolSpec, direction: Direction): Decimal {
  return new Decimal(direction === "long" ? spec.swapLong : spec.swapShort);
}

/** An amount for one night, and its currency; null for modes that charge no money. */
function oneNight(
  spec: SymbolSpec,
  position: Overnight,
  deposit: string,
): { readonly amount: Decimal; readonly currency: string } | null {
  const { direction, lots } = position;
  const setting = swapSetting(spec, direction);
  const interestOn = (price: Decimal) => ({
    amount: valueOfOne(spec)
      .times(lots)
      .times(price)
      .times(setting)
      .dividedBy(100 * BANK_YEAR_DAYS),
    currency: spec.profitCurrency,
  });
  switch (spec.swapMode) {
    case "points":
      return {
        amount: valueOfOne(spec).times(lots).times(spec.point).times(setting),
        currency: spec.profitCurrency,
      };
    case "currency_symbol":
      return { amount: setting.times(lots), currency: spec.baseCurrency };
    case "currency_margin":
      return { amount: setting.times(lots), currency: spec.marginCurrency };
    case "currency_profit":
      return { amount: setting.times(lots), currency: spec.profitCurrency };
    case "currency_deposit":
      return { amount: setting.times(lots), currency: deposit };
    case "interest_current":
      return interestOn(position.close);
    case "interest_open":
      return interestOn(position.open);
    case "disabled":
    case "reopen_current":
    case "reopen_bid":
      return null;
  }
}

/**
 * Swap of a position for the night after `endedWeekday`, in the deposit currency and its digits; negative
 * when the holder pays. Zero for modes that charge no money, null when it cannot be converted.
 */
export function swapOf(
  spec: SymbolSpec,
  position: Overnight,
  endedWeekday: number,
  deposit: Deposit,
): Decimal | null {
  const night = oneNight(spec, position, deposit.currency);
  const nights = nightsOf(spec, endedWeekday);
  if (night === null || nights === 0) return new Decimal(0);
  const amount = night.amount.times(nights);
  const way = conversion(night.currency, deposit.currency, amount.isNegative() ? "cost" : "gain", deposit);
  return way === null ? null : roundMoney(convert(amount, way), deposit.digits);
}

/**
 * The opening price with which a position goes on after the night, in the modes that charge swaps by closing
 * and re-opening: the closing price or the bid, moved by the swap's points so that a positive swap is to the
 * holder's advantage. Null for the other modes and for nights that do not count: nothing is re-opened then.
 */
export function reopenPrice(
  spec: SymbolSpec,
  position: Overnight,
  bid: Decimal,
  endedWeekday: number,
): Decimal | null {
  const nights = nightsOf(spec, endedWeekday);
  if (nights === 0 || (spec.swapMode !== "reopen_current" && spec.swapMode !== "reopen_bid")) return null;
  const from = spec.swapMode === "reopen_bid" ? bid : position.close;
  const points = swapSetting(spec, position.direction).times(spec.point).times(nights);
  return position.direction === "long" ? from.minus(points) : from.plus(points);
}
