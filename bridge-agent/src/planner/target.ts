import type { z } from "zod";
import { Decimal } from "../../../src/domain/decimal.ts";
import type { targetInstructionSchema } from "../../../src/domain/order/instruction.ts";
import { type Refusal, refusal } from "../../../src/domain/refusal.ts";
import { err, ok, type Result } from "../../../src/domain/result.ts";
import type { Position } from "../../../src/protocol/agent-link.ts";
import type { StepRequest } from "../journal/records.ts";
import { closeLots, closeStep, ownPositions } from "./close.ts";
import { instrumentOf } from "./levels.ts";
import { floorToStep } from "./lots.ts";
import type { Market } from "./market.ts";
import { planOpen } from "./open.ts";
import type { Phases } from "./plan.ts";

type Target = z.infer<typeof targetInstructionSchema>;

/** Closes in the first phase, the open in the second; see `targetLegSchema` for the rules. */
export function planTarget(target: Target, market: Market): Result<Phases, Refusal> {
  const { side } = target;
  if (side === "flat") {
    return ok([ownPositions(market, target.symbol, "both").map((one) => closeStep(one, one.lots))]);
  }
  const instrument = instrumentOf(target.symbol, market);
  if (!instrument.ok) return instrument;
  if (target.lots === undefined) {
    return err(refusal("size_missing", "A target position needs a size."));
  }
  const held = ownPositions(market, target.symbol, side);
  const opposite = ownPositions(market, target.symbol, side === "long" ? "short" : "long");
  const closes = opposite.map((one) => closeStep(one, one.lots));
  const change = wantedChange(target, new Decimal(target.lots), sumOf(held), sumOf(opposite));
  if (change.lessThan(0)) {
    const reduced = reduce(held, change.negated(), market, closes.length > 0);
    return reduced.ok ? ok([[...closes, ...reduced.value]]) : reduced;
  }
  const lots = floorToStep(change, instrument.value.facts);
  if (lots.lessThan(instrument.value.facts.minLots)) return ok([closes]);
  const open = planOpen(
    {
      kind: "open",
      symbol: target.symbol,
      side: side === "long" ? "buy" : "sell",
      type: "market",
      lots: lots.toFixed(),
      ...(target.stopLoss === undefined ? {} : { stopLoss: target.stopLoss }),
      ...(target.takeProfit === undefined ? {} : { takeProfit: target.takeProfit }),
    },
    market,
  );
  return open.ok ? ok([closes, open.value]) : open;
}

/** By how much the position on the wanted side has to change, in lots: above zero opens, below closes. */
function wantedChange(target: Target, lots: Decimal, held: Decimal, opposite: Decimal): Decimal {
  if (target.exact) return lots.minus(held);
  const along = target.side === "long" ? "buy" : "sell";
  if (target.order !== undefined && target.order !== along) return lots.negated();
  // The strategy's quantity reverses: it holds what the closes take off, and what is to stand afterwards.
  return Decimal.max(lots.minus(opposite), 0);
}

/** Takes `lots` off the position, never past zero. What is too small to close is left, if other work is done. */
function reduce(
  held: readonly Position[],
  lots: Decimal,
  market: Market,
  otherWork: boolean,
): Result<readonly StepRequest[], Refusal> {
  const steps = closeLots(held, lots, market);
  return !steps.ok && otherWork && steps.error.code === "lots_too_small" ? ok([]) : steps;
}

function sumOf(positions: readonly Position[]): Decimal {
  return positions.reduce((sum, { lots }) => sum.plus(lots), new Decimal(0));
}
