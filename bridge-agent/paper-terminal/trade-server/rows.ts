import { z } from "zod";
import { decimalTextSchema } from "../../../src/domain/decimal.ts";
import type { Deal, Order, Position, Reference } from "./types.ts";

/** What the database gives back is parsed like anything else from outside: a bad row stops the start. */
const ticket = z.string().regex(/^[0-9]{1,20}$/);
const side = z.enum(["buy", "sell"]);
const reason = z.enum(["expert", "sl", "tp"]);
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
export const ORDER_COLUMNS = `CAST(ticket AS TEXT) AS ticket, symbol, side, kind, state, lots, price, sl, tp,
  CAST(position AS TEXT) AS position, reason, magic, comment, order_id, step, placed_at_ms, done_at_ms`;

export const orderRow = z
  .object({
    ...origin,
    ticket,
    symbol: z.string(),
    side,
    kind: z.enum(["market", "limit", "stop"]),
    state: z.enum(["placed", "filled", "cancelled", "rejected"]),
    lots: decimalTextSchema,
    price: decimalTextSchema,
    sl: decimalTextSchema,
    tp: decimalTextSchema,
    position: ticket,
    reason,
    placed_at_ms: atMs,
    done_at_ms: atMs,
  })
  .transform(({ order_id, step, placed_at_ms, done_at_ms, ...row }): Order => {
    const reference = referenceOf({ order_id, step });
    return { ...row, reference, placedAtMs: placed_at_ms, doneAtMs: done_at_ms };
  });

export const DEAL_COLUMNS = `CAST(deal AS TEXT) AS deal, CAST(ticket AS TEXT) AS ticket,
  CAST(position AS TEXT) AS position, symbol, side, entry, lots, price, profit, reason, magic, comment,
  order_id, step, at_ms`;

export const dealRow = z
  .object({
    ...origin,
    deal: ticket,
    ticket,
    position: ticket,
    symbol: z.string(),
    side,
    entry: z.enum(["in", "out"]),
    lots: decimalTextSchema,
    price: decimalTextSchema,
    profit: decimalTextSchema,
    reason,
    at_ms: atMs,
  })
  .transform(({ order_id, step, at_ms, ...row }): Deal => {
    return { ...row, reference: referenceOf({ order_id, step }), atMs: at_ms };
  });

export const POSITION_COLUMNS = `CAST(position AS TEXT) AS position, symbol, direction, lots, price, sl, tp,
  magic, comment, order_id, step, opened_at_ms`;

export const positionRow = z
  .object({
    ...origin,
    position: ticket,
    symbol: z.string(),
    direction: z.enum(["long", "short"]),
    lots: decimalTextSchema,
    price: decimalTextSchema,
    sl: decimalTextSchema,
    tp: decimalTextSchema,
    opened_at_ms: atMs,
  })
  .transform(({ order_id, step, opened_at_ms, ...row }): Position => {
    return { ...row, reference: referenceOf({ order_id, step }), openedAtMs: opened_at_ms };
  });

export const REQUEST_COLUMNS = `retcode, message, CAST(ticket AS TEXT) AS ticket, CAST(deal AS TEXT) AS deal,
  at_ms`;

/** What the server remembers of a request, whatever came of it. */
export const requestRow = z
  .object({ retcode: z.number().int(), message: z.string(), ticket, deal: ticket, at_ms: atMs })
  .transform(({ at_ms, ...row }) => ({ ...row, atMs: at_ms }));
export type RequestRecord = z.output<typeof requestRow>;

export const accountRow = z.object({ login: z.string(), balance: decimalTextSchema });

/** The highest numbers given out; `CAST` makes text of what may pass 2^53. */
export const countersRow = z.object({ ticket, deal: ticket });
