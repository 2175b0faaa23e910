import { type Context, Hono } from "hono";
import * as z from "zod";
import type { Resource } from "../../durable-objects/tenant/index.ts";
import type { OrderRequest } from "../../durable-objects/trading-account/views.ts";
import { venueSymbolSchema } from "../domain/order/instruction.ts";
import { type Refusal, refusal } from "../domain/refusal.ts";
import { err, ok, type Result } from "../domain/result.ts";
import type { ApiEnv } from "../middleware/authenticate.ts";
import { emptyBody } from "../middleware/empty-body.ts";
import { readJson } from "./body.ts";
import { placeOrder, readKey } from "./order.ts";
import { ownedAccount, unknownAccount } from "./owned-account.ts";
import { problem } from "./problem.ts";
import {
  changePendingSchema,
  changePositionSchema,
  closeSchema,
  stopsOf,
  ticketSchema,
} from "./ticket-act.ts";

export const flattenSchema = z.strictObject({ symbol: venueSymbolSchema.optional() });

/**
 * What no message can name: acts on one position or pending order by its ticket, and flattening. Each becomes orders
 * of the ledger, answered as `POST /api/accounts/{id}/orders` is.
 */
export const tickets = new Hono<ApiEnv>()
  .post("/:accountId/positions/:ticket/close", (c) =>
    take(c, closeSchema, ({ amount }) =>
      onPosition(c, (position) => ({ do: "close_position", position, amount })),
    ),
  )
  .post("/:accountId/positions/:ticket/flip", emptyBody(), (c) =>
    place(
      c,
      onPosition(c, (position) => ({ do: "flip_position", position })),
    ),
  )
  .patch("/:accountId/positions/:ticket", (c) =>
    take(c, changePositionSchema, (body) =>
      onPosition(c, (position) => ({ do: "modify_position", position, ...stopsOf(body) })),
    ),
  )
  .patch("/:accountId/pendings/:ticket", (c) =>
    take(c, changePendingSchema, ({ price, ...body }) =>
      onPending(c, (ticket) => ({ do: "modify_pending", ticket, price, ...stopsOf(body) })),
    ),
  )
  .post("/:accountId/pendings/:ticket/cancel", emptyBody(), (c) =>
    place(
      c,
      onPending(c, (ticket) => ({ do: "cancel_pending", ticket })),
    ),
  )
  .post("/:accountId/flatten", (c) =>
    take(c, flattenSchema, ({ symbol = null }) => ok({ do: "flatten", symbol })),
  );

type What = OrderRequest["what"];
type Named = Context<ApiEnv, "/:accountId/x/:ticket">;

function onPosition(c: Named, what: (ticket: string) => What): Result<What, Refusal> {
  const ticket = c.req.param("ticket");
  if (ticketSchema.safeParse(ticket).success) return ok(what(ticket));
  return err(refusal("unknown_position", "There is no such position."));
}

function onPending(c: Named, what: (ticket: string) => What): Result<What, Refusal> {
  const ticket = c.req.param("ticket");
  if (ticketSchema.safeParse(ticket).success) return ok(what(ticket));
  return err(refusal("unknown_order", "There is no such pending order."));
}

type OfAccount = Context<ApiEnv, "/:accountId">;

async function take<Schema extends z.ZodType>(
  c: OfAccount,
  schema: Schema,
  whatOf: (body: z.output<Schema>) => Result<What, Refusal>,
): Promise<Response> {
  // Whoever may not know of the account learns nothing of what is wrong with a body.
  const resource = await ownedAccount(c);
  if (resource === null) return unknownAccount();
  const body = await readJson(c.req.raw, schema);
  if (!body.ok) return problem(body.error.refusal, { errors: body.error.errors });
  return place(c, whatOf(body.value), resource);
}

async function place(
  c: OfAccount,
  what: Result<What, Refusal>,
  owned: Pick<Resource, "id"> | null = null,
): Promise<Response> {
  const resource = owned ?? (await ownedAccount(c));
  if (resource === null) return unknownAccount();
  const key = readKey(c);
  if (!key.ok) return problem(key.error);
  if (!what.ok) return problem(what.error);
  return placeOrder(c, resource.id, key.value, what.value, JSON.stringify(what.value));
}
