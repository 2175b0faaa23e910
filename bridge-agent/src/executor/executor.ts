import type { OrderEvent } from "../../../src/domain/order/events.ts";
import type { SignedOrder } from "../../../src/domain/order/instruction.ts";
import { type Refusal, refusal } from "../../../src/domain/refusal.ts";
import type { GatewayClock } from "../gateway-link/gateway-clock.ts";
import type { Journal } from "../journal/journal.ts";
import { nothingReported, type Order, type Step } from "../journal/records.ts";
import type { Turns } from "../journal/turns.ts";
import type { Market } from "../planner/market.ts";
import { plan } from "../planner/plan.ts";
import type { AwaitedSteps } from "./awaited-steps.ts";
import { standingAfter } from "./dependency.ts";
import { EventTimes } from "./event-times.ts";
import { nextEvents } from "./outcome.ts";
import { nextMove } from "./phases.ts";
import { deadlinePassed } from "./step-standing.ts";
import { submitOf } from "./submit.ts";

/** Whether anything may be passed to the terminal now (P5). */
export interface TradeGate {
  readonly tradable: boolean;
}

export interface ExecutorParts {
  readonly journal: Journal;
  readonly turns: Turns;
  readonly clock: GatewayClock;
  readonly market: Market;
  readonly gate: TradeGate;
  readonly awaited: AwaitedSteps;
  /** Told of every event of an order, for the status. */
  readonly reported: (orderId: string, event: OrderEvent) => void;
}

/**
 * Brings orders as far as they can go: waits for what they depend on, plans them by the market, passes
 * their steps on phase by phase, and derives events from what came of them. All methods belong into a
 * turn; they write to the journal and leave the messages with the turn.
 */
export class Executor {
  readonly #parts: ExecutorParts;
  /** When things happened at the terminal; whoever reads its frames notes it here. */
  readonly times: EventTimes;
  /** Orders that have not ended, in the order in which they came. */
  readonly #orders = new Map<string, Order>();
  /** Orders that could not go on: the gate was closed, or what they depend on was open. */
  readonly #waiting = new Set<Order>();
  /** Orders that wait for another one, by its id. */
  readonly #dependents = new Map<string, Order[]>();
  /** Orders of which something became known, and which of their steps have to be written. */
  readonly #touched = new Map<Order, Set<Step>>();

  constructor(parts: ExecutorParts) {
    this.#parts = parts;
    this.times = new EventTimes(parts.clock);
    for (const order of parts.journal.openOrders()) {
      this.#orders.set(order.orderId, order);
      this.#waiting.add(order);
      for (const step of order.steps) if (step.passed && step.result === null) parts.awaited.add(order, step);
    }
  }

  get openCount(): number {
    return this.#orders.size;
  }

  order(orderId: string): Order | undefined {
    return this.#orders.get(orderId);
  }

  openOrders(): Iterable<Order> {
    return this.#orders.values();
  }

  /** Takes an order that door two accepted. */
  accept(seq: number, signed: SignedOrder): void {
    this.adopt({
      orderId: signed.orderId,
      seq,
      after: signed.after ?? null,
      deadlineMs: signed.deadlineMs,
      instruction: signed.instruction,
      steps: [],
      reported: nothingReported,
    });
  }

  /** Takes an order with all that is known of it, and brings it as far as it can go. */
  adopt(order: Order): void {
    this.#orders.set(order.orderId, order);
    this.touch(order, ...order.steps);
  }

  /** Notes that something became known of an order; `settle` draws the conclusions. */
  touch(order: Order, ...steps: readonly Step[]): void {
    const known = this.#touched.get(order);
    if (known === undefined) this.#touched.set(order, new Set(steps));
    else for (const step of steps) known.add(step);
  }

  /** True when `settle` has something to do. */
  get unsettled(): boolean {
    return this.#touched.size > 0;
  }

  /** Draws the conclusions from everything noted since the last call. */
  settle(): void {
    // Ending one order can wake others, which are touched while this runs.
    for (const [order, steps] of this.#touched) {
      this.#touched.delete(order);
      this.#settleOne(order, steps);
    }
  }

  /** The gate opened: every order that waited goes on. */
  resume(): void {
    for (const order of this.#waiting) this.touch(order);
    this.settle();
  }

  /** Ends what waited beyond its deadline. */
  expire(): void {
    if (!this.#parts.clock.known) return;
    const nowMs = this.#parts.clock.nowMs();
    for (const order of this.#waiting) if (nowMs > order.deadlineMs) this.touch(order);
    this.settle();
  }

  #settleOne(order: Order, steps: Set<Step>): void {
    const { journal, turns } = this.#parts;
    const early = this.#advance(order, steps);
    const { events, reported, ended } = nextEvents(order);
    const all = early === null ? events : [...events, early];
    for (const event of all) {
      turns.report(order.orderId, event, this.times.at(order.orderId, event.event));
      this.#parts.reported(order.orderId, event);
    }
    order.reported = reported;
    const end = early ?? ended;
    journal.saveOrder(order, end);
    for (const step of steps) journal.saveStep(order.orderId, step);
    if (end !== null) this.#ended(order);
  }

  /** Does what can be done next. The answer is the event that ends an order which cannot even be planned. */
  #advance(order: Order, changed: Set<Step>): OrderEvent | null {
    this.#waiting.delete(order);
    if (order.steps.length === 0) {
      const dependency = standingAfter(order.after, this.#parts.journal);
      if (dependency === "failed") return rejected(previousLegFailed);
      if (this.#late(order)) return { event: "expired", door: "agent", refusal: deadlinePassed };
      if (dependency === "open") this.#dependOn(order);
      if (dependency === "open" || !this.#parts.gate.tradable) return this.#wait(order);
      const failed = this.#plan(order);
      if (failed !== null) return rejected(failed);
    }
    const next = nextMove(order);
    if (next.move === "skip") for (const step of next.steps) end(step, "skipped", changed);
    if (next.move !== "pass") return null;
    if (this.#late(order)) for (const step of next.steps) end(step, "late", changed);
    else if (this.#parts.gate.tradable) this.#pass(order, next.steps, changed);
    else return this.#wait(order);
    // Steps that were given up may leave others to be given up too.
    return next.steps.some((step) => step.result !== null) ? this.#advance(order, changed) : null;
  }

  #wait(order: Order): null {
    this.#waiting.add(order);
    return null;
  }

  #dependOn(order: Order): void {
    if (order.after === null) return;
    const others = this.#dependents.get(order.after) ?? [];
    if (!others.includes(order)) this.#dependents.set(order.after, [...others, order]);
  }

  #late(order: Order): boolean {
    const { clock } = this.#parts;
    return clock.known && clock.nowMs() > order.deadlineMs;
  }

  #plan(order: Order): Refusal | null {
    if (order.instruction === null) return null;
    const phases = plan(order.instruction, this.#parts.market);
    if (!phases.ok) return phases.error;
    for (const [phase, requests] of phases.value.entries()) {
      for (const request of requests) {
        const step = order.steps.length;
        order.steps.push({
          ...{ step, phase, request, passed: false, submitted: false, unknown: false },
          ...{ result: null, gone: null, deals: [] },
        });
      }
    }
    return null;
  }

  #pass(order: Order, steps: readonly Step[], changed: Set<Step>): void {
    const { turns, clock, awaited } = this.#parts;
    const deadlineHostMs = clock.toHostMs(order.deadlineMs);
    for (const step of steps) {
      if (step.request === null) continue;
      step.passed = true;
      awaited.add(order, step);
      turns.toTerminal(submitOf(order.orderId, step.step, step.request, deadlineHostMs));
    }
    // Later phases are written too: they are part of what was decided.
    for (const step of order.steps) changed.add(step);
  }

  #ended(order: Order): void {
    this.#orders.delete(order.orderId);
    this.#waiting.delete(order);
    this.times.forget(order.orderId);
    for (const { step } of order.steps) this.#parts.awaited.delete(order.orderId, step);
    const dependents = this.#dependents.get(order.orderId) ?? [];
    this.#dependents.delete(order.orderId);
    for (const dependent of dependents) if (this.#orders.has(dependent.orderId)) this.touch(dependent);
  }
}

const previousLegFailed: Refusal = refusal(
  "previous_leg_failed",
  "The order that had to come first was not carried out, so this one was not either.",
);

function rejected(why: Refusal): OrderEvent {
  return { event: "rejected", door: "agent", refusal: why };
}

/** Gives a step up that was never passed on. */
function end(step: Step, state: "late" | "skipped", changed: Set<Step>): void {
  step.result = { state, retcode: 0, message: "", ticket: "0", deal: "0" };
  changed.add(step);
}
