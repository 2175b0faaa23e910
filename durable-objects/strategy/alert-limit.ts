import { limitView } from "../../src/domain/access/limit-view.ts";
import type { HookAnswer } from "./hook-message.ts";
import { type LastMinute, MINUTE_MS } from "./last-minute.ts";
import type { StrategySettings } from "./settings.ts";

/** What is left of the strategy's own limit on alerts; costs a look at them only where there is one. */
export function limitsLeft(
  lastMinute: Pick<LastMinute, "count">,
  { alertsPerMinute: limit }: Pick<StrategySettings, "alertsPerMinute">,
  nowMs: number,
): Pick<HookAnswer, "limits"> {
  if (limit === null) return {};
  const { count, firstAtMs } = lastMinute.count(nowMs);
  const retryAfterMs = (firstAtMs ?? nowMs) + MINUTE_MS - nowMs;
  const state = { remaining: Math.max(0, limit - count), retryAfterMs };
  return { limits: [limitView("alerts", { limit, windowMs: MINUTE_MS, blockMs: 0 }, state)] };
}
