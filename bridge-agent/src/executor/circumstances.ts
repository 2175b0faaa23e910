import type { OrderRules } from "../../../src/domain/order/instruction.ts";
import type { GatewayClock } from "../gateway-link/gateway-clock.ts";
import type { Circumstances } from "../planner/draft.ts";

/** What a plan that is made now depends on beside the market. */
export function circumstancesOf(rules: OrderRules, clock: GatewayClock): Circumstances {
  const nowMs = clock.toHostMs(clock.nowMs());
  return { rules, nowMs, steadyMs: performance.now(), aheadMs: -(clock.offsetMs ?? 0) };
}
