import { type Refusal, refusal } from "../../../src/domain/refusal.ts";
import type { SyncStage } from "./terminal-sync.ts";

/** What has to hold before anything may be passed to the terminal (P5). */
export interface Conditions {
  readonly stage: SyncStage;
  readonly clockKnown: boolean;
  /** `login@server` of the connected terminal, once it said so. */
  readonly terminalAccount: string | null;
  /** `login@server` that the journal belongs to, once one was seen. */
  readonly boundAccount: string | null;
  /** Why the link to the gateway is down for good, if it is. */
  readonly stopped: Refusal | null;
}

/** Why nothing may be traded now, or null when agent and terminal are reconciled. Pure. */
export function notReadyBecause(conditions: Conditions): Refusal | null {
  const { stage, clockKnown, terminalAccount, boundAccount, stopped } = conditions;
  if (stopped !== null) return stopped;
  if (stage === "absent") {
    return refusal("terminal_absent", "No terminal is connected to the agent.", {
      hint: "start MetaTrader 5 with the Sallyport expert advisor",
    });
  }
  if (terminalAccount !== null && boundAccount !== null && terminalAccount !== boundAccount) {
    return refusal(
      "other_terminal_account",
      `The terminal is logged in to ${terminalAccount}; this agent belongs to ${boundAccount}.`,
      { hint: "log in to the right account, or pair an agent with a new state directory" },
    );
  }
  if (stage === "behind") {
    return refusal(
      "terminal_records_behind",
      "The terminal's records end before deals that the agent has seen.",
      {
        hint: "check that it is the right account; if it was reset, pair an agent with a new state directory",
      },
    );
  }
  if (stage !== "reconciled") {
    return refusal("reconciling", "Agent and terminal are comparing what they know.");
  }
  if (!clockKnown) return refusal("clock_unknown", "The gateway's clock has not been measured yet.");
  return null;
}
