import type { Deal } from "../../src/domain/order/events.ts";
import type { EquitySample } from "../../src/domain/results/equity-sample.ts";

/** What the RPC methods about an account's figures take and give; otherwise as views.ts. */

export interface DealsQuery {
  /** At most 1,000. */
  readonly limit: number;
  /** `next` of the page before. */
  readonly before?: string | undefined;
  readonly symbol?: string | undefined;
  /** From then, and before then; epoch milliseconds. */
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
}

/** A deal with what it comes from. */
export interface DealView extends Deal {
  readonly orderId: string;
  /** Null when the order comes from no alert. */
  readonly alertId: string | null;
  readonly strategyId: string | null;
  /** What made it when no order did, e.g. `stop_loss`: then `orderId` is the order that opened the position. */
  readonly note: string | null;
}

/** Newest first. A page may be shorter than asked for, even empty, and still have a `next`. */
export interface DealsPage {
  readonly items: DealView[];
  readonly next: string | null;
}

/** How an account stands at a time; money in its currency. */
export interface Money {
  readonly balance: string;
  readonly equity: string;
  readonly currency: string;
  readonly atMs: number;
}

export interface EquityView {
  /** By time. */
  readonly samples: EquitySample[];
  /** As last reported; null until a terminal did. */
  readonly now: Money | null;
}
