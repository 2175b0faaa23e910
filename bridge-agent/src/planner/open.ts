import type { z } from "zod";
import { Decimal } from "../../../src/domain/decimal.ts";
import type { openInstructionSchema } from "../../../src/domain/order/instruction.ts";
import { type Refusal, refusal } from "../../../src/domain/refusal.ts";
import { err, ok, type Result } from "../../../src/domain/result.ts";
import type { StepRequest } from "../journal/records.ts";
import {
  type Direction,
  entryBounds,
  type Instrument,
  instrumentOf,
  marketBounds,
  priceOf,
  stopsOf,
  text,
} from "./levels.ts";
import { checkLots } from "./lots.ts";
import type { Market } from "./market.ts";

type Open = z.infer<typeof openInstructionSchema>;

/** One step: a market order or a pending order, with its stops as prices. */
export function planOpen(open: Open, market: Market): Result<readonly StepRequest[], Refusal> {
  const instrument = instrumentOf(open.symbol, market);
  if (!instrument.ok) return instrument;
  const lots = checkLots(new Decimal(open.lots), instrument.value.facts);
  if (!lots.ok) return lots;
  const step =
    open.type === "market"
      ? marketStep(open, instrument.value, lots.value)
      : pendingStep(open, open.type, instrument.value, lots.value);
  return step.ok ? ok([step.value]) : step;
}

function marketStep(open: Open, instrument: Instrument, lots: string): Result<StepRequest, Refusal> {
  const stops = stopsOf(open, open.side, instrument, marketBounds(open.side, instrument.quote));
  if (!stops.ok) return stops;
  return ok(
    request(open, {
      action: "deal",
      kind: "market",
      lots,
      price: "0",
      sl: stops.value.sl,
      tp: stops.value.tp,
    }),
  );
}

function pendingStep(
  open: Open,
  kind: "limit" | "stop",
  instrument: Instrument,
  lots: string,
): Result<StepRequest, Refusal> {
  if (open.entry === undefined) {
    return err(refusal("entry_missing", `A ${open.side} ${kind} order needs an entry price.`));
  }
  const side = new Decimal(open.side === "buy" ? instrument.quote.ask : instrument.quote.bid);
  const direction = entryDirection(open.side, kind);
  const price = priceOf(open.entry, instrument, side, direction);
  if (!price.ok) return price;
  const right = direction === "up" ? price.value.greaterThan(side) : price.value.lessThan(side);
  if (!right) {
    const where = direction === "up" ? "above" : "below";
    return err(
      refusal(
        "entry_wrong_side",
        `The price of a ${open.side} ${kind} must be ${where} the market, ${side.toFixed()}; it is ${price.value.toFixed()}.`,
      ),
    );
  }
  const stops = stopsOf(open, open.side, instrument, entryBounds(price.value));
  if (!stops.ok) return stops;
  const { sl, tp } = stops.value;
  return ok(request(open, { action: "pending", kind, lots, price: text(price.value, instrument), sl, tp }));
}

/** Where a pending order's price lies: limits wait for a better price, stops for a worse one. */
function entryDirection(side: "buy" | "sell", kind: "limit" | "stop"): Direction {
  return (side === "buy") === (kind === "stop") ? "up" : "down";
}

function request(
  open: Open,
  fields: Pick<StepRequest, "action" | "kind" | "lots" | "price" | "sl" | "tp">,
): StepRequest {
  return { ...fields, symbol: open.symbol, side: open.side, position: "0", ticket: "0" };
}
