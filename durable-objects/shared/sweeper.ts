import { firstLookMs, nextLookMs, type StockTimes } from "../../src/domain/retention/schedule.ts";
import type { Alarms } from "./alarms.ts";

/** Rows of one sort that one turn deletes at most: a larger turn would keep an order waiting. */
export const ROWS_A_TURN = 500;

/** Rows that are deleted when they are over. */
export interface Stock {
  /** See StockTimes. Must not read more than a few rows. */
  times(): StockTimes;
  /**
   * Deletes rows that are over, at most about `most`; true when there may be more. Runs in a transaction of its
   * own; what was deleted stays deleted when the object ends after it, and the next turn goes on from the rows.
   */
  sweep(nowMs: number, most: number): boolean;
}

export interface SweeperParts {
  readonly alarms: Pick<Alarms, "noLaterThan">;
  readonly stocks: readonly Stock[];
  /** Runs `work` as one transaction that is undone when it throws. */
  readonly transaction: <T>(work: () => T) => T;
}

/**
 * Deletes what the object has kept long enough, by the object's alarm. An object of which nothing is over has one
 * alarm, far ahead. A deletion that fails is logged and tried again a day later: it must keep nothing else from
 * its work.
 */
export class Sweeper {
  readonly #parts: SweeperParts;
  /** Null: not known since the object woke, or since the periods changed. */
  #nextMs: number | null = null;

  constructor(parts: SweeperParts) {
    this.#parts = parts;
  }

  /** Sees to it that the object wakes when something is over. Where an alarm is set already, this writes nothing. */
  arm(nowMs: number): void {
    this.#parts.alarms.noLaterThan(Math.max(this.#next(nowMs), nowMs + 1));
  }

  /** To be called when the periods have changed. */
  changed(nowMs: number): void {
    this.#nextMs = null;
    this.arm(nowMs);
  }

  isDue(nowMs: number): boolean {
    return nowMs >= this.#next(nowMs);
  }

  /** To be called from the object's alarm, after the parts that may want to be woken sooner. */
  alarm(nowMs: number): void {
    if (this.isDue(nowMs)) {
      const more = this.#sweep(nowMs);
      this.#nextMs = nextLookMs(this.#times(), nowMs, more);
    }
    this.arm(nowMs);
  }

  #sweep(nowMs: number): boolean {
    let more = false;
    for (const stock of this.#parts.stocks) {
      try {
        more = this.#parts.transaction(() => stock.sweep(nowMs, ROWS_A_TURN)) || more;
      } catch (error) {
        const name = error instanceof Error ? error.name : "unknown";
        console.error(JSON.stringify({ event: "sweep_failed", name }));
      }
    }
    return more;
  }

  #next(nowMs: number): number {
    this.#nextMs ??= firstLookMs(this.#times(), nowMs);
    return this.#nextMs;
  }

  #times(): StockTimes[] {
    return this.#parts.stocks.map((stock) => stock.times());
  }
}
