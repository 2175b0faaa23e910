import type { OrderEvent } from "../../../src/domain/order/events.ts";
import { applyEvent, newOrder, type OrderRecord } from "../../../src/domain/order/machine.ts";

/** What a gateway makes of reports, by the real order machine; events that have no place are faults. */
export class FakeLedger {
  readonly orders = new Map<string, OrderRecord>();
  readonly faults: string[] = [];

  record(orderId: string, event: OrderEvent): void {
    const record = this.orders.get(orderId) ?? newOrder(orderId, 0);
    const moved = applyEvent(record, event, Date.now());
    if (moved.ok) this.orders.set(orderId, moved.value);
    else this.faults.push(`${orderId}: ${event.event} after ${record.state}`);
  }
}
