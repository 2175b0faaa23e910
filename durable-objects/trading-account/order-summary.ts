import type { OrderSource } from "../../src/domain/order/source.ts";
import type { StoredOrder } from "./rows.ts";
import type { OrderSummary } from "./views.ts";

/** An order as its owner sees it, without its history. */
export function summaryOf(order: StoredOrder): OrderSummary {
  const fromAlert = order.source === null;
  return {
    id: order.id,
    source: sourceOf(order),
    alertId: fromAlert ? order.alertId : null,
    strategyId: fromAlert ? order.strategyId : null,
    leg: order.leg,
    after: order.after,
    symbol: order.symbol,
    instruction: order.instruction,
    state: order.state,
    door: order.door,
    refusal: order.refusal,
    filledLots: order.filledLots,
    averagePrice: order.averagePrice,
    ticket: order.ticket,
    seq: order.seq,
    createdAtMs: order.createdAtMs,
    changedAtMs: order.changedAtMs,
    deadlineMs: order.deadlineMs,
  };
}

function sourceOf({ source, alertId, strategyId }: StoredOrder): OrderSource {
  if (source === null) return { kind: "alert", alertId, strategyId };
  if (source.kind === "stop") return source;
  const { kind, by, requestId } = source;
  return { kind, by, requestId };
}
