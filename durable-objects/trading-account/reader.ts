import type { OrderState } from "../../src/domain/order/events.ts";
import { type Refusal, refusal } from "../../src/domain/refusal.ts";
import { err, ok } from "../../src/domain/result.ts";
import type { AccountProfile } from "../../src/protocol/delivery.ts";
import type { AccountRow } from "./account-row.ts";
import type { AgentSockets } from "./agent-sockets.ts";
import { orderIdsOf } from "./intake.ts";
import { type Ledger, pendingStep } from "./ledger.ts";
import type { LinkState } from "./link-state.ts";
import { summaryOf } from "./order-summary.ts";
import type { RefusalTable } from "./refusal-table.ts";
import type { StoredOrder } from "./rows.ts";
import type { Stops } from "./stops.ts";
import type { Terminal } from "./terminal.ts";
import type {
  AccountOverview,
  AlertOrders,
  Answer,
  LinkView,
  OrdersPage,
  OrdersQuery,
  OrderView,
} from "./views.ts";

const MAX_PAGE = 200;
const CURSOR = /^[0-9]{1,15}$/;

export interface ReaderParts {
  readonly account: AccountRow;
  readonly terminal: Terminal;
  readonly ledger: Ledger;
  readonly refusals: RefusalTable;
  readonly link: LinkState;
  readonly sockets: AgentSockets;
  readonly stops: Stops;
}

/** Puts together what the account's owner sees. Writes nothing. */
export class Reader {
  readonly #parts: ReaderParts;

  constructor(parts: ReaderParts) {
    this.#parts = parts;
  }

  overview(): AccountOverview {
    const { account, terminal, ledger, stops } = this.#parts;
    return {
      id: account.id,
      tenantId: account.tenantId,
      name: account.name,
      createdAtMs: account.createdAtMs,
      settings: account.settings,
      profileVersion: account.profileVersion,
      link: this.#link(),
      terminal: terminal.overview(),
      orders: this.#counts(),
      stop: stops.view(),
      alarms: ledger.alarms.raised(),
      faults: ledger.faults.count(),
    };
  }

  /** What signals are checked against. */
  profile(): AccountProfile {
    const { account, terminal } = this.#parts;
    const { id, profileVersion, settings } = account;
    return { accountId: id, version: profileVersion, settings, facts: [...terminal.facts] };
  }

  /** What alerts came to on this account: their orders with their timelines, or why there is none. */
  ordersOfAlerts(alertIds: readonly string[]): AlertOrders[] {
    const { account, ledger, refusals } = this.#parts;
    return alertIds.map((alertId) => {
      const orders = ledger.findAll(orderIdsOf(alertId, account.id)).map((order) => this.#view(order));
      return { alertId, refusal: orders.length > 0 ? null : (refusals.of(alertId) ?? null), orders };
    });
  }

  orders({ limit, before, symbol, state }: OrdersQuery): Answer<OrdersPage> {
    if (before !== undefined && !CURSOR.test(before)) {
      return err(refusal("bad_cursor", "The cursor is not one that a page ended with."));
    }
    const size = Math.min(Math.max(1, Math.trunc(limit)), MAX_PAGE);
    const { items, next } = this.#parts.ledger.page({
      limit: size,
      before: before === undefined ? undefined : Number(before),
      symbol,
      state,
    });
    return ok({ items: items.map(summaryOf), next: next === null ? null : String(next) });
  }

  order(id: string): Answer<OrderView> {
    const order = this.#parts.ledger.find(id);
    if (order === undefined) return err(refusal("unknown_order", "The account has no such order."));
    return ok(this.#view(order));
  }

  #view(order: StoredOrder): OrderView {
    const steps = this.#parts.ledger.eventsOf(order);
    return {
      ...summaryOf(order),
      deals: order.deals,
      timeline: [pendingStep(order), ...steps.map((step) => ({ step: step.event.event, ...step }))],
    };
  }

  #link(): LinkView {
    const { link, sockets } = this.#parts;
    const { epoch, agentId, agentVersion, connectedAtMs, disconnectedAtMs } = link.row;
    const connected = sockets.of(epoch) !== null;
    const reason = this.#whyNotReady(connected);
    return {
      connected,
      ready: reason === undefined,
      ...(reason === undefined ? {} : { reason }),
      epoch,
      sinceMs: connected ? connectedAtMs : disconnectedAtMs,
      agentId,
      agentVersion,
      lastHeartbeatMs: sockets.lastHeartbeatMs(epoch),
    };
  }

  #whyNotReady(connected: boolean): Refusal | undefined {
    const { link, terminal } = this.#parts;
    if (link.row.agentId === null) return refusal("agent_not_paired", "No agent is paired with the account.");
    if (!connected) return refusal("agent_not_connected", "The agent is not connected.");
    if (link.row.stage !== "open") {
      return refusal("reconciling", "Gateway and agent are comparing their records.");
    }
    if (terminal.ready) return undefined;
    return terminal.reason ?? refusal("terminal_not_ready", "The agent has no terminal that is ready.");
  }

  /** Ends are counted as they happen; the others are few. */
  #counts(): Record<OrderState, number> {
    const { ledger, link } = this.#parts;
    const { filled, cancelled, rejected, expired } = link.counters;
    const counts = {
      pending: 0,
      sent: 0,
      accepted: 0,
      submitted: 0,
      working: 0,
      partially_filled: 0,
      unknown: 0,
      filled,
      cancelled,
      rejected,
      expired,
    };
    for (const { state } of ledger.open.values()) counts[state] += 1;
    return counts;
  }
}
