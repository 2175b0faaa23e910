import type { Context } from "hono";
import * as z from "zod";
import type { DealView } from "../../../durable-objects/trading-account/figure-views.ts";
import type { Refusal } from "../../domain/refusal.ts";
import { err, ok, type Result } from "../../domain/result.ts";
import { resultsOf, tradesOf } from "../../domain/results/trades.ts";
import type { ApiEnv } from "../../middleware/authenticate.ts";
import { json, problem } from "../problem.ts";
import { readQuery } from "../query.ts";
import { type Period, periodFields, periodOf } from "./period.ts";

export const resultsQuerySchema = z.strictObject(periodFields);

/** The account hands out deals in turns, so that no order waits for all of them. */
const DEALS_A_TURN = 1_000;
const MOST_TURNS = 20;

/** What the account's closed positions brought, by strategy and by symbol. */
export async function answerResults(c: Context<ApiEnv>, accountId: string): Promise<Response> {
  const query = readQuery(c.req.url, resultsQuerySchema);
  if (!query.ok) return problem(query.error);
  const account = c.env.TRADING_ACCOUNT.getByName(accountId);
  const [read, overview] = await Promise.all([readDeals(account, periodOf(query.value)), account.overview()]);
  if (!read.ok) return problem(read.error);
  if (!overview.ok) return problem(overview.error);
  const { deals, isWhole } = read.value;
  return json({
    currency: overview.value.terminal?.account?.currency ?? null,
    partial: !isWhole,
    /** From then on nothing is missing. */
    wholeFromMs: isWhole ? null : (deals.at(-1)?.atMs ?? null),
    ...resultsOf(tradesOf(deals)),
  });
}

async function readDeals(
  account: ReturnType<Context<ApiEnv>["env"]["TRADING_ACCOUNT"]["getByName"]>,
  period: Period,
): Promise<Result<{ readonly deals: readonly DealView[]; readonly isWhole: boolean }, Refusal>> {
  const deals: DealView[] = [];
  let before: string | undefined;
  for (let turn = 0; turn < MOST_TURNS; turn++) {
    const page = await account.deals({ ...period, limit: DEALS_A_TURN, before });
    if (!page.ok) return err(page.error);
    deals.push(...page.value.items);
    if (page.value.next === null) return ok({ deals, isWhole: true });
    before = page.value.next;
  }
  return ok({ deals, isWhole: false });
}
