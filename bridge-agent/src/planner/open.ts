import type { z } from "zod";
import type { Size } from "../../../src/domain/alert/signal.ts";
import { Decimal } from "../../../src/domain/decimal.ts";
import { expiryFor } from "../../../src/domain/order/expiry.ts";
import type { openInstructionSchema } from "../../../src/domain/order/instruction.ts";
import {
  fillingFor,
  refuseOpening,
  refuseVolumeLimit,
  tradableLots,
} from "../../../src/domain/order/normalise.ts";
import { type LotLimits, lotsOfSize } from "../../../src/domain/order/sizing.ts";
import { type Refusal, refusal } from "../../../src/domain/refusal.ts";
import { err, ok, type Result } from "../../../src/domain/result.ts";
import type { StepRequest } from "../journal/records.ts";
import type { Draft } from "./draft.ts";
import { entryAt, entryDirection } from "./entry.ts";
import { refuseFiltered } from "./filters.ts";
import { managedPositions, standingLots, sumOf } from "./holdings.ts";
import {
  type Bounds,
  type Instrument,
  instrumentOf,
  marketBounds,
  priceOf,
  type Stops,
  stopsOf,
  text,
} from "./levels.ts";
import { keepStops } from "./netting.ts";
import { plainRequest } from "./request-defaults.ts";

type Open = z.infer<typeof openInstructionSchema>;

/** One step: a market order or a pending order, with lots, prices, filling and expiry as the broker takes them. */
export function planOpen(open: Open, draft: Draft): Result<readonly StepRequest[], Refusal> {
  const found = instrumentOf(open.symbol, draft.market);
  if (!found.ok) return found;
  const instrument = found.value;
  const { facts } = instrument;
  const filtered = refuseFiltered(open.filters, instrument, draft.market.account);
  if (filtered !== undefined) return err(filtered);
  const bounds = boundsOf(open, instrument);
  if (!bounds.ok) return bounds;
  const stops = stopsOf(open, open.side, instrument, bounds.value, draft);
  if (!stops.ok) return stops;
  const given = { stopLoss: open.stopLoss !== undefined, takeProfit: open.takeProfit !== undefined };
  const closed = refuseOpening(open.side, open.type, given, facts);
  if (closed !== undefined) return err(closed);
  const lots = lotsToOpen(open, instrument, bounds.value, stops.value, draft);
  if (!lots.ok) return lots;
  const limit = refuseVolumeLimit(lots.value, standingLots(draft.market, open.symbol, open.side), facts);
  if (limit !== undefined) return err(limit);
  const request = {
    ...plainRequest,
    symbol: open.symbol,
    side: open.side,
    kind: open.type,
    lots: lots.value,
    filling: fillingFor(open.type, facts),
    position: "0",
    ticket: "0",
  };
  if (open.type === "market") {
    const kept = keepStops(open, stops.value, instrument, bounds.value, draft);
    if (!kept.ok) return kept;
    return ok([{ ...request, ...kept.value, action: "deal", price: "0", deviation: draft.rules.deviation }]);
  }
  const { nowMs, aheadMs, market, notes } = draft;
  const clock = { nowMs, serverOffsetMs: market.account?.serverOffsetMs ?? 0 };
  const expiresAtMs = open.expiresAtMs === undefined ? undefined : open.expiresAtMs + aheadMs;
  const expiry = expiryFor(expiresAtMs, facts, clock, notes);
  if (!expiry.ok) return expiry;
  const { time, expiresMs } = expiry.value;
  const price = text(bounds.value.reference, instrument);
  return ok([{ ...request, ...stops.value, action: "pending", price, time, expires: expiresMs }]);
}

/** Where the order opens, and what its stops are measured by. */
function boundsOf(open: Open, instrument: Instrument): Result<Bounds, Refusal> {
  if (open.type === "market") return ok(marketBounds(open.side, instrument.quote));
  if (open.entry === undefined) {
    return err(refusal("entry_missing", `A ${open.side} ${open.type} order needs an entry price.`));
  }
  const market = new Decimal(open.side === "buy" ? instrument.quote.ask : instrument.quote.bid);
  const direction = entryDirection(open.side, open.type);
  const price = priceOf(open.entry, instrument, market, direction);
  if (!price.ok) return price;
  return entryAt(price.value, open.side, open.type, instrument);
}

/** The lots that were ordered, or those that the size means now. */
function lotsToOpen(
  open: Open,
  instrument: Instrument,
  bounds: Bounds,
  stops: Stops,
  draft: Draft,
): Result<string, Refusal> {
  if (open.lots !== undefined) {
    return tradableLots(new Decimal(open.lots), instrument.facts, draft.rules.lots, draft.notes);
  }
  if (open.size === undefined) {
    return err(refusal("size_missing", "It is not said how much to trade."));
  }
  return sized(open.size, open.limits, open.side, instrument, bounds, stops, draft);
}

/** The lots that a size means for an order that opens at `bounds.reference` with these stops. */
export function sized(
  size: Size,
  limits: LotLimits | undefined,
  side: "buy" | "sell",
  { facts, quote }: Instrument,
  { reference }: Bounds,
  { sl }: Stops,
  draft: Draft,
): Result<string, Refusal> {
  const held = managedPositions(draft, facts.symbol, side === "buy" ? "long" : "short");
  return lotsOfSize({
    ...{ size, side, entry: reference, stop: sl === "0" ? undefined : new Decimal(sl) },
    ...{ facts, quote, figures: draft.market.account, heldLots: sumOf(held), limits },
    steadyMs: draft.steadyMs,
  });
}
