import type { OrderEvent } from "../../../src/domain/order/events.ts";
import type { SignedOrder } from "../../../src/domain/order/instruction.ts";
import type { Refusal } from "../../../src/domain/refusal.ts";
import { hostTime } from "../gateway-link/gateway-clock.ts";
import { nothingReported, type Order, type OrderOrigin, type Step } from "../journal/records.ts";
import { plan } from "../planner/plan.ts";
import { tracedSteps } from "../reconcile/found-order.ts";
import { circumstancesOf } from "./circumstances.ts";
import { standingAfter } from "./dependency.ts";
import { end, previousLegFailed, previousLegUnknown, rejected } from "./ends.ts";
import { EventTimes } from "./event-times.ts";
import type { ExecutorParts } from "./executor-parts.ts";
import { LongDoubts } from "./long-doubts.ts";
import { newStep } from "./new-step.ts";
import { nextEvents } from "./outcome.ts";
import { nextMove } from "./phases.ts";
import { lateBecause } from "./step-standing.ts";
import { submitOf } from "./submit.ts";

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
  readonly #localEnds = new Map<OrderOrigin, (order: Order, end: OrderEvent) => void>();
  /** Orders of which something became known, and which of their steps have to be written. */
  readonly #doubts = new LongDoubts(hostTime.monotonicMs);
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
      origin: "gateway",
      after: signed.after ?? null,
      deadlineMs: signed.deadlineMs,
      rules: signed.rules,
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

  /**
   * Ends what waited beyond its deadline, and lets go on what the gate lets pass by now. While the clock is
   * not known nothing is late: a clock that jumped by an hour must not end what is in time.
   */
  expire(): void {
    if (!this.#parts.clock.known) return;
    const nowMs = this.#parts.clock.nowMs();
    for (const order of this.#waiting) {
      if (nowMs > order.deadlineMs || this.#mayPass(order)) this.touch(order);
    }
    this.settle();
  }

  #settleOne(order: Order, steps: Set<Step>): void {
    const { journal, turns } = this.#parts;
    const early = this.#advance(order, steps);
    const { events, reported, ended } = nextEvents(order);
    const all = early === null ? events : [...events, early];
    for (const event of all) {
      if (order.origin !== "gateway") break;
      turns.report(order.orderId, event, this.times.at(order.orderId, event.event));
      this.#parts.reported(order.orderId, event);
    }
    order.reported = reported;
    this.#doubts.note(order.orderId, reported.unknown);
    const end = early ?? ended;
    journal.saveOrder(order, end);
    for (const step of steps) journal.saveStep(order.orderId, step);
    if (end === null) return;
    this.#ended(order);
    if (order.origin !== "gateway") this.#localEnds.get(order.origin)?.(order, end);
  }

  /** `ended` is told of every order of the agent's own that ends. */
  onLocalEnd(origin: OrderOrigin, ended: (order: Order, end: OrderEvent) => void): void {
    this.#localEnds.set(origin, ended);
  }

  /** Does what can be done next. The answer is the event that ends an order which cannot even be planned. */
  #advance(order: Order, changed: Set<Step>): OrderEvent | null {
    this.#waiting.delete(order);
    if (order.steps.length === 0) {
      const dependency = standingAfter(order.after, this.#parts.journal);
      if (dependency === "failed") return rejected(previousLegFailed);
      if (this.#late(order))
        return { event: "expired", door: "agent", refusal: lateBecause(this.#parts.gate.reason) };
      if (dependency === "open" && this.#doubts.isLong(order.after ?? ""))
        return rejected(previousLegUnknown);
      if (dependency === "open") this.#dependOn(order);
      if (dependency === "open" || !this.#mayPass(order)) return this.#wait(order);
      if (this.#recover(order, changed)) return null;
      const failed = this.#plan(order);
      if (failed !== null) return rejected(failed);
    }
    const next = nextMove(order);
    if (next.move === "skip") for (const step of next.steps) end(step, "skipped", changed);
    if (next.move !== "pass") return null;
    if (this.#late(order)) for (const step of next.steps) end(step, "late", changed);
    else if (this.#mayPass(order)) this.#pass(order, this.#allowed(order, next.steps, changed), changed);
    else return this.#wait(order);
    // Steps that were given up may leave others to be given up too.
    return next.steps.some((step) => step.result !== null) ? this.#advance(order, changed) : null;
  }

  /** The steps that the policy lets through; the others are given up. */
  #allowed(order: Order, steps: readonly Step[], changed: Set<Step>): readonly Step[] {
    const refusals = this.#parts.policy.judge(order, steps);
    return steps.filter((step, at) => {
      const why = refusals[at] ?? null;
      if (why !== null) end(step, "refused", changed, why);
      return why === null;
    });
  }

  #mayPass({ origin }: Order): boolean {
    const { gate } = this.#parts;
    return origin === "gateway" ? gate.tradable : gate.local;
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

  /**
   * An order that was never planned, by this journal, and of which the venue has deals: the journal is older
   * than the deals, a restored backup. What the deals say is all that is done about it, for ever.
   */
  #recover(order: Order, changed: Set<Step>): boolean {
    const { journal } = this.#parts;
    journal.claimStrays(order.orderId);
    const deals = journal.dealSteps(order.orderId);
    if (deals.size === 0) return false;
    order.steps = tracedSteps(deals);
    for (const step of order.steps) {
      changed.add(step);
      if (step.result === null) this.#parts.awaited.add(order, step);
    }
    return true;
  }

  #plan(order: Order): Refusal | null {
    if (order.instruction === null) return null;
    const { market, clock, turns } = this.#parts;
    const planned = plan(order.instruction, market, circumstancesOf(order.rules, clock));
    if (!planned.ok) return planned.error;
    for (const { code, message } of order.origin === "gateway" ? planned.value.notes : []) {
      turns.report(order.orderId, { event: "noted", code, message }, clock.nowMs());
    }
    for (const [phase, requests] of planned.value.phases.entries()) {
      for (const request of requests) {
        order.steps.push(newStep(order.steps.length, phase, request));
      }
    }
    return null;
  }

  #pass(order: Order, steps: readonly Step[], changed: Set<Step>): void {
    const { turns, clock, awaited, terminal } = this.#parts;
    const deadlineHostMs = clock.toHostMs(order.deadlineMs);
    const nowHostMs = clock.toHostMs(clock.nowMs());
    for (const step of steps) {
      if (step.request === null) continue;
      step.passed = true;
      step.passedAtMs ??= nowHostMs;
      step.passedTo = terminal.journalId;
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
    this.#doubts.forget(order.orderId);
    for (const { step } of order.steps) this.#parts.awaited.delete(order.orderId, step);
    const dependents = this.#dependents.get(order.orderId) ?? [];
    this.#dependents.delete(order.orderId);
    for (const dependent of dependents) if (this.#orders.has(dependent.orderId)) this.touch(dependent);
  }
}
