import { Decimal } from "../../../src/domain/decimal.ts";
import type { AccountFigures } from "../../../src/domain/order/instrument.ts";
import { lossOfOneLot, marginOfOneLot, moneyDigits } from "../../../src/domain/order/money.ts";
import type { PreviewStep } from "../../../src/protocol/preview.ts";
import type { StepRequest } from "../journal/records.ts";
import { type Instrument, instrumentOf } from "../planner/levels.ts";
import type { Market } from "../planner/market.ts";

/** What a step says and costs, as a person reads it. `aheadMs`: the host's clock minus the gateway's. */
export function previewStep(step: StepRequest, phase: number, market: Market, aheadMs: number): PreviewStep {
  const { action, symbol, side, kind, lots, filling, time, expires, deviation } = step;
  const found = instrumentOf(symbol, market);
  const instrument = found.ok ? found.value : undefined;
  const price = priceOf(step, instrument);
  const opens = action === "pending" || (action === "deal" && step.position === "0");
  const entry = opens && price !== null ? new Decimal(price) : undefined;
  const exposure =
    entry === undefined || instrument === undefined
      ? noExposure
      : exposureOf(step, entry, instrument, market.account);
  return {
    ...{ phase, action, symbol, side, kind, lots, price, filling, time, deviation },
    stopLoss: orNull(step.sl),
    takeProfit: orNull(step.tp),
    position: step.position === "0" ? null : step.position,
    ticket: step.ticket === "0" ? null : step.ticket,
    expiresAtMs: expires === 0 ? null : expires - aheadMs,
    ...exposure,
  };
}

type Exposed = Pick<PreviewStep, "stopPips" | "targetPips" | "margin" | "risk">;

const noExposure: Exposed = { stopPips: null, targetPips: null, margin: null, risk: null };

function orNull(price: string): string | null {
  return new Decimal(price).isZero() ? null : price;
}

/** The price at which it executes: its own, or for a market order the market's. */
function priceOf(step: StepRequest, instrument: Instrument | undefined): string | null {
  if (step.action !== "deal") return orNull(step.price);
  if (instrument === undefined) return null;
  return step.side === "buy" ? instrument.quote.ask : instrument.quote.bid;
}

/** Distances, margin and risk of an order that opens at `entry`. */
function exposureOf(
  { side, lots, sl, tp }: StepRequest,
  entry: Decimal,
  { facts, quote, pip }: Instrument,
  account: AccountFigures | undefined,
): Exposed {
  const pips = (price: string) =>
    orNull(price) === null || !pip.ok
      ? null
      : new Decimal(price).minus(entry).abs().dividedBy(pip.value).toDecimalPlaces(2).toFixed();
  const distances = { stopPips: pips(sl), targetPips: pips(tp) };
  if (account === undefined) return { ...noExposure, ...distances };
  const digits = moneyDigits(account.currency);
  const money = (value: Decimal) => value.toDecimalPlaces(digits, Decimal.ROUND_UP).toFixed(digits);
  const margin = marginOfOneLot(side, entry, facts, quote);
  const loss =
    orNull(sl) === null
      ? undefined
      : lossOfOneLot({ side, entry, stop: new Decimal(sl) }, facts, quote, account.currency);
  return {
    ...distances,
    margin: margin.ok ? money(margin.value.times(lots)) : null,
    risk: loss?.ok ? riskOf(new Decimal(money(loss.value.times(lots))), digits, account) : null,
  };
}

function riskOf(loss: Decimal, digits: number, { balance, equity }: AccountFigures): PreviewStep["risk"] {
  const percentOf = (whole: string) =>
    new Decimal(whole).greaterThan(0)
      ? loss.times(100).dividedBy(whole).toDecimalPlaces(2, Decimal.ROUND_UP).toFixed(2)
      : null;
  return {
    money: loss.toFixed(digits),
    balancePercent: percentOf(balance),
    equityPercent: percentOf(equity),
  };
}
