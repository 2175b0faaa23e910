import type { Unsettled } from "../../../src/protocol/agent-link.ts";
import type { Order, Step } from "../journal/records.ts";

/** A step of which the terminal has not said what came of it. */
interface Awaited {
  readonly order: Order;
  readonly step: Step;
  /** Monotonic milliseconds. */
  askAtMs: number;
  /** How often the terminal answered that it does not know. */
  unclear: number;
}

/** A result normally takes milliseconds; after this long the terminal is asked. Asking executes nothing. */
const FIRST_QUERY_MS = 10_000;
/** Pauses after answers that settle nothing. */
const PAUSES_MS = [2_000, 5_000, 15_000, 60_000];

/** Which steps have been passed on and are not known, and when to ask for each of them. */
export class AwaitedSteps {
  readonly #awaited = new Map<string, Awaited>();
  readonly #monotonicMs: () => number;

  constructor(monotonicMs: () => number) {
    this.#monotonicMs = monotonicMs;
  }

  get count(): number {
    return this.#awaited.size;
  }

  add(order: Order, step: Step): void {
    const askAtMs = this.#monotonicMs() + FIRST_QUERY_MS;
    this.#awaited.set(keyOf(order.orderId, step.step), { order, step, askAtMs, unclear: 0 });
  }

  delete(orderId: string, step: number): void {
    this.#awaited.delete(keyOf(orderId, step));
  }

  /** The terminal cannot say what came of it: asks again after a pause that grows. */
  unclear(orderId: string, step: number): void {
    const found = this.#awaited.get(keyOf(orderId, step));
    if (found === undefined) return;
    const pause = PAUSES_MS[Math.min(found.unclear, PAUSES_MS.length - 1)] ?? 0;
    found.unclear += 1;
    found.askAtMs = this.#monotonicMs() + pause;
  }

  /** Every awaited step. */
  all(): Iterable<{ readonly order: Order; readonly step: Step }> {
    return this.#awaited.values();
  }

  /** Steps of which the terminal could not say what came of them, and how often it was asked. */
  unsettled(): Unsettled[] {
    const unsettled: Unsettled[] = [];
    for (const { order, step, unclear } of this.#awaited.values()) {
      if (step.unknown === null) continue;
      unsettled.push({ orderId: order.orderId, step: step.step, reason: step.unknown, lookups: unclear });
    }
    return unsettled;
  }

  /** Steps for which it is time to ask; the next time is set. */
  due(): { readonly order: Order; readonly step: Step }[] {
    const now = this.#monotonicMs();
    const due: { order: Order; step: Step }[] = [];
    for (const awaited of this.#awaited.values()) {
      if (awaited.askAtMs > now) continue;
      awaited.askAtMs = now + FIRST_QUERY_MS;
      due.push({ order: awaited.order, step: awaited.step });
    }
    return due;
  }
}

function keyOf(orderId: string, step: number): string {
  return `${orderId}/${step}`;
}
