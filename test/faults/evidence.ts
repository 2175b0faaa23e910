import type { OrderState } from "../../src/domain/order/events.ts";
import type { Instruction } from "../../src/domain/order/instruction.ts";

/**
 * What a fault run has in its hands at the end: what it sent and what came back, what the gateway tells
 * through its API, and what the broker's own record says. The checks (checker.ts) look at nothing else.
 * Prices, volumes and money are decimal strings, times epoch milliseconds by the machine's one clock.
 */
export interface Evidence {
  readonly sent: readonly SentAlert[];
  /** Every alert that the gateway keeps for the strategy. */
  readonly stories: readonly AlertStory[];
  /** Every order of the account's ledger. */
  readonly ledger: readonly LedgerOrder[];
  /** The deals log, line by line. */
  readonly log: readonly LoggedDeal[];
  /** The account's open positions as the gateway tells them. */
  readonly positions: readonly HeldPosition[];
  /** The account's alarms that are still raised. */
  readonly alarms: readonly { readonly orderId: string; readonly code: string }[];
  /** How many faults the ledger recorded: events that have no place in an order's life, and the like. */
  readonly faults: number;
  /** What the broker noted of the requests that came to it; absent when the paper terminal is the broker. */
  readonly requests?: readonly BrokerRequest[];
  /** When the way to the broker was held up by the run itself. */
  readonly heldUp: readonly Span[];
  /** The programs that ended by themselves, with their exit status. */
  readonly ends: readonly string[];
}

/** A stretch of time, epoch milliseconds. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** A request as it came to the broker. */
export interface BrokerRequest {
  /** As its magic number says; "" when that is of no order of the ledger. */
  readonly orderId: string;
  readonly step: number;
  readonly magic: string;
  readonly atMs: number;
  /** What the broker did wrong with it, null when nothing. */
  readonly fault: string | null;
  /** What truly came of it; null when it never did, or the broker died over it. */
  readonly retcode: number | null;
}

/** What an alert may do to the account at the very most. */
export type Effect =
  | {
      readonly kind: "open";
      readonly side: Side;
      readonly type: "market" | "limit" | "stop";
      readonly lots: string;
    }
  | {
      readonly kind: "flip";
      readonly closes: "long" | "short" | "both";
      readonly side: Side;
      readonly lots: string;
    }
  | { readonly kind: "close"; readonly side: "long" | "short" | "both"; readonly scope: "symbol" | "account" }
  /** Opens up to `lots` on `side`, and closes what stands against it. */
  | { readonly kind: "target"; readonly side: Side; readonly lots: string }
  /** Cancels or changes: no deals of its own. */
  | { readonly kind: "quiet" };

/** How long after firing or receipt an entry, and anything else, may still be submitted. */
export const ENTRY_ALLOWED_MS = 30_000;
export const EXIT_ALLOWED_MS = 300_000;
/** `{{timenow}}` is cut to whole seconds: an alert may have fired so much later than its message says. */
export const TIME_STEP_MS = 1_000;

export type Side = "buy" | "sell";

/** One planned alert and every request that was made for it. */
export interface SentAlert {
  /** In the body, so that the alert can be found again; e.g. `fr00042`. */
  readonly key: string;
  readonly symbol: string;
  readonly effect: Effect;
  /** How many orders it becomes when it is accepted. */
  readonly orders: number;
  /** The refusal codes of which one must come; absent: it must be accepted. */
  readonly refusedWith?: readonly string[];
  /** The time in the message, when it has one. */
  readonly firedAtMs?: number;
  readonly attempts: readonly Attempt[];
}

/** One HTTP request. Copies are the deliberate repeats of an alert; each may be resent after a failure. */
export interface Attempt {
  readonly copy: number;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly outcome: Outcome;
}

export type Outcome =
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly alertId?: string | undefined;
      readonly verdict?: string | undefined;
      readonly duplicateOf?: string | undefined;
      readonly code?: string | undefined;
    }
  /** No answer: whether anything was written is not known. */
  | { readonly kind: "none"; readonly why: string };

/** An alert as `GET /api/alerts/{id}` tells it. */
export interface AlertStory {
  readonly alertId: string;
  /** The key found in it, null when it has none of ours. */
  readonly key: string | null;
  readonly verdict: string;
  /** Nothing more will happen to it by itself. */
  readonly final: boolean;
  readonly duplicateOf: string | null;
  readonly code: string | null;
  readonly orderIds: readonly string[];
}

/** A deal as the ledger has it. */
export interface LedgerDeal {
  readonly deal: string;
  readonly ticket: string;
  readonly position: string;
  readonly symbol: string;
  readonly side: Side;
  readonly entry: DealEntry;
  readonly lots: string;
  readonly price: string;
  readonly profit: string;
}

export type DealEntry = "in" | "out" | "inout" | "out_by";

/**
 * A deal as the broker wrote it, with the order and step it was for; `orderId` is "" for deals of its own, and
 * the magic number's text for an order that the ledger does not know.
 */
export interface LoggedDeal extends LedgerDeal {
  readonly orderId: string;
  readonly step: number;
  readonly atMs: number;
}

export interface LedgerOrder {
  readonly orderId: string;
  readonly alertId: string;
  readonly leg: number;
  readonly kind: Instruction["kind"];
  /** Of an `open`. */
  readonly type?: "market" | "limit" | "stop";
  readonly state: OrderState;
  readonly deadlineMs: number;
  readonly deals: readonly LedgerDeal[];
  /** Deals told in notes on the order: what closed a position of it without another order of the ledger. */
  readonly notes: readonly LedgerDeal[];
}

export interface HeldPosition {
  readonly position: string;
  readonly symbol: string;
  readonly side: "long" | "short";
  readonly lots: string;
}
