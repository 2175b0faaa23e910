import type { Tick } from "../../../../../src/protocol/market-link.ts";
import { priceText } from "../market-math.ts";
import { type ChartLine, marketFor } from "./chart-lines.ts";
import { distance, distanceText, type Steps } from "./steps.ts";

const partWords: Readonly<Record<ChartLine["part"], string>> = {
  ...{ open: "Open price", price: "Price", limit: "Limit price" },
  ...{ stopLoss: "Stop loss", takeProfit: "Take profit" },
};
const shortWords = { stopLoss: "SL", takeProfit: "TP" } as const;

/** What a line is of: `position 4711, buy 0.10`. */
function ofWhat({ kind, ticket, side, lots, waits }: ChartLine): string {
  const what = kind === "position" ? "position" : "order";
  return `${what} ${ticket}, ${side} ${waits === null ? "" : `${waits} `}${lots}`;
}

/** What a line is, for screen readers: `Stop loss of position 4711, buy 0.10`. */
export function lineName(line: ChartLine): string {
  return `${partWords[line.part]} of ${ofWhat(line)}`;
}

/** The few letters on the line itself. */
export function lineLabel({ part, side, lots, waits }: ChartLine): string {
  if (part === "stopLoss" || part === "takeProfit") return shortWords[part];
  const order = `${waits === null ? "" : `${waits} `}${lots}`;
  return part === "limit" ? `Limit of ${side} ${order}` : `${side === "buy" ? "Buy" : "Sell"} ${order}`;
}

/** How far a price is from the market, and from where the position was opened or the order waits. */
export function howFar(
  line: ChartLine,
  price: string,
  tick: Tick | null,
  steps: Steps,
): { readonly market: string | null; readonly open: string | null } {
  const text = (from: string): string => distanceText(distance(from, price, steps), steps);
  return {
    market: tick === null ? null : text(marketFor(line, tick)),
    open: line.part === "stopLoss" || line.part === "takeProfit" ? text(line.from) : null,
  };
}

/** A level in words: `1.08450, −23.5 pips from the market, −30.1 from the open price`. */
export function whereWords(line: ChartLine, price: string, tick: Tick | null, steps: Steps): string {
  const { market, open } = howFar(line, price, tick, steps);
  return [
    priceText(price, steps),
    ...(market === null ? [] : [`${market} ${steps.unitName} from the market`]),
    ...(open === null ? [] : [`${open} from ${line.kind === "position" ? "the open price" : "its price"}`]),
  ].join(", ");
}
