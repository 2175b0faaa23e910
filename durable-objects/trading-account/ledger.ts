import type { Note, OrderEvent, OrderState } from "../../src/domain/order/events.ts";
import { isEnd } from "../../src/domain/order/machine.ts";
import { isSettled, letsNextLegRun } from "../../src/domain/order/queue.ts";
import { refusal } from "../../src/domain/refusal.ts";
import { EventTable, MAX_EVENTS } from "./event-table.ts";
import { FaultLog } from "./fault-log.ts";
import type { Forgotten } from "./forgotten.ts";
import type { LinkState } from "./link-state.ts";
import { begin, type OpenOrder, replay, step } from "./open-order.ts";
import { OpenOrders } from "./open-orders.ts";
import { OrderAlarms } from "./order-alarms.ts";
import { countCommitted, countEnd, countStep } from "./order-counts.ts";
import { cutTo, OrderTable, type PageOf, type PageQuery, type RawOrder } from "./order-table.ts";
import {
  type OrderedRow,
  orderedRowSchema,
  type StoredEvent,
  type StoredOrder,
  storedOrderSchema,
} from "./rows.ts";
import type { Tables } from "./tables.ts";
import type { Fault, TimelineStep } from "./views.ts";

/**
 * Told, within the commit, of each step of an order: the order after it, which is only read when it is asked for, and
 * how many events it has now.
 */
export type StepListener = (order: () => StoredOrder, events: number, step: TimelineStep) => void;

/** What of an order a reporter needs: the number of the frame that gave it to the agent, null while it has none. */
export type Recorded = Pick<StoredOrder, "seq">;

/** An order as planning gives it, before the ledger numbers it. */
export type NewOrder = Omit<OrderedRow, "number">;

/** An order that was rejected, or whose outcome became unknown. */
export interface Failure {
  readonly number: number;
  readonly rejected: boolean;
  readonly code: string;
  /** Orders whose outcome nobody knows now. */
  readonly unknown: number;
}

/** Told, within the commit, of what comes and of what fails. */
export interface LedgerWatch {
  added(number: number, atMs: number): void;
  failed(failure: Failure, nowMs: number): void;
}

/**
 * The account's orders and everything that happened to them. The only writer of orders and events; every
 * method that writes belongs into a transaction.
 */
export class Ledger {
  readonly open: OpenOrders;
  readonly alarms: OrderAlarms;
  readonly faults: FaultLog;
  readonly #orders: OrderTable;
  readonly #events: EventTable;
  readonly #link: LinkState;
  readonly #told: StepListener;
  #watch: LedgerWatch | null = null;
  #lastNumber: number;

  constructor(db: Tables, link: LinkState, forgotten: Pick<Forgotten, "lastNumber">, told: StepListener) {
    this.#orders = new OrderTable(db);
    this.#events = new EventTable(db);
    const open = this.#orders.open().map((row) => orderedRowSchema.parse(row));
    this.open = new OpenOrders(open.map((ordered) => replay(ordered, this.#events.of(ordered.number))));
    this.alarms = new OrderAlarms(db);
    this.faults = new FaultLog(db);
    this.#link = link;
    this.#told = told;
    this.#lastNumber = Math.max(this.#orders.lastNumber(), forgotten.lastNumber);
  }

  watchedBy(watch: LedgerWatch): void {
    this.#watch = watch;
  }

  /** Adds the orders of one alert, by leg. */
  add(orders: readonly NewOrder[]): void {
    const open: OpenOrder[] = [];
    for (const order of orders) {
      this.#lastNumber += 1;
      const ordered: OrderedRow = { ...order, number: this.#lastNumber };
      this.#orders.insert(ordered);
      open.push(begin(ordered));
    }
    this.open.add(open);
    const [first] = open;
    if (first !== undefined) countCommitted(this.#link.metrics, first);
    for (const order of open) {
      this.#watch?.added(order.number, order.createdAtMs);
      this.#told(() => order, 0, pendingStep(order));
    }
  }

  /** True when a delivery was applied before: its (first) order is here, or its alert was refused. */
  knows(orderId: string, alertId: string): boolean {
    return this.#orders.knows(orderId, alertId);
  }

  find(id: string): StoredOrder | undefined {
    const open = this.open.get(id);
    if (open !== undefined) return open;
    const row = this.#orders.byId(id);
    return row === undefined ? undefined : this.#read(row);
  }

  findAll(ids: readonly string[]): StoredOrder[] {
    return this.#orders.byIds(ids).map((row) => this.#read(row));
  }

  /** Newest first. The few that are open have their state in memory, the others in their row. */
  page(query: PageQuery & { readonly state?: OrderState | undefined }): PageOf<StoredOrder> {
    const { limit, before, symbol, state } = query;
    if (state === undefined || isEnd(state)) {
      const { items, next } = this.#orders.page(query);
      return { items: items.map((row) => this.#read(row)), next };
    }
    const standing = [...this.open.values()]
      .filter((order) => order.state === state && (symbol === undefined || order.symbol === symbol))
      .filter(({ number }) => before === undefined || number < before)
      .sort((a, b) => b.number - a.number);
    return cutTo(standing, limit);
  }

  eventsOf({ number }: StoredOrder): StoredEvent[] {
    return this.#events.of(number);
  }

  /**
   * Records that `event` happened to an order at `atMs`; `nowMs` is when the ledger came to know. What the
   * machine does not allow becomes a fault and changes nothing else. When a leg ends so that the next one
   * cannot run, the legs that are still here are rejected with it. Undefined: there is no such order.
   */
  record(orderId: string, event: OrderEvent, atMs: number, nowMs: number): Recorded | undefined {
    if (event.event === "noted") return this.#note(orderId, event, atMs, nowMs);
    const order = this.open.get(orderId);
    if (order === undefined) return this.#recordEnded(orderId, event, nowMs);
    const moved = step(order, event, atMs);
    if (!moved.ok || order.events >= MAX_EVENTS) return this.#illegal(order, event, nowMs);
    const { epoch } = this.#link.row;
    this.#events.append(order.number, order.events, { event, atMs, recordedAtMs: nowMs, epoch });
    this.open.update(moved.value);
    countStep(this.#link.metrics, order, moved.value);
    const told = { step: event.event, event, atMs, recordedAtMs: nowMs, epoch };
    this.#told(() => moved.value, moved.value.events, told);
    this.#keepAlarm(moved.value, nowMs);
    if (isEnd(moved.value.state)) this.#end(moved.value, nowMs);
    const { state, refusal: why } = moved.value;
    if (state === "rejected" || (state === "unknown" && order.state !== "unknown")) {
      const unknown = [...this.open.values()].filter((one) => one.state === "unknown").length;
      const rejected = state === "rejected";
      this.#watch?.failed({ number: order.number, rejected, code: why?.code ?? state, unknown }, nowMs);
    }
    return moved.value;
  }

  /** Records something that must not happen. */
  fault(
    kind: Fault["kind"],
    orderId: string | null,
    event: OrderEvent | null,
    nowMs: number,
    message: string,
  ): void {
    this.faults.add({ kind, orderId, event, message, epoch: this.#link.row.epoch, atMs: nowMs });
    this.#link.metrics.add("sallyport_order_faults_total", { kind });
  }

  /**
   * Adds a note to an order, ended or not. A deal is told once, however often an agent notes it. Notes come with every
   * position that closes, mostly to orders that ended long ago, so as little of these is read as tells where it goes.
   */
  #note(orderId: string, note: Note, atMs: number, nowMs: number): Recorded | undefined {
    const open = this.open.get(orderId);
    const order = open ?? this.#orders.placeOf(orderId);
    if (order === undefined) return this.#recordEnded(orderId, note, nowMs);
    const { events, told } = this.#events.standing(order.number, note.deal?.deal ?? null);
    if (told) return order;
    if (events >= MAX_EVENTS) return this.#illegal(this.#existing(orderId), note, nowMs);
    const { epoch } = this.#link.row;
    this.#events.append(order.number, events, { event: note, atMs, recordedAtMs: nowMs, epoch });
    if (open !== undefined) this.open.update({ ...open, events: open.events + 1 });
    const step = { step: note.event, event: note, atMs, recordedAtMs: nowMs, epoch };
    this.#told(() => this.#existing(orderId), events + 1, step);
    return order;
  }

  #existing(orderId: string): StoredOrder {
    const order = this.find(orderId);
    if (order === undefined) throw new Error(`order ${orderId} is not in the ledger`);
    return order;
  }

  #recordEnded(orderId: string, event: OrderEvent, nowMs: number): Recorded | undefined {
    const ended = this.find(orderId);
    if (ended !== undefined) return this.#illegal(ended, event, nowMs);
    this.fault(
      "unknown_order",
      orderId,
      event,
      nowMs,
      `There is no such order; it was reported ${event.event}.`,
    );
    return undefined;
  }

  #illegal(order: StoredOrder, event: OrderEvent, nowMs: number): StoredOrder {
    const message = `An order that is ${order.state} was reported ${event.event}.`;
    this.fault("illegal_transition", order.id, event, nowMs, message);
    return order;
  }

  #read(row: RawOrder): StoredOrder {
    if (row.state !== null) return storedOrderSchema.parse(row);
    const open = this.open.get(row.id);
    if (open === undefined) throw new Error(`order ${row.id} is open and not in memory`);
    return open;
  }

  #keepAlarm({ id, state, instruction }: OpenOrder, nowMs: number): void {
    if (state === "unknown") {
      this.alarms.raise(id, "unknown", nowMs);
    } else if (this.alarms.of(id)?.code === "unknown" || isSettled(state, instruction)) {
      this.alarms.clear(id, nowMs);
    }
  }

  #end(order: OpenOrder, nowMs: number): void {
    const { state } = order;
    this.#orders.finish(order);
    countEnd(this.#link.metrics, order);
    const { counters } = this.#link;
    if (state === "filled") this.#link.count({ filled: counters.filled + 1 });
    else if (state === "cancelled") this.#link.count({ cancelled: counters.cancelled + 1 });
    else if (state === "rejected") this.#link.count({ rejected: counters.rejected + 1 });
    else if (state === "expired") this.#link.count({ expired: counters.expired + 1 });

    if (letsNextLegRun(order)) return;
    const [next] = this.open.pendingAfter(order);
    if (next === undefined) return;
    const why = refusal("previous_leg_failed", `The leg before this one is ${state}.`);
    // The rejection of this leg rejects the one after it.
    this.record(next.id, { event: "rejected", door: "gateway", refusal: why }, nowMs, nowMs);
  }
}

/** The step with which every order begins; it is in no row. */
export function pendingStep({ createdAtMs }: Pick<StoredOrder, "createdAtMs">): TimelineStep {
  return { step: "pending", atMs: createdAtMs, recordedAtMs: createdAtMs, epoch: 0, event: null };
}
