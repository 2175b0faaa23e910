import { Decimal } from "../../../src/domain/decimal.ts";
import { refuseCloseEntry } from "../../../src/domain/order/distances.ts";
import { type Refusal, refusal } from "../../../src/domain/refusal.ts";
import { err, ok, type Result } from "../../../src/domain/result.ts";
import { type Bounds, type Direction, entryBounds, type Instrument } from "./levels.ts";

/** Where a pending order's price lies: limits wait for a better price, stops for a worse one. */
export function entryDirection(side: "buy" | "sell", kind: "limit" | "stop"): Direction {
  return (side === "buy") === (kind === "stop") ? "up" : "down";
}

/** A pending order's price and what its stops are measured by; refused where the market has overtaken it. */
export function entryAt(
  price: Decimal,
  side: "buy" | "sell",
  kind: "limit" | "stop",
  { facts, quote }: Instrument,
): Result<Bounds, Refusal> {
  const market = new Decimal(side === "buy" ? quote.ask : quote.bid);
  const isUp = entryDirection(side, kind) === "up";
  const isRight = isUp ? price.greaterThan(market) : price.lessThan(market);
  if (!isRight) {
    const where = isUp ? "above" : "below";
    const message = `The price of a ${side} ${kind} must be ${where} the market, ${market.toFixed()}; it is ${price.toFixed()}.`;
    return err(refusal("entry_wrong_side", message));
  }
  const tooClose = refuseCloseEntry(price, market, facts);
  return tooClose === undefined ? ok(entryBounds(price)) : err(tooClose);
}
