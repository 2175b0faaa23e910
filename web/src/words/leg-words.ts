import type { Exits, Filters } from "../../../src/domain/alert/exits.ts";
import type { Leg, LevelOrNone, OpenLeg, Size, TargetLeg } from "../../../src/domain/alert/signal.ts";

const sizes: Readonly<Record<Size["unit"], (value: string) => string>> = {
  lots: (value) => `${value} lots`,
  risk_money: (value) => `so many lots that ${value} of the account's currency is lost at the stop`,
  balance_percent_loss: (value) => `so many lots that ${value} % of the balance is lost at the stop`,
  equity_percent_loss: (value) => `so many lots that ${value} % of the equity is lost at the stop`,
  balance_percent_margin: (value) => `so many lots that they take ${value} % of the balance as margin`,
  balance_percent_lots: (value) => `lots by ${value} % of the balance`,
  equity_percent: (value) => `lots worth ${value} % of the equity`,
  position_percent: (value) => `${value} % of the lots that stand on that side`,
  notional: (value) => `lots worth ${value} of the account's currency`,
};

/** A size as a trader says it. */
export function sizeWords(size: Size | undefined): string {
  return size === undefined ? "the size that the route to the account has" : sizes[size.unit](size.value);
}

/** "1.0795", "20 pips away", "1 % away". */
export function levelWords(level: LevelOrNone): string {
  if (level.unit === "none") return "none";
  if (level.unit === "price") return level.value;
  return `${level.value} ${level.unit === "pips" ? "pips" : "%"} away`;
}

const pendingWords = { limit: "limit", stop: "stop" } as const;
const bothSides = { long: "long ", short: "short ", both: "" } as const;

/** "at 1.0825" or "15 pips away from the market". */
function entryWords({ entry }: OpenLeg): string {
  if (entry === undefined) return "";
  return entry.unit === "price" ? ` at ${entry.value}` : ` ${levelWords(entry)} from the market`;
}

/** What a leg does, in one sentence. */
export function legWords(leg: Leg, symbol: string): string {
  switch (leg.action) {
    case "open": {
      const side = leg.side === "buy" ? "Buy" : "Sell";
      if (leg.type === "market") return `${side} ${symbol} at the market: ${sizeWords(leg.size)}.`;
      const until =
        leg.expiresAtMs === undefined
          ? "until it is cancelled"
          : `until ${new Date(leg.expiresAtMs).toISOString()}`;
      return `Place a ${side.toLowerCase()} ${pendingWords[leg.type]} order for ${symbol}${entryWords(leg)}: ${sizeWords(leg.size)}; it stands ${until}.`;
    }
    case "close": {
      const where = leg.scope === "account" ? "of the account, in every symbol" : `in ${symbol}`;
      const what = `${bothSides[leg.side]}positions ${where}`;
      if (leg.amount.unit === "all") return `Close all ${what}.`;
      const { unit, value } = leg.amount;
      return unit === "percent"
        ? `Close ${value} % of each of the ${what}.`
        : `Close ${value} lots of the ${what}.`;
    }
    case "cancel": {
      const type = leg.types.length === 1 ? `${leg.types[0]} ` : "";
      const where = leg.scope === "account" ? "of the account, in every symbol" : `in ${symbol}`;
      return `Delete all ${bothSides[leg.side]}pending ${type}orders ${where}.`;
    }
    case "modify": {
      const what = leg.target === "positions" ? "positions" : "pending orders";
      return `Change the ${bothSides[leg.side]}${what} in ${symbol}.`;
    }
    case "target":
      return targetWords(leg, symbol);
    case "control":
      return leg.set === "halt"
        ? "Stop this strategy: nothing more is traded until it is resumed."
        : "Resume this strategy.";
  }
}

function targetWords(leg: TargetLeg, symbol: string): string {
  if (leg.side === "flat") return `Be flat in ${symbol}: close all positions.`;
  if (leg.exact)
    return `Stand ${leg.side} in ${symbol} with ${sizeWords(leg.size)}; the difference is traded.`;
  const order = leg.order === "sell" ? "a sell" : "a buy";
  return `Be ${leg.side} in ${symbol}, by ${order} order of ${sizeWords(leg.size)}; what stands on the other side is closed first.`;
}

/** Stops, exits and filters of a leg, each in words of its own. */
export function detailWords(leg: Leg): string[] {
  const words: string[] = [];
  if ("stopLoss" in leg && leg.stopLoss !== undefined) words.push(`Stop loss: ${levelWords(leg.stopLoss)}.`);
  if ("takeProfit" in leg && leg.takeProfit !== undefined)
    words.push(`Take profit: ${levelWords(leg.takeProfit)}.`);
  if (leg.action === "open" || leg.action === "target") {
    words.push(...exitWords(leg.exits), ...filterWords(leg.filters));
    if (leg.comment !== undefined) words.push(`Comment: ${leg.comment}`);
  }
  return words;
}

/** What the trading machine does by itself after an entry, a sentence for each exit. */
export function exitWords(exits: Exits | undefined): string[] {
  const { breakeven, trailing, atrTrailing, partials = [] } = exits ?? {};
  const words: string[] = [];
  if (breakeven !== undefined) {
    const { triggerPips, offsetPips } = breakeven;
    const better = offsetPips === "0" ? "" : `, ${offsetPips} pips better`;
    words.push(`Breakeven: at a gain of ${triggerPips} pips the stop goes to the open price${better}.`);
  }
  if (trailing !== undefined) {
    const { triggerPips, distancePips, distancePercent, stepPips } = trailing;
    const distance = distancePips === undefined ? `${distancePercent} %` : `${distancePips} pips`;
    words.push(`Trailing stop: ${from(triggerPips)}${distance} behind the best price${step(stepPips)}.`);
  }
  if (atrTrailing !== undefined) {
    const { frame, period, multiplier, triggerPips } = atrTrailing;
    words.push(
      `Trailing stop: ${from(triggerPips)}${multiplier} times the average range of ${period} bars of ${frame} behind the best price.`,
    );
  }
  for (const { atPips, percent } of partials) {
    words.push(`Partial close: at a gain of ${atPips} pips, ${percent} % of what was opened.`);
  }
  return words;
}

function from(triggerPips: string): string {
  return triggerPips === "0" ? "from the beginning " : `from a gain of ${triggerPips} pips on `;
}

function step(stepPips: string): string {
  return stepPips === "0" ? "" : `, in steps of ${stepPips} pips`;
}

const bases = {
  balance: "the balance",
  equity: "the equity",
  free_margin: "the free margin",
  margin_percent: "the margin level in percent",
} as const;

function filterWords(filters: Filters | undefined): string[] {
  const words: string[] = [];
  if (filters?.maxSpreadPips !== undefined) {
    words.push(`Only while the spread is at most ${filters.maxSpreadPips} pips.`);
  }
  if (filters?.account !== undefined) {
    words.push(`Only while ${bases[filters.account.basis]} is above ${filters.account.above}.`);
  }
  return words;
}
