import { refusal } from "../../src/domain/refusal.ts";
import type { FromAgent, FromGateway } from "../../src/protocol/agent-link.ts";
import type { AccountRow } from "./account-row.ts";
import type { Ledger } from "./ledger.ts";
import type { LinkState } from "./link-state.ts";
import type { OpenOrder } from "./open-order.ts";

type Hello = Extract<FromAgent, { type: "hello" }>;
type Reconciled = Extract<FromAgent, { type: "reconciled" }>;
type Reconcile = Extract<FromGateway, { type: "reconcile" }>;

/** Brings ledger and agent to one view after every connect, before anything is sent (promise P5). */
export class Reconciliation {
  readonly #account: AccountRow;
  readonly #ledger: Ledger;
  readonly #link: LinkState;

  constructor(account: AccountRow, ledger: Ledger, link: LinkState) {
    this.#account = account;
    this.#ledger = ledger;
    this.#link = link;
  }

  /**
   * Takes over what the agent says of its journal. A counter of ours that is behind (this object was
   * restored from a backup) moves up: a number must never be given out twice, and reports that were
   * acknowledged do not come again under theirs. A journal that is behind is only noted; the agent moves its
   * own counters up to those in `welcome`.
   */
  greet({ agentVersion, journalId, handledSeq, reportSeq, ackedReportSeq = 0 }: Hello, nowMs: number): void {
    const { lastSeq, ackedSeq, reportAckSeq } = this.#link.counters;
    const note = (kind: "counter_moved" | "journal_behind", message: string) =>
      this.#ledger.fault(kind, null, null, nowMs, message);
    if (handledSeq > lastSeq) {
      note("counter_moved", `The agent has frame ${handledSeq}, the ledger gave out ${lastSeq}.`);
    }
    if (ackedReportSeq > reportAckSeq) {
      note("counter_moved", `Report ${ackedReportSeq} was acknowledged, the ledger has ${reportAckSeq}.`);
    }
    if (handledSeq < ackedSeq || reportSeq < reportAckSeq) {
      const journal = this.#link.row.journalId === journalId ? "the same" : "another";
      const ours = `The ledger has acknowledged frame ${ackedSeq} and report ${reportAckSeq}`;
      note("journal_behind", `${ours}, the agent's journal (${journal}) has ${handledSeq} and ${reportSeq}.`);
    }
    this.#link.change({ agentVersion, journalId });
    this.#link.count({
      lastSeq: Math.max(lastSeq, handledSeq),
      ackedSeq: Math.max(ackedSeq, handledSeq),
      reportAckSeq: Math.max(reportAckSeq, ackedReportSeq),
    });
  }

  /** Starts a round; what the agent was given before it says `reconciled` waits. */
  start(): Reconcile {
    const reconcileId = this.#link.row.reconcileId + 1;
    this.#link.change({ reconcileId, stage: "reconciling" });
    const orderIds: string[] = [];
    for (const order of this.#ledger.open.values()) if (this.#isAtAgent(order)) orderIds.push(order.id);
    return { type: "reconcile", reconcileId, orderIds, pips: this.#account.pips };
  }

  /**
   * Takes over the agent's answer; false when it belongs to a round that is over. Orders that the agent and
   * its terminal never saw are fenced there: they will not be carried out, so they are rejected here. Where
   * the ledger has them as submitted the two contradict each other, and nobody knows.
   */
  finish({ reconcileId, neverSeen }: Reconciled, nowMs: number): boolean {
    const { row } = this.#link;
    if (row.stage !== "reconciling" || row.reconcileId !== reconcileId) return false;
    for (const id of neverSeen) {
      const order = this.#ledger.open.get(id);
      if (order === undefined || !this.#isAtAgent(order) || order.state === "unknown") continue;
      if (order.state === "sent" || order.state === "accepted") {
        const why = refusal(
          "lost_before_submission",
          "The order was lost between gateway and terminal; the terminal's journal proves that it was never submitted.",
        );
        this.#ledger.record(id, { event: "rejected", door: "agent", refusal: why }, nowMs, nowMs);
      } else {
        const why = refusal(
          "journal_lost",
          `The order is ${order.state}, but agent and terminal have no record of it any more.`,
          { hint: "compare the account's deals with this order by hand" },
        );
        this.#ledger.record(id, { event: "unknown", refusal: why }, nowMs, nowMs);
      }
    }
    this.#link.change({ stage: "resending" });
    return true;
  }

  /** What is sent again is left out: the agent cannot have seen it, and must not fence it. */
  #isAtAgent({ state, seq }: OpenOrder): boolean {
    if (state === "pending") return false;
    return state !== "sent" || (seq !== null && seq <= this.#link.counters.ackedSeq);
  }
}
