import type { OrderEvent } from "../../../src/domain/order/events.ts";
import type { Refusal } from "../../../src/domain/refusal.ts";
import type { GatewayClock } from "../gateway-link/gateway-clock.ts";
import type { Journal } from "../journal/journal.ts";
import type { Order, Step } from "../journal/records.ts";
import type { Turns } from "../journal/turns.ts";
import type { Market } from "../planner/market.ts";
import type { TerminalIdentity } from "../terminal-link/terminal-identity.ts";
import type { AwaitedSteps } from "./awaited-steps.ts";

/** Whether anything may be passed to the terminal now (P5); `local`: whether the agent's own orders may. */
export interface TradeGate {
  readonly tradable: boolean;
  readonly local: boolean;
  /** Why the gateway's orders may not be, as far as that is known. */
  readonly reason: Refusal | null;
}

/** The trading host's own last word (P6), asked right before steps are passed on. */
export interface StepPolicy {
  /** For each step why it must not be passed on, or null. Those that may count as passed on. */
  judge(order: Order, steps: readonly Step[]): readonly (Refusal | null)[];
}

export interface ExecutorParts {
  readonly journal: Journal;
  readonly turns: Turns;
  readonly clock: GatewayClock;
  readonly market: Market;
  readonly gate: TradeGate;
  readonly policy: StepPolicy;
  readonly awaited: AwaitedSteps;
  readonly terminal: TerminalIdentity;
  /** Told of every event of an order, for the status. */
  readonly reported: (orderId: string, event: OrderEvent) => void;
}
