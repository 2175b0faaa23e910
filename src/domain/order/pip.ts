import { Decimal } from "../decimal.ts";
import { type Refusal, refusal } from "../refusal.ts";
import { err, ok, type Result } from "../result.ts";
import type { InstrumentFacts } from "./instrument.ts";

/**
 * What a pip is, in price: what the account's table says, or for currency pairs the rule that every broker
 * follows: the second or fourth digit, whether or not the quote has one more.
 */
export function pipOf(
  facts: Pick<InstrumentFacts, "symbol" | "forex" | "digits" | "point">,
  fromTable: string | undefined,
): Result<Decimal, Refusal> {
  if (fromTable !== undefined) return ok(new Decimal(fromTable));
  if (facts.forex && (facts.digits === 3 || facts.digits === 5))
    return ok(new Decimal(facts.point).times(10));
  if (facts.forex && (facts.digits === 2 || facts.digits === 4)) return ok(new Decimal(facts.point));
  return err(
    refusal("pip_unknown", `What a pip of ${facts.symbol} is differs from broker to broker.`, {
      hint: "set the pip of this symbol in the account's symbol table, or give prices",
    }),
  );
}
