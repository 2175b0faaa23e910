import type { Report } from "../../src/protocol/agent-link.ts";
import type { Ledger } from "./ledger.ts";
import type { LinkState } from "./link-state.ts";

/**
 * Takes a frame of reports over into the ledger, in the order of their numbers; belongs into one
 * transaction. What the ledger has already is skipped. Returns true when a number is missing: what came
 * before it counts, the rest must come again.
 */
export function applyReports(
  items: readonly Report[],
  ledger: Ledger,
  link: LinkState,
  nowMs: number,
): boolean {
  let handled = link.counters.reportAckSeq;
  let gap = false;
  for (const report of items) {
    if (report.seq <= handled) continue;
    if (report.seq !== handled + 1) {
      gap = true;
      break;
    }
    handled = report.seq;
    applyReport(report, ledger, link, nowMs);
  }
  if (handled !== link.counters.reportAckSeq) link.count({ reportAckSeq: handled });
  return gap;
}

function applyReport({ orderId, event, atMs }: Report, ledger: Ledger, link: LinkState, nowMs: number): void {
  if (event.event === "sent") {
    // Only the gateway sends; a report of it would make a pending order look as if it had gone out.
    ledger.fault("illegal_transition", orderId, event, nowMs, "An agent reported that an order was sent.");
    return;
  }
  const order = ledger.record(orderId, event, atMs, nowMs);
  // Whoever reports on an order has its frame, even when its ack was lost.
  const seq = order?.seq ?? 0;
  if (seq > link.counters.ackedSeq) link.count({ ackedSeq: seq });
}
