import type { OutMessage } from "../../../src/protocol/ea-frame.ts";
import type { ToTerminal } from "../../../src/protocol/ea-link.ts";
import type { Desk } from "../journal/carry-out.ts";
import { isExecuted } from "../trade-server/retcodes.ts";
import { outcomeMessage, type Said } from "./frames.ts";

type Query = Extract<ToTerminal, { type: "query" }>;

/**
 * The answer to a query: what the journal knows, else what the trade server's records have of the step. The
 * server remembers every request in the transaction that executes it, so that it has none is proof.
 */
export function answerOf({ order, step, magic }: Query, { journal, server, nowMs }: Desk): OutMessage {
  const entry = journal.find(order, step);
  if (entry !== undefined) return outcomeMessage("answer", order, step, entry);
  const record = server.findRequest(magic, { orderId: order, step });
  const said: Said =
    record === undefined
      ? { state: "never", retcode: 0, message: "", ticket: "0", deal: "0", atMs: nowMs() }
      : { ...record, state: isExecuted(record.retcode) ? "done" : "rejected" };
  return outcomeMessage("answer", order, step, said);
}
