import type { OrderEvent } from "../../src/domain/order/events.ts";
import { applyEvent, follow, type IllegalTransition, newOrder } from "../../src/domain/order/machine.ts";
import { ok, type Result } from "../../src/domain/result.ts";
import type { OrderedRow, StoredEvent, StoredOrder } from "./rows.ts";

/** An order that has not ended (or has just now), as memory holds it. */
export type OpenOrder = StoredOrder & {
  /** How many events it has in the ledger. */
  readonly events: number;
};

/** A new order: pending, without events. */
export function begin(ordered: OrderedRow): OpenOrder {
  return { ...ordered, ...newOrder(ordered.id, ordered.createdAtMs), deals: [], seq: null, events: 0 };
}

/** The order after one more event. */
export function step(
  order: OpenOrder,
  event: OrderEvent,
  atMs: number,
): Result<OpenOrder, IllegalTransition> {
  const moved = applyEvent(order, event, atMs);
  return moved.ok ? ok(counted(moved.value, event)) : moved;
}

/** What a new order has become by the events in the ledger. */
export function replay(ordered: OrderedRow, events: readonly StoredEvent[]): OpenOrder {
  let order = begin(ordered);
  for (const { event, atMs } of events) order = counted(follow(order, event, atMs), event);
  return order;
}

function counted(moved: OpenOrder, event: OrderEvent): OpenOrder {
  return { ...moved, events: moved.events + 1, seq: event.event === "sent" ? event.seq : moved.seq };
}
