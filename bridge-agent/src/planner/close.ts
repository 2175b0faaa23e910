import type { z } from "zod";
import type { Amount } from "../../../src/domain/alert/signal.ts";
import { Decimal } from "../../../src/domain/decimal.ts";
import type { closeInstructionSchema } from "../../../src/domain/order/instruction.ts";
import { type Refusal, refusal } from "../../../src/domain/refusal.ts";
import { err, ok, type Result } from "../../../src/domain/result.ts";
import type { Position, SymbolFacts } from "../../../src/protocol/agent-link.ts";
import type { StepRequest } from "../journal/records.ts";
import { floorToStep } from "./lots.ts";
import type { Market } from "./market.ts";

type Close = z.infer<typeof closeInstructionSchema>;

/** One step for each position that the instruction covers. */
export function planClose(close: Close, market: Market): Result<readonly StepRequest[], Refusal> {
  const positions = ownPositions(market, close.symbol, close.side);
  return closeAmount(positions, close.amount, market);
}

/** The positions that Sallyport opened, of one symbol or of all (null), oldest first. */
export function ownPositions(
  market: Market,
  symbol: string | null,
  side: "long" | "short" | "both",
): Position[] {
  return market.positions
    .filter(
      (position) =>
        position.orderId !== null &&
        (symbol === null || position.symbol === symbol) &&
        (side === "both" || position.side === side),
    )
    .sort(byAge);
}

function byAge(a: Position, b: Position): number {
  if (a.openedAtMs !== b.openedAtMs) return a.openedAtMs - b.openedAtMs;
  const first = BigInt(a.position);
  const second = BigInt(b.position);
  return first < second ? -1 : first > second ? 1 : 0;
}

function closeAmount(
  positions: readonly Position[],
  amount: Amount,
  market: Market,
): Result<readonly StepRequest[], Refusal> {
  switch (amount.unit) {
    case "all":
      return ok(positions.map((position) => closeStep(position, position.lots)));
    case "percent":
      return closePercent(positions, new Decimal(amount.value), market);
    case "lots":
      return closeLots(positions, new Decimal(amount.value), market);
  }
}

/** A share of each position, rounded down to the symbol's step but never to nothing. */
function closePercent(
  positions: readonly Position[],
  percent: Decimal,
  market: Market,
): Result<readonly StepRequest[], Refusal> {
  const steps: StepRequest[] = [];
  for (const position of positions) {
    const facts = factsOf(position, market);
    if (!facts.ok) return facts;
    const share = floorToStep(new Decimal(position.lots).times(percent).dividedBy(100), facts.value);
    const lots = Decimal.min(position.lots, Decimal.max(share, facts.value.minLots));
    steps.push(closeStep(position, lots.toFixed()));
  }
  return ok(steps);
}

/** `lots` in all, from the oldest position on; more than there is closes everything. */
export function closeLots(
  positions: readonly Position[],
  lots: Decimal,
  market: Market,
): Result<readonly StepRequest[], Refusal> {
  const steps: StepRequest[] = [];
  let left = lots;
  for (const position of positions) {
    const facts = factsOf(position, market);
    if (!facts.ok) return facts;
    const whole = left.greaterThanOrEqualTo(position.lots);
    const taken = whole ? new Decimal(position.lots) : floorToStep(left, facts.value);
    if (!whole && taken.lessThan(facts.value.minLots)) break;
    steps.push(closeStep(position, taken.toFixed()));
    left = left.minus(taken);
  }
  const [first] = positions;
  if (steps.length > 0 || first === undefined) return ok(steps);
  return err(
    refusal("lots_too_small", `${lots.toFixed()} lots are less than can be closed in ${first.symbol}.`),
  );
}

function factsOf(position: Position, market: Market): Result<SymbolFacts, Refusal> {
  const facts = market.symbols.get(position.symbol);
  if (facts !== undefined) return ok(facts);
  return err(refusal("unknown_symbol", `The terminal says nothing of ${position.symbol}'s lot sizes.`));
}

/** A market order against one position. */
export function closeStep(position: Position, lots: string): StepRequest {
  return {
    action: "deal",
    symbol: position.symbol,
    side: position.side === "long" ? "sell" : "buy",
    kind: "market",
    lots,
    price: "0",
    sl: "0",
    tp: "0",
    position: position.position,
    ticket: "0",
  };
}
