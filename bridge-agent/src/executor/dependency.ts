import { NOTHING_TO_DO } from "../../../src/domain/order/queue.ts";
import type { Journal } from "../journal/journal.ts";

/**
 * What an order that must come first means for the one after it: `met` when it is filled or had nothing
 * to do, `failed` when it ended otherwise or was never heard of, `open` while it can still become either.
 * `after` is null for an order that depends on nothing.
 */
export function standingAfter(
  after: string | null,
  journal: Pick<Journal, "standing">,
): "met" | "open" | "failed" {
  if (after === null) return "met";
  const standing = journal.standing(after);
  if (standing === undefined) return "failed";
  if (standing.standing === "open") return "open";
  const { event, code } = standing;
  return event === "filled" || (event === "rejected" && code === NOTHING_TO_DO) ? "met" : "failed";
}
