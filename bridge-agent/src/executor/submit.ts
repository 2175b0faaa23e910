import type { Submit, ToTerminal } from "../../../src/protocol/ea-link.ts";
import { magicOfStep } from "../journal/magic.ts";
import type { StepRequest } from "../journal/records.ts";

/** Brokers may cut or append to a comment; 26 characters is what hosted bridges found to survive. */
const COMMENT_LENGTH = 26;

/**
 * How long before a step was passed on its traces are looked for at the venue. A clock that was set by hours
 * in between must not hide them; a day more of an account's history costs the terminal next to nothing.
 */
const LOOK_BACK_MS = 24 * 60 * 60_000;

/**
 * The trade request of a step as it goes to the terminal. Magic number and comment are derived from the
 * order and the step, so that the venue's records can be matched with the journal's.
 * `deadlineHostMs` is epoch milliseconds by the host's clock.
 */
export function submitOf(
  orderId: string,
  step: number,
  request: StepRequest,
  deadlineHostMs: number,
): Submit {
  return {
    type: "submit",
    order: orderId,
    step,
    deadline: Math.max(0, deadlineHostMs),
    magic: magicOfStep(orderId, step),
    comment: `sp${orderId.slice("ord_".length)}`.slice(0, COMMENT_LENGTH),
    ...request,
  };
}

/**
 * Asks the terminal what came of a step. `passedAtMs` is when it was passed on, epoch milliseconds by the
 * host's clock; null when that is not known, and then the whole history counts.
 */
export function queryOf(orderId: string, step: number, passedAtMs: number | null): ToTerminal {
  const from = passedAtMs === null ? 0 : Math.max(0, passedAtMs - LOOK_BACK_MS);
  return { type: "query", order: orderId, step, magic: magicOfStep(orderId, step), from };
}
