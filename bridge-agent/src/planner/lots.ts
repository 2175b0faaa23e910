import { Decimal } from "../../../src/domain/decimal.ts";
import { type Refusal, refusal } from "../../../src/domain/refusal.ts";
import { err, ok, type Result } from "../../../src/domain/result.ts";
import type { SymbolFacts } from "../../../src/protocol/agent-link.ts";

/** `lots` rounded down to what the symbol can trade. */
export function floorToStep(lots: Decimal, facts: SymbolFacts): Decimal {
  const step = new Decimal(facts.lotStep);
  return lots.dividedBy(step).floor().times(step);
}

/** A size as the symbol can trade it, or which of the symbol's limits it breaks. */
export function checkLots(lots: Decimal, facts: SymbolFacts): Result<string, Refusal> {
  const { symbol, minLots, maxLots, lotStep } = facts;
  if (lots.lessThan(minLots)) {
    return err(refusal("lots_too_small", `The smallest order in ${symbol} is ${minLots} lots.`));
  }
  if (lots.greaterThan(maxLots)) {
    return err(refusal("lots_too_large", `The largest order in ${symbol} is ${maxLots} lots.`));
  }
  if (!lots.modulo(lotStep).isZero()) {
    return err(refusal("lots_off_step", `Sizes in ${symbol} go in steps of ${lotStep} lots.`));
  }
  return ok(lots.toFixed());
}
