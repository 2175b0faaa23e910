import { isEnd } from "../../src/domain/order/machine.ts";
import {
  emptyQueue,
  enqueue,
  isSettled,
  type QueuedGroup,
  releasable,
  settle,
} from "../../src/domain/order/queue.ts";
import type { OpenOrder } from "./open-order.ts";

/** The orders of one alert that are in the queue, by leg. */
interface Group {
  readonly queued: QueuedGroup;
  readonly orderIds: readonly string[];
}

/**
 * The orders that have not ended, in memory, with the queue over them. A copy of what the ledger
 * says: made from it when the object wakes, changed with it afterwards.
 */
export class OpenOrders {
  readonly #byId = new Map<string, OpenOrder>();
  /** By alert id; a group leaves when its last order is settled, although orders may go on working. */
  readonly #groups = new Map<string, Group>();
  readonly #queue = emptyQueue();

  /** `stored`: all open orders, oldest first. */
  constructor(stored: readonly OpenOrder[]) {
    const byAlert = Map.groupBy(stored, ({ alertId }) => alertId);
    for (const group of byAlert.values()) this.add(group);
  }

  get(id: string): OpenOrder | undefined {
    return this.#byId.get(id);
  }

  values(): IterableIterator<OpenOrder> {
    return this.#byId.values();
  }

  /** Adds the open orders of one alert, by leg; they go to the end of their queue. */
  add(orders: readonly OpenOrder[]): void {
    for (const order of orders) this.#byId.set(order.id, order);
    const [first] = orders;
    if (first === undefined || orders.every(holdsNobodyUp)) return;
    const queued: QueuedGroup = {
      id: first.alertId,
      number: first.number,
      symbol: first.lane,
      released: orders.every(({ state }) => state !== "pending"),
      settled: false,
    };
    this.#groups.set(first.alertId, { queued, orderIds: orders.map(({ id }) => id) });
    enqueue(this.#queue, queued);
  }

  /** Takes over an order's new state, and lets the next group move up when this one is settled. */
  update(order: OpenOrder): void {
    if (isEnd(order.state)) this.#byId.delete(order.id);
    else this.#byId.set(order.id, order);
    const group = this.#groups.get(order.alertId);
    if (group === undefined || !holdsNobodyUp(order)) return;
    for (const id of group.orderIds) {
      const other = this.#byId.get(id);
      if (other !== undefined && !holdsNobodyUp(other)) return;
    }
    this.#groups.delete(order.alertId);
    settle(this.#queue, group.queued);
  }

  /** The orders of each group whose turn it is, oldest group first. */
  releasable(): OpenOrder[][] {
    return releasable(this.#queue).map(({ id }) => this.#pendingOf(id));
  }

  /** Notes that a group was given to the agent, so that `releasable` does not name it again. */
  release(alertId: string): void {
    const group = this.#groups.get(alertId);
    if (group !== undefined) group.queued.released = true;
  }

  /** Orders of the same alert with a later leg that were not given to the agent yet. */
  pendingAfter({ alertId, leg }: OpenOrder): OpenOrder[] {
    return this.#pendingOf(alertId).filter((order) => order.leg > leg);
  }

  #pendingOf(alertId: string): OpenOrder[] {
    const orders: OpenOrder[] = [];
    for (const id of this.#groups.get(alertId)?.orderIds ?? []) {
      const order = this.#byId.get(id);
      if (order?.state === "pending") orders.push(order);
    }
    return orders;
  }
}

function holdsNobodyUp({ state, instruction }: OpenOrder): boolean {
  return isSettled(state, instruction);
}
