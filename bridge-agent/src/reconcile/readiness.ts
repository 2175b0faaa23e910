import { type Refusal, refusal } from "../../../src/domain/refusal.ts";
import type { TradeObstacle } from "../../../src/protocol/ea-link-facts.ts";
import type { SyncStage } from "./terminal-sync.ts";

/** What has to hold before anything may be passed to the terminal (P5). */
export interface Conditions {
  readonly stage: SyncStage;
  readonly clockKnown: boolean;
  /** `login@server` of the terminal, once it said so; that of the last one while none is connected. */
  readonly terminalAccount: string | null;
  /** `login@server` that the journal belongs to, once one was seen. */
  readonly boundAccount: string | null;
  /** Why the terminal would not send an order now; `""` when it would. */
  readonly obstacle: TradeObstacle;
  /** Why the link to the gateway is down for good, if it is. */
  readonly stopped: Refusal | null;
}

/** What is known of agent and terminal; each is null when it stands in nobody's way. */
export interface Readiness {
  /** Why agent and terminal have not compared what they know. */
  readonly reconciling: Refusal | null;
  /** Why the agent's own orders (exits, the policy's closes) cannot go out. They need no gateway. */
  readonly local: Refusal | null;
  /** Why the gateway's orders cannot go out. */
  readonly gateway: Refusal | null;
}

export function readinessOf(conditions: Conditions): Readiness {
  const { clockKnown, obstacle, stopped } = conditions;
  const reconciling = notReconciled(conditions);
  const local = reconciling ?? (obstacle === "" ? null : cannotTrade(obstacle));
  const clock = clockKnown
    ? null
    : refusal(
        "clock_unknown",
        "The gateway's clock has to be measured, at the start or because a clock jumped.",
      );
  return { reconciling, local, gateway: stopped ?? local ?? clock };
}

/** Why the gateway's orders cannot go out now, or null when agent and terminal are reconciled. Pure. */
export function notReadyBecause(conditions: Conditions): Refusal | null {
  return readinessOf(conditions).gateway;
}

function notReconciled({ stage, terminalAccount, boundAccount }: Conditions): Refusal | null {
  // First of all: it stays true, and says more, while the terminal that switched reconnects.
  if (terminalAccount !== null && boundAccount !== null && terminalAccount !== boundAccount) {
    return refusal(
      "other_terminal_account",
      `The terminal is logged in to ${terminalAccount}; this agent belongs to ${boundAccount}.`,
      { hint: "log in to the right account, or pair an agent with a new state directory" },
    );
  }
  if (stage === "absent") {
    return refusal("terminal_absent", "No terminal is connected to the agent.", {
      hint: "start MetaTrader 5 with the Sallyport expert advisor",
    });
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
  return null;
}

const obstacles: Readonly<Record<Exclude<TradeObstacle, "">, readonly [sentence: string, hint: string]>> = {
  disconnected: [
    "the terminal has no connection to the broker",
    "look at the connection status in the terminal's corner; log in again if it stays away",
  ],
  algo_trading_off: [
    "algo trading is switched off in the terminal",
    'press the button "Algo Trading" in the terminal\'s toolbar',
  ],
  expert_not_allowed: [
    "the expert advisor is not allowed to trade",
    'open the properties of the expert advisor on its chart and tick "Allow Algo Trading"',
  ],
  experts_banned: [
    "the broker does not allow expert advisors on this account",
    "ask the broker to allow them, or trade on another account",
  ],
  account_read_only: [
    "the account is read-only",
    "log in with the trading password, not the investor password; the broker may also have blocked trading",
  ],
};

function cannotTrade(obstacle: Exclude<TradeObstacle, "">): Refusal {
  const [sentence, hint] = obstacles[obstacle];
  return refusal("terminal_cannot_trade", `The terminal cannot trade: ${sentence}.`, { hint });
}
