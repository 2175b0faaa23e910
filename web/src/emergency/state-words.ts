import type { StoppedAccount } from "./emergency-schemas.ts";

const agentWords = {
  confirmed: "in force on the trading machine",
  told: "the agent was told and has not confirmed yet",
  offline: "the agent is offline and is told before anything else when it is back",
  too_old: "the agent knows no stop: only the gateway stops",
  none: "no agent is paired",
} as const;

const closingWords = {
  waiting_for_agent: "closing waits for the agent",
  under_way: "closing",
  unknown: "the outcome of a close is not known yet",
  not_flat: "not flat yet, the next round follows",
  flat: "flat",
} as const;

/** How far the stop is on one account, at both doors. */
export function stateInWords({ reached, state }: StoppedAccount): string {
  if (!reached || state === null) return "not reached yet; it is told again until it is";
  const { stopped, agent, closing } = state;
  const parts: string[] = [stopped === null ? "trades" : `stopped; ${agentWords[agent]}`];
  if (closing !== null) parts.push(closingWords[closing.state] + leftOf(closing.left));
  if (closing !== null && closing.external > 0) parts.push(`${closing.external} not ours are left alone`);
  return parts.join("; ");
}

function leftOf(left: { readonly positions: number; readonly pendings: number } | null): string {
  if (left === null || left.positions + left.pendings === 0) return "";
  return ` (${left.positions} positions and ${left.pendings} pending orders left)`;
}

/** Who did something, as far as everybody may know it. */
export function byInWords(by: string, me: string): string {
  if (by === me) return "you";
  if (by.startsWith("usr_")) return "another member";
  return by === "bootstrap" ? "the operator" : "a program";
}
