import { Hono } from "hono";
import * as z from "zod";
import { type Alert, alertSchema } from "../../durable-objects/strategy/alert.ts";
import { alertIdSchema, fingerprintOfAlert, strategyFingerprint, strategyIdSchema } from "../domain/ids.ts";
import { refusal } from "../domain/refusal.ts";
import type { Env } from "../env.ts";
import type { ApiEnv, Principal } from "../middleware/authenticate.ts";
import { mergePages } from "./alert-pages.ts";
import { type AccountPart, outcomeOf, outcomes, timelineOf } from "./alert-story.ts";
import { confinedAlert } from "./confined-alert.ts";
import { tenantOf } from "./owned.ts";
import { json, notFound, problem } from "./problem.ts";
import { limitSchema, readQuery } from "./query.ts";

/** Parts of texts are looked for in any case; longer ones are no search. */
const partSchema = z.string().min(1).max(200).optional();

export const listQuerySchema = z.strictObject({
  limit: limitSchema,
  /** `next` of the page before. */
  cursor: alertIdSchema.optional(),
  strategy: strategyIdSchema.optional(),
  verdict: alertSchema.shape.verdict.optional(),
  outcome: z.enum(outcomes).optional(),
  symbol: partSchema,
  text: partSchema,
});

/** An alert with the strategy that keeps it. */
interface Kept {
  readonly strategyId: string;
  readonly alert: Alert;
}

/** Messages are not shown to whoever is confined to some accounts; a search would tell letter by letter. */
const notTheirs = refusal("invalid_query", "Whoever is confined to some accounts cannot search in messages.");

export const alerts = new Hono<ApiEnv>()
  .get("/", async (c) => {
    const query = readQuery(c.req.url, listQuerySchema);
    if (!query.ok) return problem(query.error);
    const { limit, cursor, strategy, verdict, outcome, symbol, text } = query.value;
    if (text !== undefined && c.var.principal.accounts !== null) return problem(notTheirs);
    const filter = {
      // Only what was accepted has an outcome.
      verdict: verdict ?? (outcome === undefined ? null : "accepted"),
      symbol: symbol ?? null,
      text: text ?? null,
    };
    const all = await tenantOf(c.env, c.var.principal).list("str");
    const strategies = strategy === undefined ? all : all.filter(({ id }) => id === strategy);
    const found = await Promise.all(
      strategies.map(async ({ id }) => {
        const page = await c.env.STRATEGY.getByName(id).alerts({ limit, before: cursor ?? null, filter });
        return { ...page, items: page.items.map((alert): Kept => ({ strategyId: id, alert })) };
      }),
    );
    const { items, next } = mergePages(found, limit);
    const seen = items.flatMap((kept) => seenBy(c.var.principal, kept) ?? []);
    const parts = await partsOf(c.env, seen);
    const shown = seen.map((kept) => present(kept, parts.get(kept.alert.id) ?? []));
    // Of the page as it was before anything was left out: it may be short, and yet not the last one.
    return json({ items: shown.filter((one) => outcome === undefined || one.outcome === outcome), next });
  })
  .get("/:alertId", async (c) => {
    const id = c.req.param("alertId");
    const found = alertIdSchema.safeParse(id).success ? await findAlert(c.env, c.var.principal, id) : null;
    const kept = found === null ? null : seenBy(c.var.principal, found);
    if (kept === null) return notFound("unknown_alert", "There is no such alert.");
    const parts = (await partsOf(c.env, [kept])).get(id) ?? [];
    return json({
      alert: present(kept, parts),
      signal: kept.alert.signal,
      orders: parts.flatMap(({ accountId, orders }) =>
        orders.map(({ timeline: _, ...order }) => ({ ...order, accountId })),
      ),
      timeline: timelineOf(kept.alert, parts),
    });
  });

/** The alert as far as it concerns whoever asks; null when it does not. */
function seenBy({ accounts }: Principal, kept: Kept): Kept | null {
  if (accounts === null) return kept;
  const alert = confinedAlert(kept.alert, accounts);
  return alert === null ? null : { ...kept, alert };
}

/** An alert's id names its strategy by a fingerprint; of the tenant's own strategies at most a few have it. */
async function findAlert(env: Env, principal: Principal, id: string): Promise<Kept | null> {
  const fingerprint = fingerprintOfAlert(id);
  const strategies = await tenantOf(env, principal).list("str");
  for (const { id: strategyId } of strategies) {
    if (strategyFingerprint(strategyId) !== fingerprint) continue;
    const alert = await env.STRATEGY.getByName(strategyId).alert(id);
    if (alert !== null) return { strategyId, alert };
  }
  return null;
}

/** What the accounts say of the alerts, by alert id: one question to each account, however many alerts. */
async function partsOf(env: Env, kept: readonly Kept[]): Promise<Map<string, AccountPart[]>> {
  const idsOfAccount = new Map<string, string[]>();
  for (const { alert } of kept) {
    for (const { accountId, refusal } of alert.routes) {
      if (refusal !== null || alert.verdict !== "accepted") continue;
      idsOfAccount.set(accountId, [...(idsOfAccount.get(accountId) ?? []), alert.id]);
    }
  }
  const parts = new Map<string, AccountPart[]>();
  await Promise.all(
    [...idsOfAccount].map(async ([accountId, ids]) => {
      const answer = await env.TRADING_ACCOUNT.getByName(accountId).ordersOfAlerts(ids);
      if (!answer.ok) return;
      for (const part of answer.value) {
        parts.set(part.alertId, [...(parts.get(part.alertId) ?? []), { ...part, accountId }]);
      }
    }),
  );
  return parts;
}

function present({ strategyId, alert }: Kept, parts: readonly AccountPart[]) {
  const { refusal, signal: _, duplicateOf, hint, ...rest } = alert;
  return {
    ...rest,
    ...outcomeOf(alert, parts),
    strategyId,
    ...(refusal === null ? {} : { refusal }),
    ...(duplicateOf === null ? {} : { duplicateOf }),
    ...(hint === null ? {} : { hint }),
    routes: alert.routes.map((route) => {
      const part = parts.find((candidate) => candidate.accountId === route.accountId);
      return { ...route, refusal: route.refusal ?? part?.refusal ?? null };
    }),
  };
}
