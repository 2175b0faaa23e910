import type { Stopped } from "../../src/domain/emergency/account-stop.ts";
import type { ClosingState } from "../../src/domain/emergency/next-round.ts";
import type { OrderSummary } from "./views.ts";

/**
 * What the account's agent knows of the stop. `confirmed`: it is in the agent's journal and in force there, also
 * when the agent is away by now. `told`: sent, not confirmed yet. `offline`: it is told when it comes back, before
 * anything else. `too_old`: connected, and of a version that knows no stop. `none`: no agent is paired.
 */
export type AgentStopState = "confirmed" | "told" | "offline" | "too_old" | "none";

/** How the account stands under emergency stops. Times are epoch milliseconds. */
export interface AccountStopView {
  /** Of the tenant's latest word that came here; 0 before the first. */
  readonly tenantVersion: number;
  /** Null while entries may go. */
  readonly stopped: Stopped | null;
  readonly agent: AgentStopState;
  /** When the agent confirmed the state that is in force now; null while it has not. */
  readonly agentAtMs: number | null;
  readonly agentConnected: boolean;
  /** Null when nothing is, or was last, to be closed. */
  readonly closing: ClosingView | null;
}

export interface ClosingView {
  readonly stopId: string;
  readonly state: ClosingState;
  /** From 1; a new one begins when the one before left something. */
  readonly round: number;
  /** The round's orders: one that cancels, one that closes. */
  readonly orders: readonly OrderSummary[];
  /** What is left by the agent's latest report; null while it is not ready. */
  readonly left: { readonly positions: number; readonly pendings: number } | null;
  /** Positions and pending orders that Sallyport did not make and the account's rules leave alone. */
  readonly external: number;
}
