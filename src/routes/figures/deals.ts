import type { Context } from "hono";
import * as z from "zod";
import type { ApiEnv } from "../../middleware/authenticate.ts";
import { json, problem } from "../problem.ts";
import { limitSchema, readQuery } from "../query.ts";
import { periodFields } from "./period.ts";

export const dealsQuerySchema = z.strictObject({
  ...periodFields,
  symbol: z.string().min(1).max(32).optional(),
  limit: limitSchema,
  /** `next` of the page before. */
  cursor: z.string().max(64).optional(),
});

/** A page of the account's deals, newest first. */
export async function answerDeals(c: Context<ApiEnv>, accountId: string): Promise<Response> {
  const query = readQuery(c.req.url, dealsQuerySchema);
  if (!query.ok) return problem(query.error);
  const { from, to, cursor, ...rest } = query.value;
  const account = c.env.TRADING_ACCOUNT.getByName(accountId);
  const page = await account.deals({ ...rest, fromMs: from, toMs: to, before: cursor });
  return page.ok ? json(page.value) : problem(page.error);
}
