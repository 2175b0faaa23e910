import { Decimal } from "../../../../../src/domain/decimal.ts";
import type { PendingOrderFacts, Position } from "../../../../../src/protocol/agent-link.ts";
import type { Tick } from "../../../../../src/protocol/market-link.ts";
import { distance, type Steps } from "./steps.ts";

/** What a person wants a line to be, as it was dropped. */
export interface Move {
  readonly kind: "position" | "pending";
  readonly ticket: string;
  readonly part: "stopLoss" | "takeProfit" | "price";
  readonly price: string;
}

/** A level of a position or of a standing order, as the ledger has it. */
export interface ChartLine {
  /** The same as long as it is the same level of the same ticket. */
  readonly id: string;
  readonly kind: Move["kind"];
  readonly ticket: string;
  /** `open` is where a position was opened; `limit` where the limit of a stop limit order will stand. */
  readonly part: Move["part"] | "open" | "limit";
  /** Null for a stop or target that is not set, and could be. */
  readonly price: string | null;
  /** Where the position was opened, or will be. */
  readonly from: string;
  readonly side: "buy" | "sell";
  readonly lots: string;
  /** Of a standing order: `limit`, `stop`, `stop limit`. */
  readonly waits: string | null;
}

/**
 * True for a level that can be moved. Nobody moves where a position was opened, and the limit of a stop limit order follows
 * its stop at the distance that it has.
 */
export function isMovable<Line extends ChartLine>(line: Line): line is Line & Pick<Move, "part"> {
  return line.part !== "open" && line.part !== "limit";
}

/** All levels of what is open and what stands, the ones that are not set included. */
export function linesOf(
  positions: readonly Position[],
  pendings: readonly PendingOrderFacts[],
): readonly ChartLine[] {
  return [
    ...positions.flatMap((one) => {
      const { position: ticket, side, lots, openPrice: from, stopLoss, takeProfit } = one;
      const common = { ticket, lots, from, side: side === "long" ? "buy" : "sell", waits: null } as const;
      return levels("position", common, [
        ["open", from],
        ["stopLoss", stopLoss],
        ["takeProfit", takeProfit],
      ]);
    }),
    ...pendings.flatMap((one) => {
      const { ticket, side, lots, price, stopLimit, stopLoss, takeProfit, kind } = one;
      const from = stopLimit ?? price;
      return levels("pending", { ticket, lots, from, side, waits: kind.replaceAll("_", " ") }, [
        ["price", price],
        ...(stopLimit === null ? [] : [["limit", stopLimit] as const]),
        ["stopLoss", stopLoss],
        ["takeProfit", takeProfit],
      ]);
    }),
  ];
}

type Common = Pick<ChartLine, "ticket" | "lots" | "from" | "side" | "waits">;

function levels(
  kind: ChartLine["kind"],
  common: Common,
  parts: readonly (readonly [ChartLine["part"], string | null])[],
): ChartLine[] {
  return parts.map(([part, price]) => ({
    id: `${kind}:${common.ticket}:${part}`,
    kind,
    ...common,
    part,
    price,
  }));
}

/** A line's gain in the unit of distances, were the position closed now; null for what has none. */
export function runningGain({ part, side, from }: ChartLine, tick: Tick, steps: Steps): Decimal | null {
  if (part !== "open") return null;
  const gain = distance(from, side === "buy" ? tick.bid : tick.ask, steps);
  return side === "buy" ? gain : gain.negated();
}

/** The price at which the market would reach a level: a sale is made at the bid, a purchase at the ask. */
export function marketFor({ part, side }: ChartLine, { bid, ask }: Tick): string {
  const enters = part === "price" || part === "limit" || part === "open";
  return (side === "buy") === enters ? ask : bid;
}

/** Where a stop or target that is not set begins when somebody takes hold of it by the keyboard. */
export function startOf(line: ChartLine, tick: Tick | null, steps: Steps): string {
  const loses = line.part === "stopLoss";
  const down = (line.side === "buy") === loses;
  const market = line.kind === "position" && tick !== null ? marketFor(line, tick) : line.from;
  const edge = down ? Decimal.min(market, line.from) : Decimal.max(market, line.from);
  const away = new Decimal(steps.unit).times(steps.unitName === "pips" ? START_PIPS : START_POINTS);
  return (down ? edge.minus(away) : edge.plus(away)).toFixed();
}

const START_PIPS = 10;
const START_POINTS = 100;

/** True where the venue would refuse the level, because the market has passed it or it would be a gain as a loss. */
export function isWrongSide(line: ChartLine, price: string, tick: Tick): boolean {
  const { part, kind, side, from } = line;
  if (!isMovable(line)) return false;
  if (part === "price") {
    const market = marketFor(line, tick);
    const below = line.waits === "limit" ? side === "buy" : side === "sell";
    return below
      ? new Decimal(price).greaterThanOrEqualTo(market)
      : new Decimal(price).lessThanOrEqualTo(market);
  }
  const bound = kind === "position" ? marketFor(line, tick) : from;
  const below = (side === "buy") === (part === "stopLoss");
  return below ? new Decimal(price).greaterThanOrEqualTo(bound) : new Decimal(price).lessThanOrEqualTo(bound);
}
