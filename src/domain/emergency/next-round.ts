import type { OrderState } from "../order/events.ts";
import { isEnd } from "../order/machine.ts";

/**
 * Closing an account under an emergency stop goes in rounds: one order that cancels, one that closes, each with a
 * deadline like every other exit. What a round leaves is the next one's, for as long as the stop stands.
 */
export interface Closing {
  /** Counts from 1. */
  readonly round: number;
  readonly repeat: boolean;
  /** The round's orders as they stand. */
  readonly orders: readonly { readonly state: OrderState; readonly changedAtMs: number }[];
  /** Positions and pending orders that are left, by the agent's latest report; null while it is not ready. */
  readonly left: number | null;
}

export type NextRound =
  | { readonly do: "begin" }
  /** Epoch milliseconds before which nothing is to be done. */
  | { readonly do: "wait"; readonly untilMs: number }
  /** Only a report can change anything. */
  | { readonly do: "nothing" };

export type ClosingState = "under_way" | "unknown" | "waiting_for_agent" | "not_flat" | "flat";

const SECOND_MS = 1_000;
/** After so long the next round begins; the last one for good. The first leaves time for the agent's report. */
const PAUSES_MS: readonly number[] = [5 * SECOND_MS, 15 * SECOND_MS, 60 * SECOND_MS, 300 * SECOND_MS];

/**
 * What is to be done about a closing now. A new round begins only when every order of the one before has ended:
 * one whose outcome is unknown could still execute, and is never sent again by itself (promise P2). And only
 * while agent and terminal are ready: an order that nobody can take would fill the ledger and close nothing.
 */
export function nextRound({ round, repeat, orders, left }: Closing, nowMs: number): NextRound {
  if (!repeat || left === null || left === 0 || !orders.every(({ state }) => isEnd(state))) {
    return { do: "nothing" };
  }
  const endedAtMs = Math.max(0, ...orders.map(({ changedAtMs }) => changedAtMs));
  const pauseMs = PAUSES_MS[Math.min(round, PAUSES_MS.length) - 1] ?? 0;
  const untilMs = endedAtMs + pauseMs;
  return nowMs < untilMs ? { do: "wait", untilMs } : { do: "begin" };
}

/** How far it is, in one word. */
export function closingState({ orders, left }: Closing): ClosingState {
  if (orders.some(({ state }) => state === "unknown")) return "unknown";
  if (orders.some(({ state }) => !isEnd(state) && state !== "pending")) return "under_way";
  if (left === null) return "waiting_for_agent";
  if (orders.some(({ state }) => !isEnd(state))) return "under_way";
  return left === 0 ? "flat" : "not_flat";
}
