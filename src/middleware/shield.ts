import type { Denial } from "../../durable-objects/user/parts.ts";
import { clientKey, TRADINGVIEW_ADDRESSES } from "../domain/access/address.ts";
import { limitView } from "../domain/access/limit-view.ts";
import type { RateLimit as ExactLimit } from "../domain/access/limits.ts";
import { refusal } from "../domain/refusal.ts";
import type { Env } from "../env.ts";

/**
 * The network's rate limit bindings: counters in the machine that the request reached, so that a flood is
 * refused before any object is called. They are approximate, of one location each, and absent on one machine
 * ("Rate Limiting", Cloudflare Workers docs); the exact limits behind them hold without them.
 */

/** As in wrangler.toml, which cannot be read from here; only for the header fields. */
const HOOK_QUOTA: ExactLimit = { limit: 1_000, windowMs: 10_000, blockMs: 0 };
const AUTH_QUOTA: ExactLimit = { limit: 120, windowMs: 60_000, blockMs: 0 };

/**
 * Refuses a flood at a hook; null lets it through. Whoever sends is counted by address, so that guessing ids
 * of strategies is counted too; TradingView, whose four addresses every tenant shares, by strategy.
 */
export function shieldHook(
  env: Pick<Env, "HOOK_SHIELD">,
  strategyId: string,
  address: string | null,
): Promise<Denial | null> {
  const shared = address === null || TRADINGVIEW_ADDRESSES.includes(address);
  return ask(env.HOOK_SHIELD, shared ? strategyId : clientKey(address), HOOK_QUOTA);
}

/** Refuses a flood of logins and renewals from one address; null lets it through. */
export function shieldLogins(env: Pick<Env, "AUTH_SHIELD">, address: string | null): Promise<Denial | null> {
  return ask(env.AUTH_SHIELD, clientKey(address), AUTH_QUOTA);
}

async function ask(shield: RateLimit | undefined, key: string, quota: ExactLimit): Promise<Denial | null> {
  if (shield === undefined) return null;
  try {
    if ((await shield.limit({ key })).success) return null;
  } catch (error) {
    // A shield that fails must not stop trading: the exact limits are behind it.
    const name = error instanceof Error ? error.name : "unknown";
    console.warn(JSON.stringify({ event: "shield_failed", name }));
    return null;
  }
  const retryAfterMs = quota.windowMs;
  const limits = [limitView("flood", quota, { remaining: 0, retryAfterMs })];
  return { refusal: refusal("rate_limited", "Too many requests from this address."), retryAfterMs, limits };
}
