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
  const entry = entryOf(step, price, market);
  const exposure =
    entry === null || instrument === undefined
      ? noExposure
      : exposureOf(step, new Decimal(entry), instrument, market.account);
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

/** Where what the step is about opens, or was opened; null for what only closes or deletes. */
function entryOf(
  { action, position, stoplimit }: StepRequest,
  price: string | null,
  { positions }: Market,
): string | null {
  switch (action) {
    case "deal":
      return position === "0" ? price : null;
    case "pending":
    case "modify":
      return orNull(stoplimit) ?? price;
    case "sltp":
      return positions.find((one) => one.position === position)?.openPrice ?? null;
    case "remove":
    case "close_by":
      return null;
  }
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

/** Distances and risk of what opens, or was opened, at `entry`; the margin of what opens. */
function exposureOf(
  { action, side, lots, sl, tp }: StepRequest,
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
    margin: margin.ok && action !== "sltp" && action !== "modify" ? money(margin.value.times(lots)) : null,
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
