import * as z from "zod";
import { decimalTextSchema } from "../../../src/domain/decimal.ts";
import type { Deal, Order, Position, Reference } from "./types.ts";
import { dealEntries, fillings, orderStates, orderTimes, orderTypes, reasons } from "./types.ts";

/** What the database gives back is parsed like anything else from outside: a bad row stops the start. */
const ticket = z.string().regex(/^[0-9]{1,20}$/);
const reason = z.enum(reasons);
const atMs = z.number().int().nonnegative();
const origin = {
  magic: ticket,
  comment: z.string(),
  order_id: z.string().nullable(),
  step: z.number().int().nonnegative().nullable(),
};

function referenceOf(row: { order_id: string | null; step: number | null }): Reference | null {
  return row.order_id === null || row.step === null ? null : { orderId: row.order_id, step: row.step };
}

/** The columns of an order, with the tickets as text. */
export const ORDER_COLUMNS = `CAST(ticket AS TEXT) AS ticket, symbol, type, state, filling, time,
  expiration_ms, lots_initial, lots, price, stoplimit, price_current, sl, tp,
  CAST(position AS TEXT) AS position, CAST(position_by AS TEXT) AS position_by, reason, magic, comment,
  order_id, step, placed_at_ms, done_at_ms`;

export const orderRow = z
  .object({
    ...origin,
    ticket,
    symbol: z.string(),
    type: z.enum(orderTypes),
    state: z.enum(orderStates),
    filling: z.enum(fillings),
    time: z.enum(orderTimes),
    expiration_ms: atMs,
    lots_initial: decimalTextSchema,
    lots: decimalTextSchema,
    price: decimalTextSchema,
    stoplimit: decimalTextSchema,
    price_current: decimalTextSchema,
    sl: decimalTextSchema,
    tp: decimalTextSchema,
    position: ticket,
    position_by: ticket,
    reason,
    placed_at_ms: atMs,
    done_at_ms: atMs,
  })
  .transform((row): Order => {
    const { order_id, step, expiration_ms, lots_initial, price_current, position_by, ...rest } = row;
    const { placed_at_ms, done_at_ms, ...same } = rest;
    return {
      ...same,
      expirationMs: expiration_ms,
      lotsInitial: lots_initial,
      priceCurrent: price_current,
      positionBy: position_by,
      reference: referenceOf({ order_id, step }),
      placedAtMs: placed_at_ms,
      doneAtMs: done_at_ms,
    };
  });

export const DEAL_COLUMNS = `CAST(deal AS TEXT) AS deal, CAST(ticket AS TEXT) AS ticket,
  CAST(position AS TEXT) AS position, symbol, side, entry, lots, price, profit, commission, swap, sl, tp,
  remaining, reason, magic, comment, order_id, step, at_ms`;

export const dealRow = z
  .object({
    ...origin,
    deal: ticket,
    ticket,
    position: ticket,
    symbol: z.string(),
    side: z.enum(["buy", "sell"]),
    entry: z.enum(dealEntries),
    lots: decimalTextSchema,
    price: decimalTextSchema,
    profit: decimalTextSchema,
    commission: decimalTextSchema,
    swap: decimalTextSchema,
    sl: decimalTextSchema,
    tp: decimalTextSchema,
    remaining: decimalTextSchema,
    reason,
    at_ms: atMs,
  })
  .transform(({ order_id, step, at_ms, ...row }): Deal => {
    return { ...row, reference: referenceOf({ order_id, step }), atMs: at_ms };
  });

export const POSITION_COLUMNS = `CAST(position AS TEXT) AS position, CAST(ident AS TEXT) AS ident, symbol,
  direction, lots, price, sl, tp, swap, magic, comment, order_id, step, opened_at_ms, updated_at_ms`;

export const positionRow = z
  .object({
    ...origin,
    position: ticket,
    ident: ticket,
    symbol: z.string(),
    direction: z.enum(["long", "short"]),
    lots: decimalTextSchema,
    price: decimalTextSchema,
    sl: decimalTextSchema,
    tp: decimalTextSchema,
    swap: decimalTextSchema,
    opened_at_ms: atMs,
    updated_at_ms: atMs,
  })
  .transform(({ order_id, step, opened_at_ms, updated_at_ms, ...row }): Position => {
    return {
      ...row,
      reference: referenceOf({ order_id, step }),
      openedAtMs: opened_at_ms,
      updatedAtMs: updated_at_ms,
    };
  });

export const REQUEST_COLUMNS = `retcode, message, CAST(ticket AS TEXT) AS ticket, CAST(deal AS TEXT) AS deal,
  at_ms`;

/** What the server remembers of a request, whatever came of it. */
export const requestRow = z
  .object({ retcode: z.number().int(), message: z.string(), ticket, deal: ticket, at_ms: atMs })
  .transform(({ at_ms, ...row }) => ({ ...row, atMs: at_ms }));
export type RequestRecord = z.output<typeof requestRow>;

export const accountRow = z
  .object({
    login: z.string(),
    mode: z.enum(["hedging", "netting"]),
    currency: z.string(),
    currency_digits: z.number().int().min(0).max(8),
    leverage: z.number().int().positive(),
    balance: decimalTextSchema,
    at_ms: atMs,
  })
  .transform(({ currency_digits, at_ms, ...row }) => {
    return { ...row, currencyDigits: currency_digits, atMs: at_ms };
  });
export type AccountRecord = z.output<typeof accountRow>;

/** The highest numbers given out; `CAST` makes text of what may pass 2^53. */
export const countersRow = z.object({ ticket, deal: ticket, request: ticket });
