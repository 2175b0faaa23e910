import { createHash } from "node:crypto";
import { magicOf } from "../../../src/domain/ids.ts";
import type { Submit } from "../../../src/protocol/ea-link.ts";
import type { StepRequest } from "../journal/records.ts";

/** Brokers may cut or append to a comment; 26 characters is what hosted bridges found to survive. */
const COMMENT_LENGTH = 26;

const sha256 = (text: string): Uint8Array => createHash("sha256").update(text).digest();

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
    magic: magicOf(sha256, orderId, step),
    comment: `sp${orderId.slice("ord_".length)}`.slice(0, COMMENT_LENGTH),
    ...request,
  };
}
