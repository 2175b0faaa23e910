import type { Context } from "hono";
import * as z from "zod";
import type { EquityView } from "../../../durable-objects/trading-account/figure-views.ts";
import { Decimal } from "../../domain/decimal.ts";
import { drawdownsOf } from "../../domain/results/drawdown.ts";
import { type EquitySample, thinned } from "../../domain/results/equity-sample.ts";
import type { ApiEnv } from "../../middleware/authenticate.ts";
import { json, problem } from "../problem.ts";
import { readQuery } from "../query.ts";
import { periodFields } from "./period.ts";

export const equityQuerySchema = z.strictObject(periodFields);

/** Points of an answer: more than a screen has pixels for. A span gives at most three of them. */
const MOST_POINTS = 999;

/** The account's balance, equity and drawdown over a period. */
export async function answerEquity(c: Context<ApiEnv>, accountId: string): Promise<Response> {
  const query = readQuery(c.req.url, equityQuerySchema);
  if (!query.ok) return problem(query.error);
  const { from = 0, to } = query.value;
  const account = c.env.TRADING_ACCOUNT.getByName(accountId);
  const view = await account.equity(from, to ?? Number.MAX_SAFE_INTEGER);
  return view.ok ? json(curveOf(view.value, to === undefined)) : problem(view.error);
}

function curveOf({ samples, now }: EquityView, isOpen: boolean) {
  const last = samples.at(-1);
  const isNewer = now !== null && last !== undefined && now.atMs > last.atMs;
  // What the last report changed is told as it is, though it is no sample yet: what was paid in is not known of it.
  const { atMs, balance, equity } = now ?? { atMs: 0, balance: "0", equity: "0" };
  const all = isOpen && isNewer ? [...samples, { atMs, balance, equity, flow: "0" }] : samples;
  const { points, deepest } = drawdownsOf(all);
  const drawdowns = new Map(points.map((point) => [point.atMs, point]));
  const items = fewOf(all).map((sample) => {
    const { amount = "0", percent = null } = drawdowns.get(sample.atMs) ?? {};
    return { ...sample, drawdown: amount, drawdownPercent: percent };
  });
  return { currency: now?.currency ?? null, items, deepest, ...sumsOf(all) };
}

/** The first sample's own flow belongs to the time before the period. */
function sumsOf(all: readonly EquitySample[]) {
  const [first, ...rest] = all;
  const last = all.at(-1);
  const paid = rest.reduce((sum, { flow }) => sum.plus(flow), new Decimal(0));
  const gain = new Decimal(last?.equity ?? 0).minus(first?.equity ?? 0).minus(paid);
  return { paid: paid.toFixed(), gain: gain.toFixed() };
}

function fewOf(all: readonly EquitySample[]): EquitySample[] {
  const [first, last] = [all.at(0), all.at(-1)];
  if (first === undefined || last === undefined || all.length <= MOST_POINTS) return [...all];
  const spanMs = Math.ceil((last.atMs - first.atMs + 1) / (MOST_POINTS / 3 - 1));
  return thinned(all, spanMs);
}
