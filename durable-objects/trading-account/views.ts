import * as z from "zod";
import type { Signal } from "../../src/domain/alert/signal.ts";
import { accountIdSchema, tenantIdSchema } from "../../src/domain/ids.ts";
import type { Deal, OrderEvent, OrderState } from "../../src/domain/order/events.ts";
import type { Instruction } from "../../src/domain/order/instruction.ts";
import type { PlanNote } from "../../src/domain/order/normalise.ts";
import type { OrderSource } from "../../src/domain/order/source.ts";
import type { TicketAct } from "../../src/domain/order/ticket-acts.ts";
import type { Door, Refusal } from "../../src/domain/refusal.ts";
import type { Result } from "../../src/domain/result.ts";
import type {
  PendingOrderFacts,
  Position,
  SymbolFacts,
  TerminalState,
  Unsettled,
} from "../../src/protocol/agent-link.ts";
import { type AccountSettings, accountSettingsSchema, type Route } from "../../src/protocol/delivery.ts";
import type { Halted, PolicySummary } from "../../src/protocol/policy-summary.ts";
import type { Previewed, PreviewStep } from "../../src/protocol/preview.ts";
import type { Asked } from "./requested-orders.ts";
import type { AccountStopView } from "./stop-views.ts";

/**
 * What the RPC methods of `TradingAccount` take and give. All of it is plain data. Times are epoch
 * milliseconds, prices and lots decimal strings, tickets strings.
 */

/** A refusal is expected: `unknown_account` when the account was never created, others as each method says. */
export type Answer<T> = Result<T, Refusal>;

export const createAccountSchema = z.object({
  id: accountIdSchema,
  tenantId: tenantIdSchema,
  name: z.string().min(1).max(80),
  settings: accountSettingsSchema,
});
/** `settings` may leave out whatever has a default. */
export type CreateAccount = z.input<typeof createAccountSchema>;

export const configureAccountSchema = createAccountSchema.pick({ name: true, settings: true });
export type ConfigureAccount = z.input<typeof configureAccountSchema>;

export interface PairingCode {
  /** Shown once; only its hash is kept. */
  readonly code: string;
  readonly expiresAtMs: number;
}

export interface Received {
  /** The alerts that are in the ledger now, as orders or as a refusal; a repeat counts as well. */
  readonly applied: string[];
  /** When it is higher than that of the caller's copy of the profile, the copy is out of date. */
  readonly profileVersion: number;
}

export interface LinkView {
  readonly connected: boolean;
  /** True when new orders may go out: connected, reconciled, terminal ready. */
  readonly ready: boolean;
  /** Why it is not ready. */
  readonly reason?: Refusal;
  /** Rises with every link; 0 before the first. */
  readonly epoch: number;
  /** When it was connected or, while it is not, when it was lost; null when that is not known. */
  readonly sinceMs: number | null;
  /** The paired agent, connected or not. */
  readonly agentId: string | null;
  readonly agentVersion: string | null;
  readonly lastHeartbeatMs: number | null;
}

export interface TerminalView {
  readonly account: NonNullable<TerminalState["account"]> | null;
  /** Why entries are stopped on the trading host; null while they are not. */
  readonly halted: Halted | null;
  /** The policy of the trading host as its agent tells it; null from agents that do not. */
  readonly policy: PolicySummary | null;
  readonly symbols: number;
  readonly positions: number;
  readonly pendings: number;
  /** Orders whose outcome nobody knows yet, why, and how often it was looked for. */
  readonly unsettled: Unsettled[];
  /** When the agent last reported. */
  readonly atMs: number;
}

export const orderAlarmCodes = ["unknown", "unsettled"] as const;

/** `unknown`: its outcome cannot be known yet. `unsettled`: still under way a minute after its deadline. */
export interface OrderAlarm {
  readonly orderId: string;
  readonly code: (typeof orderAlarmCodes)[number];
  readonly raisedAtMs: number;
}

export interface AccountOverview {
  readonly id: string;
  readonly tenantId: string;
  readonly name: string;
  readonly createdAtMs: number;
  readonly settings: AccountSettings;
  readonly profileVersion: number;
  readonly link: LinkView;
  /** Null until a terminal reported once. */
  readonly terminal: TerminalView | null;
  /** How many orders stand in each state, over the account's whole life. */
  readonly orders: Record<OrderState, number>;
  /** How the account stands under emergency stops. */
  readonly stop: AccountStopView;
  /** Alarms that are raised now. */
  readonly alarms: OrderAlarm[];
  /** How many faults were recorded; see `faults`. */
  readonly faults: number;
}

/** An order without its history. */
export interface OrderSummary {
  readonly id: string;
  readonly source: OrderSource;
  /** Null when the order comes from no alert. */
  readonly alertId: string | null;
  readonly strategyId: string | null;
  /** The leg of the signal, from 0. */
  readonly leg: number;
  /** The order that must be done before this one. */
  readonly after: string | null;
  /** The venue's symbol; null when the order covers the account. */
  readonly symbol: string | null;
  readonly instruction: Instruction;
  readonly state: OrderState;
  /** Who refused, when the state is `rejected` or `expired`. */
  readonly door: Door | null;
  readonly refusal: Refusal | null;
  readonly filledLots: string;
  readonly averagePrice: string | null;
  readonly ticket: string | null;
  /** Number of its frame on the agent link. */
  readonly seq: number | null;
  readonly createdAtMs: number;
  readonly changedAtMs: number;
  readonly deadlineMs: number;
}

/** One step of an order's way: a state that it came into, or a note on it. */
export interface TimelineStep {
  readonly step: OrderState | "noted";
  /** When it happened, by the gateway's clock as well as whoever reported it knew that. */
  readonly atMs: number;
  /** When it came into the ledger. */
  readonly recordedAtMs: number;
  /** The link through which it came or went; 0 when none was needed. */
  readonly epoch: number;
  /** What happened, with deals or refusal; null for `pending`, with which every order starts. */
  readonly event: OrderEvent | null;
}

/** What a person or program orders. */
export interface OrderRequest {
  readonly requestId: string;
  readonly kind: "person" | "program";
  readonly by: string;
  readonly what: Asked;
  /** Hex SHA-256 of what is asked for. */
  readonly asked: string;
}

export interface Ordered {
  readonly requestId: string;
  /** It was ordered before; the orders are as they stand now. */
  readonly repeated: boolean;
  readonly orders: OrderSummary[];
}

export interface OrderView extends OrderSummary {
  readonly deals: Deal[];
  readonly timeline: TimelineStep[];
}

export interface AlertOrders {
  readonly alertId: string;
  /** Why the alert gave no order here; null when it did, or when it never came. */
  readonly refusal: Refusal | null;
  readonly orders: OrderView[];
}

export interface OrdersQuery {
  /** At most 200. */
  readonly limit: number;
  /** `next` of the page before. */
  readonly before?: string | undefined;
  readonly symbol?: string | undefined;
  readonly state?: OrderState | undefined;
}

/** Newest first. */
export interface OrdersPage {
  readonly items: OrderSummary[];
  /** Where the next page starts; null at the end. */
  readonly next: string | null;
}

export interface PositionsView {
  /** `external` marks those that Sallyport did not open. */
  readonly positions: Position[];
  /** Pending orders that stand; `external` as above. */
  readonly pendings: PendingOrderFacts[];
  /** When the agent reported them; null when it never did. */
  readonly atMs: number | null;
}

/** A symbol of the terminal; what is null is not known. */
export interface SymbolView extends Omit<SymbolFacts, "tickSize"> {
  /** What a pip is, in price: by the owner's table, or by rule. */
  readonly pip: string | null;
  readonly tickSize: string | null;
  readonly tickValue: string | null;
}

export interface SymbolsView {
  readonly items: SymbolView[];
  /** When the agent reported them; null when it never did. */
  readonly atMs: number | null;
}

type FaultKind =
  | "illegal_transition"
  | "unknown_order"
  /** The ledger's counter was behind the agent's: this object was restored from a backup. */
  | "counter_moved"
  /** The agent's journal was behind the ledger: it was lost, or restored from a backup. */
  | "journal_behind";

/** Something that must not happen and did; recorded, never swallowed. */
export interface Fault {
  readonly kind: FaultKind;
  readonly orderId: string | null;
  readonly message: string;
  readonly event: OrderEvent | null;
  readonly epoch: number;
  readonly atMs: number;
}

/** What a preview is about. */
export type AskedPreview = { readonly signal: Signal; readonly route: Route } | { readonly act: TicketAct };

/** What a signal or an act would become on an account; nothing was carried out. */
export interface Preview {
  /** Null for an act. */
  readonly signal: Signal | null;
  /** The account's figures as the agent has them; null when it was not asked. */
  readonly account: Previewed["account"];
  /** Why the gateway would make no orders of it; null when it would. */
  readonly refusal: (Refusal & { readonly door: Door }) | null;
  readonly orders: readonly PreviewedLeg[];
}

/** One order to be: `leg` of the signal, what the gateway would sign, and what the agent would send. */
export interface PreviewedLeg {
  readonly leg: number;
  readonly instruction: Instruction;
  readonly steps: readonly PreviewStep[];
  readonly notes: readonly PlanNote[];
  readonly refusal: (Refusal & { readonly door: Door }) | null;
}
