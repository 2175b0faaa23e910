import {
  type AccountStop,
  type ClosingWish,
  tradingStopped,
} from "../../src/domain/emergency/account-stop.ts";
import { closingState, nextRound } from "../../src/domain/emergency/next-round.ts";
import { opens } from "../../src/domain/emergency/opens.ts";
import type { PlannedOrder } from "../../src/domain/order/plan.ts";
import { type Refusal, refusal } from "../../src/domain/refusal.ts";
import type { Alarms } from "../shared/alarms.ts";
import type { AccountRow } from "./account-row.ts";
import type { AgentSockets } from "./agent-sockets.ts";
import type { Ledger, NewOrder } from "./ledger.ts";
import type { LinkState } from "./link-state.ts";
import { makeOrders } from "./make-orders.ts";
import { summaryOf } from "./order-summary.ts";
import type { StopState, StoredClosing } from "./stop-state.ts";
import type { AccountStopView, AgentStopState, ClosingView } from "./stop-views.ts";
import type { Terminal } from "./terminal.ts";

/** As other exits: long enough for a slow reconnect, short enough that a forgotten one does not surprise. */
const CLOSE_WITHIN_MS = 5 * 60_000;

const everything: readonly PlannedOrder[] = [
  { leg: 0, entry: false, instruction: { kind: "cancel", symbol: null, side: "both", types: [] } },
  {
    leg: 0,
    entry: false,
    instruction: { kind: "close", symbol: null, side: "both", amount: { unit: "all" } },
  },
];

export interface StopsParts {
  readonly state: StopState;
  readonly account: AccountRow;
  readonly terminal: Terminal;
  readonly ledger: Ledger;
  readonly link: LinkState;
  readonly sockets: AgentSockets;
  readonly alarms: Pick<Alarms, "noLaterThan">;
}

/**
 * The emergency stop at door one: what would open is refused, also when it waits in the queue already, and
 * positions are closed by orders of the gateway's own. Methods that write belong into a transaction.
 */
export class Stops {
  readonly #parts: StopsParts;

  constructor(parts: StopsParts) {
    this.#parts = parts;
  }

  /** Why an order may not be taken or sent now; null when it may. */
  refusalOf({ instruction }: Pick<NewOrder, "instruction">): Refusal | null {
    const { stopped } = this.#parts.state.row;
    return stopped === null || !opens(instruction) ? null : tradingStopped(stopped);
  }

  /** Takes the tenant's word; what is older than the one that is in force changes nothing. */
  apply({ version, stopped, closing }: AccountStop, nowMs: number): void {
    const { state } = this.#parts;
    const { row } = state;
    if (version <= row.tenantVersion) return;
    const same = JSON.stringify(stopped) === JSON.stringify(row.stopped);
    state.change({
      tenantVersion: version,
      stopped,
      // The agent is told of stop and lifting; that something is to be closed it learns from the orders.
      ...(same ? {} : { version: row.version + 1, agentAtMs: null }),
    });
    this.#want(closing, nowMs);
    this.#sweep(nowMs);
  }

  /** Begins the next round of a closing when it is time; arranges to be asked again. */
  look(nowMs: number): void {
    const { closing } = this.#parts.state.row;
    if (closing === null) return;
    const next = nextRound(this.#closing(closing), nowMs);
    if (next.do === "wait") this.#parts.alarms.noLaterThan(next.untilMs);
    if (next.do === "begin") this.#begin({ ...closing, round: closing.round + 1 }, nowMs);
  }

  view(): AccountStopView {
    const { state, link, sockets } = this.#parts;
    const { tenantVersion, stopped, agentAtMs, closing } = state.row;
    const agent = this.#agent();
    return {
      ...{ tenantVersion, stopped, agent },
      agentAtMs: agent === "confirmed" ? agentAtMs : null,
      agentConnected: sockets.of(link.row.epoch) !== null,
      closing: closing === null ? null : this.#closingView(closing),
    };
  }

  #agent(): AgentStopState {
    const { state, link, sockets } = this.#parts;
    const { version, agentVersion } = state.row;
    if (link.row.agentId === null) return "none";
    if (agentVersion !== null && agentVersion >= version) return "confirmed";
    if (sockets.of(link.row.epoch) === null || link.row.stage === "welcomed") return "offline";
    return agentVersion === null ? "too_old" : "told";
  }

  /** Rejects what waits and would open, and what was to close for a stop that does not stand any more. */
  #sweep(nowMs: number): void {
    const { ledger, state } = this.#parts;
    const wanted = state.row.closing?.stopId ?? null;
    // A copy: what is rejected leaves the list while it is walked, and takes later legs with it.
    for (const { id } of [...ledger.open.values()]) {
      const order = ledger.open.get(id);
      if (order?.state !== "pending") continue;
      const over = order.source?.kind === "stop" && order.source.stopId !== wanted;
      const why = over ? stopLifted : this.refusalOf(order);
      if (why !== null) ledger.record(id, { event: "rejected", door: "gateway", refusal: why }, nowMs, nowMs);
    }
  }

  #want(wish: ClosingWish | null, nowMs: number): void {
    const { state } = this.#parts;
    const { closing } = state.row;
    if (wish === null) {
      // What is to be done once does not end with a change that says nothing of it.
      if (closing?.repeat === true) state.change({ closing: null });
      return;
    }
    if (closing?.stopId === wish.stopId) state.change({ closing: { ...closing, repeat: wish.repeat } });
    else this.#begin({ ...wish, round: 1, orderIds: [] }, nowMs);
  }

  /**
   * Two groups and not two legs of one: the close must go even when a pending order cannot be cancelled. They
   * wait for what is on its way already, so that a position that is just opening is closed as well.
   */
  #begin(closing: StoredClosing, nowMs: number): void {
    const { state, account, ledger, alarms } = this.#parts;
    const { stopId, round } = closing;
    const orderIds: string[] = [];
    for (const planned of everything) {
      const deadlineMs = nowMs + CLOSE_WITHIN_MS;
      const cause = {
        key: `${stopId}/${round}/${planned.instruction.kind}`,
        strategyId: "",
        source: { kind: "stop", stopId, round } as const,
        ...{ entryDeadlineMs: deadlineMs, exitDeadlineMs: deadlineMs },
      };
      for (const order of makeOrders(cause, [planned], account, nowMs)) {
        orderIds.push(order.id);
        // Only an object that was restored from a backup can have it already.
        if (!ledger.knows(order.id, order.alertId)) ledger.add([order]);
        alarms.noLaterThan(deadlineMs + 1);
      }
    }
    state.change({ closing: { ...closing, orderIds } });
  }

  #closing({ round, repeat, orderIds }: StoredClosing) {
    const { ledger } = this.#parts;
    const orders = orderIds.map((id) => ledger.find(id)).filter((order) => order !== undefined);
    const left = this.#left();
    return { round, repeat, orders, left: left === null ? null : left.positions + left.pendings };
  }

  #closingView(closing: StoredClosing): ClosingView {
    const { stopId, round } = closing;
    const known = this.#closing(closing);
    return {
      ...{ stopId, round },
      state: closingState(known),
      orders: known.orders.map(summaryOf),
      left: this.#left(),
      external: this.#manages ? 0 : this.#count(true),
    };
  }

  get #manages(): boolean {
    return this.#parts.account.settings.rules.external === "manage";
  }

  #left(): { positions: number; pendings: number } | null {
    const { terminal, link } = this.#parts;
    if (link.row.stage !== "open" || !terminal.ready) return null;
    const { positions, pendings } = terminal.positions();
    const ours = ({ external }: { external?: boolean | undefined }) => this.#manages || external !== true;
    return { positions: positions.filter(ours).length, pendings: pendings.filter(ours).length };
  }

  #count(external: boolean): number {
    const { positions, pendings } = this.#parts.terminal.positions();
    return [...positions, ...pendings].filter((one) => (one.external === true) === external).length;
  }
}

const stopLifted = refusal("stop_lifted", "The emergency stop was lifted before this order went out.");
