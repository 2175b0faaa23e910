import type { Amount, Size } from "../alert/signal.ts";
import { canonicalDecimal, Decimal } from "../decimal.ts";
import { type Refusal, refusal } from "../refusal.ts";
import { err, ok, type Result } from "../result.ts";
import type { PlanningSettings, SymbolFacts } from "./profile.ts";
import { type LotLimits, needsStop, refuseUnit } from "./sizing.ts";

/** How much an instruction trades: lots that were checked, or a size that the agent turns into lots. */
export type Volume =
  | { readonly lots: string; readonly size?: undefined; readonly limits?: undefined }
  | { readonly lots?: undefined; readonly size: Size; readonly limits: LotLimits };

/**
 * How much to trade: the message's size, or the route's. Lots are checked here, against the account's
 * limits and the symbol's; of other sizes only what needs neither money nor prices is. A target's size is
 * checked like any other, even where only the difference to the position would be traded: what stands
 * afterwards must be allowed too. `at` is where the message's size stands.
 */
export function volumeOf(
  wanted: { readonly size: Size | undefined; readonly hasStop: boolean; readonly at: number | undefined },
  settings: PlanningSettings,
  facts: SymbolFacts,
): Result<Volume, Refusal> {
  const { size, hasStop, at } = wanted;
  if (size === undefined) {
    return err(
      refusal("size_missing", "The message has no size and the route sets none.", {
        hint: "send a size, or set one on the route",
      }),
    );
  }
  if (size.unit === "lots") {
    const lots = checkedLots(size.value, at, settings, facts);
    return lots.ok ? ok({ lots: lots.value }) : lots;
  }
  const fault = refuseUnit(size, at) ?? refuseWithoutStop(size, hasStop, at) ?? refusePercent(size, at);
  if (fault !== undefined) return err(fault);
  return ok({ size, limits: { minLots: settings.minLots, maxLots: settings.maxLots } });
}

function refuseWithoutStop(size: Size, hasStop: boolean, at: number | undefined): Refusal | undefined {
  if (hasStop || !needsStop(size)) return undefined;
  const message = `A size by ${size.unit} is a loss at the stop, and there is no stop loss.`;
  return refusal("stop_loss_required", message, { at, hint: "send a stop loss, or give the size in lots" });
}

const PARTS_OF_ALL: ReadonlySet<Size["unit"]> = new Set([
  "balance_percent_loss",
  "equity_percent_loss",
  "balance_percent_margin",
]);

/** More than everything can neither be lost nor put down as margin; most often it was meant as money. */
function refusePercent({ unit, value }: Size, at: number | undefined): Refusal | undefined {
  if (!PARTS_OF_ALL.has(unit) || new Decimal(value).lessThanOrEqualTo(100)) return undefined;
  return refusal("percent_too_large", `${value} percent is more than the whole account.`, { at });
}

function checkedLots(
  value: string,
  at: number | undefined,
  settings: PlanningSettings,
  facts: SymbolFacts,
): Result<string, Refusal> {
  const lots = new Decimal(value);
  const wanted = `${value} lots of ${facts.symbol}`;
  const least = Decimal.max(settings.minLots, facts.minLots);
  if (lots.lessThan(least)) {
    return err(refusal("volume_too_small", `${wanted}: the least is ${least.toFixed()}.`, { at }));
  }
  const most = Decimal.min(settings.maxLots, facts.maxLots);
  if (lots.greaterThan(most)) {
    return err(refusal("volume_too_large", `${wanted}: the most is ${most.toFixed()}.`, { at }));
  }
  const fault = settings.rules.lots === "round_down" ? undefined : offStep(value, at, facts);
  return fault === undefined ? ok(canonicalDecimal(value)) : err(fault);
}

/** Refuses lots that are no multiple of the symbol's step, which MetaTrader answers with 10014. */
function offStep(
  lots: string,
  at: number | undefined,
  { symbol, lotStep }: SymbolFacts,
): Refusal | undefined {
  if (new Decimal(lots).modulo(lotStep).isZero()) return undefined;
  const message = `${lots} lots of ${symbol} is no multiple of its step ${lotStep}.`;
  return refusal("volume_off_step", message, { at });
}

/**
 * Why so much of a position cannot be closed. Lots off the step are refused where the owner's rules say so, for the
 * agent would otherwise round them down in silence; `facts` undefined: no one symbol, or one that the terminal does
 * not know, whose step only the agent can tell.
 */
export function refuseAmount(
  amount: Amount,
  at: number | undefined,
  { rules }: Pick<PlanningSettings, "rules">,
  facts: SymbolFacts | undefined,
): Refusal | undefined {
  if (amount.unit === "percent" && new Decimal(amount.value).greaterThan(100)) {
    const message = `${amount.value} percent of a position cannot be closed.`;
    return refusal("percent_too_large", message, { at });
  }
  if (amount.unit !== "lots" || facts === undefined || rules.lots === "round_down") return undefined;
  return offStep(amount.value, at, facts);
}
