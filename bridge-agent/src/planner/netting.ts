import type { Level } from "../../../src/domain/alert/signal.ts";
import type { LevelName } from "../../../src/domain/order/distances.ts";
import type { Refusal } from "../../../src/domain/refusal.ts";
import { ok, type Result } from "../../../src/domain/result.ts";
import type { Draft } from "./draft.ts";
import { type Bounds, type Instrument, keptLevel, type Stops } from "./levels.ts";

/**
 * What a netting account makes of a market order: there is one position for each symbol, an order of its
 * side adds to it and one of the other side takes from it or turns it.
 */

/**
 * The stops of a market order. On a netting account the stops of an order that adds to a position replace
 * the position's, and none at all removes them: what the order does not name is kept as it stands.
 */
export function keepStops(
  open: {
    readonly symbol: string;
    readonly side: "buy" | "sell";
    readonly stopLoss?: Level | undefined;
    readonly takeProfit?: Level | undefined;
  },
  stops: Stops,
  instrument: Instrument,
  bounds: Bounds,
  { market, notes }: Draft,
): Result<Stops, Refusal> {
  if (market.account?.mode !== "netting") return ok(stops);
  const standing = market.positions.find(({ symbol }) => symbol === open.symbol);
  if (standing === undefined) return ok(stops);
  if ((standing.side === "long") !== (open.side === "buy")) {
    const message = `A netting account: this ${open.side} goes against the ${standing.side} position of ${standing.lots} lots.`;
    notes.push({ code: "against_position", message });
    return ok(stops);
  }
  const kept = (name: LevelName, old: string | null) => keptLevel(name, old, open.side, instrument, bounds);
  const sl = open.stopLoss === undefined ? kept("stop loss", standing.stopLoss) : ok(stops.sl);
  if (!sl.ok) return sl;
  const tp = open.takeProfit === undefined ? kept("take profit", standing.takeProfit) : ok(stops.tp);
  if (!tp.ok) return tp;
  if (sl.value !== stops.sl || tp.value !== stops.tp) {
    const message =
      "A netting account: the position's stop loss and take profit are kept where none is given.";
    notes.push({ code: "stops_kept", message });
  }
  return ok({ sl: sl.value, tp: tp.value });
}
