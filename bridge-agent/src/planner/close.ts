import type { z } from "zod";
import type { Amount } from "../../../src/domain/alert/signal.ts";
import { Decimal } from "../../../src/domain/decimal.ts";
import { isFrozen } from "../../../src/domain/order/distances.ts";
import type {
  closeInstructionSchema,
  closePositionInstructionSchema,
} from "../../../src/domain/order/instruction.ts";
import { fillingFor, floorToStep, leastLots, refuseClosing } from "../../../src/domain/order/normalise.ts";
import { type Refusal, refusal } from "../../../src/domain/refusal.ts";
import { err, ok, type Result } from "../../../src/domain/result.ts";
import type { Position } from "../../../src/protocol/agent-link.ts";
import type { StepRequest } from "../journal/records.ts";
import type { Draft } from "./draft.ts";
import { managedPositions, positionByTicket } from "./holdings.ts";
import { instrumentOf } from "./levels.ts";
import type { InstrumentFacts } from "./market.ts";
import { plainRequest } from "./request-defaults.ts";

type Close = z.infer<typeof closeInstructionSchema>;

/** A position and how many lots of it are to be closed. */
export interface Closing {
  readonly position: Position;
  readonly lots: Decimal;
}

/** One step for each position that the instruction covers (more for one that is larger than an order may be). */
export function planClose(close: Close, draft: Draft): Result<readonly StepRequest[], Refusal> {
  const positions = managedPositions(draft, close.symbol, close.side);
  const closings = closingsOf(positions, close.amount, draft);
  return closings.ok ? closeSteps(closings.value, draft) : closings;
}

/**
 * The same for one position. When it is gone that is a failure and not "nothing to do": of a flip whose position
 * was stopped out meanwhile the second leg must not open anything.
 */
export function planClosePosition(
  { symbol, position, amount }: z.infer<typeof closePositionInstructionSchema>,
  draft: Draft,
): Result<readonly StepRequest[], Refusal> {
  const positions = positionByTicket(draft, symbol, position);
  if (positions.length === 0) {
    return err(refusal("position_closed", `Position ${position} in ${symbol} is not there any more.`));
  }
  const closings = closingsOf(positions, amount, draft);
  return closings.ok ? closeSteps(closings.value, draft) : closings;
}

function closingsOf(
  positions: readonly Position[],
  amount: Amount,
  draft: Draft,
): Result<readonly Closing[], Refusal> {
  switch (amount.unit) {
    case "all":
      return ok(positions.map(whole));
    case "percent":
      return percentOf(positions, new Decimal(amount.value), draft);
    case "lots":
      return lotsOf(positions, new Decimal(amount.value), draft);
  }
}

/** All of a position. */
export function whole(position: Position): Closing {
  return { position, lots: new Decimal(position.lots) };
}

/** A share of each position, rounded down to the symbol's step but never to nothing, nor to all but a rest. */
function percentOf(
  positions: readonly Position[],
  percent: Decimal,
  { market }: Draft,
): Result<readonly Closing[], Refusal> {
  const closings: Closing[] = [];
  for (const position of positions) {
    const found = instrumentOf(position.symbol, market);
    if (!found.ok) return found;
    const { facts } = found.value;
    const held = new Decimal(position.lots);
    const share = floorToStep(held.times(percent).dividedBy(100), facts);
    const least = Decimal.min(held, Decimal.max(share, leastLots(facts)));
    closings.push({ position, lots: withoutRest(held, least, facts) ?? held });
  }
  return ok(closings);
}

/** `lots` in all, from the oldest position on; more than there is closes everything. */
export function lotsOf(
  positions: readonly Position[],
  lots: Decimal,
  { market }: Draft,
): Result<readonly Closing[], Refusal> {
  const closings: Closing[] = [];
  let left = lots;
  for (const position of positions) {
    const found = instrumentOf(position.symbol, market);
    if (!found.ok) return found;
    const { facts } = found.value;
    const isWhole = left.greaterThanOrEqualTo(position.lots);
    const held = new Decimal(position.lots);
    const taken = isWhole ? held : withoutRest(held, floorToStep(left, facts), facts);
    if (taken === undefined || (!isWhole && taken.lessThan(facts.minLots))) break;
    closings.push({ position, lots: taken });
    left = left.minus(taken);
  }
  const [first] = positions;
  if (closings.length > 0 || first === undefined) return ok(closings);
  return err(
    refusal("volume_too_small", `${lots.toFixed()} lots are less than can be closed in ${first.symbol}.`),
  );
}

/**
 * As much of `wanted` as leaves nothing of the position, or enough to be closed later: some brokers' smallest
 * order is larger than a step. Undefined when every part would leave too little.
 */
function withoutRest(held: Decimal, wanted: Decimal, facts: InstrumentFacts): Decimal | undefined {
  const least = leastLots(facts);
  const rest = held.minus(wanted);
  if (rest.isZero() || rest.greaterThanOrEqualTo(least)) return wanted;
  const less = floorToStep(held.minus(least), facts);
  return less.greaterThanOrEqualTo(least) ? less : undefined;
}

/**
 * Market orders against positions, also in a symbol of which the terminal tells nothing: how it may be
 * filled is then a guess, and the broker's answer better than none. A position whose stop or target is so close to the market that the
 * broker freezes it cannot be closed: refused when that is all there is to do, else left to the broker's
 * own judgement, because the others must not wait for it.
 */
export function closeSteps(
  closings: readonly Closing[],
  draft: Draft,
): Result<readonly StepRequest[], Refusal> {
  const steps: StepRequest[] = [];
  const frozen: Position[] = [];
  for (const closing of closings) {
    const { position } = closing;
    const found = instrumentOf(position.symbol, draft.market);
    steps.push(...requestsOf(closing, found.ok ? found.value.facts : undefined, draft));
    if (!found.ok) continue;
    const { facts, quote } = found.value;
    const disabled = refuseClosing(facts);
    if (disabled !== undefined) return err(disabled);
    const market = position.side === "long" ? quote.bid : quote.ask;
    if (isFrozen([position.stopLoss, position.takeProfit], market, facts)) frozen.push(position);
  }
  const [first] = frozen;
  if (first === undefined) return ok(steps);
  if (frozen.length === closings.length) return err(frozenPosition(first));
  draft.notes.push({ code: "frozen", message: frozenPosition(first).message });
  return ok(steps);
}

export function frozenPosition({ position, symbol }: Position): Refusal {
  return refusal(
    "frozen",
    `Position ${position} in ${symbol} is too close to its stop loss or take profit: the broker changes and closes nothing there.`,
  );
}

/** Against one position; the broker's largest order may be smaller than what stands on a netting account. */
function requestsOf(
  { position, lots }: Closing,
  facts: InstrumentFacts | undefined,
  { rules }: Draft,
): StepRequest[] {
  const parts = facts === undefined ? [lots] : partsOf(lots, facts);
  return parts.map((part) => ({
    ...plainRequest,
    action: "deal",
    symbol: position.symbol,
    side: position.side === "long" ? "sell" : "buy",
    kind: "market",
    lots: part.toFixed(),
    price: "0",
    sl: "0",
    tp: "0",
    position: position.position,
    ticket: "0",
    filling: facts === undefined ? "fok" : fillingFor("market", facts),
    deviation: rules.deviation,
  }));
}

/** Lots in parts that can each be traded: none above the largest order, no rest below the smallest. */
function partsOf(lots: Decimal, facts: InstrumentFacts): Decimal[] {
  const parts: Decimal[] = [];
  const least = leastLots(facts);
  let left = lots;
  while (left.greaterThan(facts.maxLots)) {
    const rest = Decimal.max(left.minus(facts.maxLots), least);
    parts.push(left.minus(rest));
    left = rest;
  }
  return [...parts, left];
}
