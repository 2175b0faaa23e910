import type { OrderRules } from "../../../src/domain/order/instruction.ts";
import type { PlanNote } from "../../../src/domain/order/normalise.ts";
import type { Market } from "./market.ts";

/** What a plan depends on beside the market: the order's rules, and what time it is. */
export interface Circumstances {
  readonly rules: OrderRules;
  /** Epoch milliseconds by the host's clock, which is the one that terminals have. */
  readonly nowMs: number;
  /** Now, by the clock of `market.account.toldAtMs`. */
  readonly steadyMs: number;
  /** How far the host's clock is ahead of the gateway's, by which orders say when they end. */
  readonly aheadMs: number;
}

/** A plan in the making; `notes` gathers what is widened, rounded, or worth knowing. */
export interface Draft extends Circumstances {
  readonly market: Market;
  readonly notes: PlanNote[];
}
