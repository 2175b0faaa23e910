import type { Executor } from "../executor/executor.ts";
import { standingOf } from "../executor/step-standing.ts";
import type { Order, Step } from "../journal/records.ts";
import type { Mirror } from "../terminal-link/mirror.ts";

/**
 * A pending order that fills is in neither of MetaTrader's lists for a moment, and its deal may be told
 * after the full report. Only when nothing has come for this long is it taken as withdrawn.
 */
const PATIENCE_MS = 5_000;

interface Candidate {
  readonly order: Order;
  readonly step: Step;
  readonly ticket: string;
}

/**
 * Pending orders that stood when the terminal was last seen and do not stand now, without a deal and
 * without a word why: they were withdrawn while nobody listened.
 */
export class VanishedPendings {
  readonly #executor: Pick<Executor, "openOrders" | "touch">;
  readonly #mirror: Pick<Mirror, "hasPending">;
  readonly #monotonicMs: () => number;
  #candidates: Candidate[] = [];
  #sinceMs = 0;

  constructor(
    executor: Pick<Executor, "openOrders" | "touch">,
    mirror: Pick<Mirror, "hasPending">,
    monotonicMs: () => number,
  ) {
    this.#executor = executor;
    this.#mirror = mirror;
    this.#monotonicMs = monotonicMs;
  }

  /** The terminal has just told everything that stands. */
  look(): void {
    this.#sinceMs = this.#monotonicMs();
    this.#candidates = [];
    for (const order of this.#executor.openOrders()) {
      for (const step of order.steps) {
        const standing = standingOf(step);
        if (standing.at !== "working" || this.#mirror.hasPending(standing.ticket)) continue;
        this.#candidates.push({ order, step, ticket: standing.ticket });
      }
    }
  }

  /** The terminal is gone: what it told counts no more. */
  forget(): void {
    this.#candidates = [];
  }

  /** Ends those of which nothing was heard meanwhile; belongs into a turn. */
  settle(): void {
    if (this.#candidates.length === 0 || this.#monotonicMs() - this.#sinceMs < PATIENCE_MS) return;
    for (const { order, step, ticket } of this.#candidates) {
      if (standingOf(step).at !== "working" || this.#mirror.hasPending(ticket)) continue;
      step.gone = "cancelled";
      this.#executor.touch(order, step);
    }
    this.#candidates = [];
  }
}
