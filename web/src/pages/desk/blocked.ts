import type { FeedAccount } from "../../../../src/protocol/feed-state.ts";

/** Why entries cannot be carried out now, and what that means for closing. */
export interface Blocked {
  readonly why: string;
  readonly closes: string;
}

const WAITS =
  "Closing, cancelling and moving stops can be asked for: it waits up to five minutes for the trading machine, and then expires.";

const WORKS = "Closing, cancelling and moving stops work.";

/** Whether something can be opened on the account, from what its feed tells; null when nothing is in the way. */
export function blockedBy({ link, terminal, stopped }: FeedAccount): Blocked | null {
  if (link.agentId === null) {
    return {
      why: "No trading machine is paired with this account yet.",
      closes: "Nothing can be closed from here.",
    };
  }
  if (!link.connected) {
    return { why: "The trading machine is offline: entries are refused until it is back.", closes: WAITS };
  }
  if (!link.ready) {
    const reason = link.reason?.message ?? "The trading machine is not ready.";
    return { why: `${reason} Entries are refused until it is ready.`, closes: WAITS };
  }
  if (stopped != null)
    return { why: "Trading is stopped: entries are refused until it is lifted.", closes: WORKS };
  if (terminal?.halted != null) {
    return { why: `Entries are stopped on the trading machine: ${terminal.halted.reason}`, closes: WORKS };
  }
  return null;
}
