import type { Executor } from "../executor/executor.ts";
import { historyOf } from "../executor/outcome.ts";
import { standingOf } from "../executor/step-standing.ts";
import type { Journal } from "../journal/journal.ts";
import type { Turns } from "../journal/turns.ts";

/**
 * Reports again everything that happened to an order, for a ledger that has lost it (a restored backup).
 * What the ledger does have it records as out of place and ignores.
 */
export function retell(
  orderId: string,
  parts: { readonly journal: Journal; readonly executor: Executor; readonly turns: Turns },
): void {
  const remembered = parts.journal.remembered(orderId);
  if (remembered === undefined) return;
  const { reported, deals, ended } = remembered;
  if (reported === null) {
    if (ended !== null) parts.turns.report(orderId, ended);
    return;
  }
  const [step] = parts.executor.order(orderId)?.steps ?? [];
  const standing = step === undefined ? undefined : standingOf(step);
  const workingTicket = standing?.at === "working" ? standing.ticket : null;
  for (const event of historyOf({ reported, deals, workingTicket, ended }))
    parts.turns.report(orderId, event);
  for (const note of parts.journal.positions.notesOf(orderId)) parts.turns.report(orderId, note);
}
