import {
  AGENT_LINK_VERSION,
  agentCloseCodes,
  type FromAgent,
  type FromGateway,
  type Report,
} from "../../../src/protocol/agent-link.ts";
import type { HaltStanding } from "../../../src/protocol/halt.ts";
import type { Self } from "../door-two/order-gate.ts";
import type { Journal } from "../journal/journal.ts";
import type { Turns } from "../journal/turns.ts";
import type { Log } from "../log.ts";
import type { OrderInbox } from "./order-inbox.ts";

/** Reports in one frame; the schema of the link allows no more. */
const REPORTS_PER_FRAME = 500;

type Frame<Type extends FromGateway["type"]> = Extract<FromGateway, { type: Type }>;

export interface SessionParts {
  readonly self: Self;
  readonly version: string;
  readonly journal: Journal;
  readonly turns: Turns;
  readonly log: Log;
  readonly send: (frame: FromAgent) => void;
  /** Ends this connection; another one follows. */
  readonly reject: (code: number, reason: string) => void;
  /** The gateway's stop as the journal has it. */
  readonly haltStanding: () => HaltStanding;
  readonly makeInbox: () => OrderInbox;
  /** The session is open: `hello` is out, and so are all waiting reports. */
  readonly opened: (welcome: Frame<"welcome">, ledgerLostReports: boolean) => void;
  readonly reconcile: (frame: Frame<"reconcile">) => void;
  readonly preview: (frame: Frame<"preview">) => void;
  readonly clock: (agentMs: number, gatewayMs: number) => void;
}

/** The agent's side of one connection to the gateway: greeting, counters, acknowledgements, resends. */
export class GatewaySession {
  readonly #parts: SessionParts;
  /** Exists from the gateway's welcome on. */
  #inbox: OrderInbox | undefined;
  #ended = false;

  constructor(parts: SessionParts) {
    this.#parts = parts;
  }

  /** True from `hello` on until the connection ends. */
  get isOpen(): boolean {
    return this.#inbox !== undefined && !this.#ended;
  }

  /** Nothing of this connection counts from now on. */
  end(): void {
    this.#ended = true;
    this.#inbox?.close();
  }

  receive(frame: FromGateway): void {
    if (this.#ended) return;
    const inbox = this.#inbox;
    if (frame.type === "welcome") {
      if (inbox === undefined) this.#welcome(frame);
      else this.#parts.reject(agentCloseCodes.badFrame, "a second welcome");
      return;
    }
    if (inbox === undefined) {
      this.#parts.reject(agentCloseCodes.badFrame, `${frame.type} before welcome`);
      return;
    }
    switch (frame.type) {
      case "order":
        inbox.receive(frame.seq, frame.jws);
        return;
      case "halt":
        inbox.receiveHalt(frame.jws);
        return;
      case "ack":
        this.#acknowledged(frame.seq);
        return;
      case "clock":
        this.#parts.clock(frame.agentMs, frame.gatewayMs);
        return;
      case "reconcile":
        inbox.inTurn(() => this.#parts.reconcile(frame));
        return;
      case "preview":
        this.#parts.preview(frame);
        return;
    }
  }

  /** Sends what a turn has made durable. Before the greeting nothing is lost by not sending: it is resent. */
  sendTurn(acknowledge: boolean, reports: readonly Report[]): void {
    if (this.#ended || this.#inbox === undefined) return;
    if (acknowledge && reports.length === 0) this.acknowledge();
    // One frame instead of two: each one wakes the account's object.
    this.#sendReports(reports, acknowledge ? this.#parts.journal.handledSeq : undefined);
  }

  /** Says which order frames are in the journal. */
  acknowledge(): void {
    this.#parts.send({ type: "ack", seq: this.#parts.journal.handledSeq });
  }

  #welcome(frame: Frame<"welcome">): void {
    const { self, journal, turns, log, reject } = this.#parts;
    if (frame.v !== AGENT_LINK_VERSION) {
      reject(agentCloseCodes.unsupportedVersion, `version ${frame.v}`);
      return;
    }
    if (frame.accountId !== self.accountId || frame.agentId !== self.agentId) {
      reject(agentCloseCodes.badFrame, "welcome for another agent");
      return;
    }
    const ledgerLostReports = frame.reportAckSeq < journal.ackedReportSeq;
    turns.run(() => {
      if (frame.ackedSeq > journal.handledSeq) {
        log.error("journal_behind_orders", { journal: journal.handledSeq, gateway: frame.ackedSeq });
        journal.handled(frame.ackedSeq);
      }
      if (frame.reportAckSeq > journal.reportSeq) {
        const renumbered = journal.skipReportsTo(frame.reportAckSeq);
        log.error("journal_behind_reports", { gateway: frame.reportAckSeq, renumbered });
      } else {
        journal.acknowledge(frame.reportAckSeq);
      }
      if (ledgerLostReports) {
        log.error("ledger_behind", { journal: journal.ackedReportSeq, gateway: frame.reportAckSeq });
      }
    });
    this.#open(frame, ledgerLostReports);
  }

  #open(welcome: Frame<"welcome">, ledgerLostReports: boolean): void {
    const { journal, version, send, log } = this.#parts;
    this.#inbox = this.#parts.makeInbox();
    send({
      type: "hello",
      v: AGENT_LINK_VERSION,
      agentVersion: version,
      journalId: journal.journalId,
      handledSeq: journal.handledSeq,
      reportSeq: journal.reportSeq,
      ackedReportSeq: journal.ackedReportSeq,
      halt: this.#parts.haltStanding(),
    });
    this.#resend();
    log.info("gateway_link_up", { epoch: welcome.epoch });
    this.#parts.opened(welcome, ledgerLostReports);
  }

  /** Sends every report that the gateway has not acknowledged. */
  #resend(): void {
    const { journal } = this.#parts;
    let sent = journal.ackedReportSeq;
    for (;;) {
      const reports = journal.reportsAfter(sent, REPORTS_PER_FRAME);
      const last = reports.at(-1);
      if (last === undefined) return;
      this.#sendReports(reports);
      sent = last.seq;
    }
  }

  #sendReports(reports: readonly Report[], ack?: number): void {
    for (let at = 0; at < reports.length; at += REPORTS_PER_FRAME) {
      const items = reports.slice(at, at + REPORTS_PER_FRAME);
      this.#parts.send({ type: "reports", items, ...(ack === undefined ? {} : { ack }) });
    }
  }

  #acknowledged(seq: number): void {
    const { journal, turns, reject } = this.#parts;
    if (seq > journal.reportSeq) reject(agentCloseCodes.badFrame, "acknowledges what was never sent");
    else turns.soon(() => journal.acknowledge(seq));
  }
}
