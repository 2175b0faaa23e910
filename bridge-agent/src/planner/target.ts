import type { z } from "zod";
import { Decimal } from "../../../src/domain/decimal.ts";
import type { targetInstructionSchema } from "../../../src/domain/order/instruction.ts";
import { floorToStep } from "../../../src/domain/order/normalise.ts";
import { type Refusal, refusal } from "../../../src/domain/refusal.ts";
import { err, ok, type Result } from "../../../src/domain/result.ts";
import type { Position } from "../../../src/protocol/agent-link.ts";
import type { StepRequest } from "../journal/records.ts";
import { type Closing, closeSteps, lotsOf, whole } from "./close.ts";
import type { Draft } from "./draft.ts";
import { managedPositions, sumOf } from "./holdings.ts";
import { type Instrument, instrumentOf, marketBounds, stopsOf } from "./levels.ts";
import { planOpen, sized } from "./open.ts";

type Target = z.infer<typeof targetInstructionSchema>;
type Steps = Result<readonly (readonly StepRequest[])[], Refusal>;

/** Closes in the first phase, the open in the second; see `targetLegSchema` for the rules. */
export function planTarget(target: Target, draft: Draft): Steps {
  const { symbol, side } = target;
  if (side === "flat") return onePhase(managedPositions(draft, symbol, "both").map(whole), draft);
  const instrument = instrumentOf(symbol, draft.market);
  if (!instrument.ok) return instrument;
  const { facts } = instrument.value;
  const size = targetLots(target, side === "long" ? "buy" : "sell", instrument.value, draft);
  if (!size.ok) return size;
  const held = managedPositions(draft, symbol, side);
  const opposite = managedPositions(draft, symbol, side === "long" ? "short" : "long");
  const change = wantedChange(target, size.value, sumOf(held), sumOf(opposite));
  if (change.lessThan(0)) {
    const reduced = reduce(held, change.negated(), draft, opposite.length > 0);
    return reduced.ok ? onePhase([...opposite.map(whole), ...reduced.value], draft) : reduced;
  }
  const closes = closeSteps(opposite.map(whole), draft);
  if (!closes.ok) return closes;
  const lots = floorToStep(change, facts);
  if (lots.lessThan(facts.minLots)) return ok([closes.value]);
  const { stopLoss, takeProfit, filters } = target;
  const open = planOpen(
    {
      ...{ kind: "open", symbol, side: side === "long" ? "buy" : "sell", type: "market" },
      ...{ lots: lots.toFixed(), stopLoss, takeProfit, filters },
    },
    // What is about to be closed no longer stands when the order that opens comes.
    { ...draft, market: without(draft, opposite) },
  );
  return open.ok ? ok([closes.value, open.value]) : open;
}

function without({ market }: Draft, closed: readonly Position[]): Draft["market"] {
  const { symbols, quotes, account, positions, pendings, pips } = market;
  const left = positions.filter((one) => !closed.includes(one));
  return { symbols, quotes, account, positions: left, pendings, pips };
}

function onePhase(closings: readonly Closing[], draft: Draft): Steps {
  const steps = closeSteps(closings, draft);
  return steps.ok ? ok([steps.value]) : steps;
}

/** The lots of the position that should stand, or of the strategy's order. */
function targetLots(
  target: Target,
  side: "buy" | "sell",
  instrument: Instrument,
  draft: Draft,
): Result<Decimal, Refusal> {
  const { lots, size, limits } = target;
  if (lots !== undefined) return ok(new Decimal(lots));
  if (size === undefined) return err(refusal("size_missing", "A target position needs a size."));
  const bounds = marketBounds(side, instrument.quote);
  // What happens to the stops is noted where the order is planned.
  const stops = stopsOf(target, side, instrument, bounds, { ...draft, notes: [] });
  if (!stops.ok) return stops;
  const found = sized(size, limits, side, instrument, bounds, stops.value, draft);
  return found.ok ? ok(new Decimal(found.value)) : found;
}

/** By how much the position on the wanted side has to change, in lots: above zero opens, below closes. */
function wantedChange(target: Target, lots: Decimal, held: Decimal, opposite: Decimal): Decimal {
  if (target.exact) return lots.minus(held);
  const along = target.side === "long" ? "buy" : "sell";
  if (target.order !== undefined && target.order !== along) return lots.negated();
  // A size by money or risk is that of the new position; the strategy's quantity of contracts is not.
  if (target.lots === undefined) return lots;
  // It reverses: it holds what the closes take off, and what is to stand afterwards.
  return Decimal.max(lots.minus(opposite), 0);
}

/** Takes `lots` off the position, never past zero. What is too small to close is left, if other work is done. */
function reduce(
  held: readonly Position[],
  lots: Decimal,
  draft: Draft,
  otherWork: boolean,
): Result<readonly Closing[], Refusal> {
  const closings = lotsOf(held, lots, draft);
  return !closings.ok && otherWork && closings.error.code === "volume_too_small" ? ok([]) : closings;
}
