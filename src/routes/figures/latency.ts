import type { Context } from "hono";
import { latencyOf } from "../../domain/results/latency.ts";
import type { ApiEnv } from "../../middleware/authenticate.ts";
import { json, problem } from "../problem.ts";

const NEWEST_ORDERS = 500;

/** How long the hops of the account's newest orders took. */
export async function answerLatency(c: Context<ApiEnv>, accountId: string): Promise<Response> {
  const orders = await c.env.TRADING_ACCOUNT.getByName(accountId).stepTimes(NEWEST_ORDERS);
  if (!orders.ok) return problem(orders.error);
  const sinceMs = orders.value[0]?.account ?? null;
  return json({ orders: orders.value.length, sinceMs, hops: latencyOf(orders.value) });
}
