import { parsePlainJson } from "../../src/domain/json/strict.ts";
import {
  AGENT_LINK_VERSION,
  type FromAgent,
  type FromGateway,
  fromAgentSchema,
} from "../../src/protocol/agent-link.ts";
import type { AccountRow } from "./account-row.ts";
import { type AgentSockets, close, isOpen, send } from "./agent-sockets.ts";
import type { Dispatcher } from "./dispatcher.ts";
import type { EquityLog } from "./equity-log.ts";
import type { HaltSender } from "./halt-sender.ts";
import type { Ledger } from "./ledger.ts";
import type { LinkState } from "./link-state.ts";
import type { Previews } from "./previews.ts";
import { Reconciliation } from "./reconciliation.ts";
import { applyReports } from "./reports.ts";
import type { SignIn, SignInDesk } from "./sign-in.ts";
import type { Stops } from "./stops.ts";
import type { Commit } from "./tables.ts";
import type { Terminal } from "./terminal.ts";
import type { TradingNotices } from "./trading-notices.ts";

/** Longest frame that is looked at. A terminal with some thousand positions fills half of it. */
const MAX_FRAME_CHARACTERS = 4 * 1024 * 1024;

/** `terminal` lists up to 10,000 positions, `reconciled` every order that was asked for. */
const FRAME_LIMITS = { depth: 8, keys: 1_000, items: 200_000 };

/** WebSocket's own code for a fault at the server. */
const INTERNAL_ERROR = 1011;

export interface SessionParts {
  readonly account: AccountRow;
  readonly ledger: Ledger;
  readonly link: LinkState;
  readonly terminal: Terminal;
  readonly equity: Pick<EquityLog, "report">;
  readonly sockets: AgentSockets;
  readonly signIns: SignInDesk;
  readonly dispatcher: Dispatcher;
  readonly previews: Previews;
  readonly halts: HaltSender;
  readonly stops: Pick<Stops, "look">;
  readonly notices: TradingNotices;
  readonly commit: Commit;
  readonly now: () => number;
  /** Lets work go on after the event that started it, and keeps the object awake for it. */
  readonly inBackground: (work: Promise<void>) => void;
}

/** The gateway's end of the agent link; `src/protocol/agent-link.ts` describes a session. */
export class AgentSession {
  readonly #parts: SessionParts;
  readonly #reconciliation: Reconciliation;

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.#reconciliation = new Reconciliation(parts.account, parts.ledger, parts.link);
  }

  /**
   * Opens the link of a signed-in agent in place of any other: the newest wins. Returns the agent's end of
   * the socket, or null when the token was used meanwhile.
   */
  open(signIn: SignIn): WebSocket | null {
    const { account, link, terminal, sockets, signIns, commit, now } = this.#parts;
    const nowMs = now();
    const admitted = commit(() => {
      if (!signIns.admit(signIn, nowMs)) return false;
      link.change({
        epoch: link.row.epoch + 1,
        stage: "welcomed",
        connectedAtMs: nowMs,
        disconnectedAtMs: null,
      });
      terminal.forgetReadiness();
      return true;
    });
    if (!admitted) return null;
    const { epoch } = link.row;
    const { ackedSeq, reportAckSeq } = link.counters;
    const { agentId } = signIn;
    const client = sockets.accept(epoch, agentId);
    sockets.closeOthers(epoch, "replaced");
    const socket = sockets.of(epoch);
    if (socket !== null) {
      send(socket, {
        type: "welcome",
        v: AGENT_LINK_VERSION,
        epoch,
        accountId: account.id,
        agentId,
        ackedSeq,
        reportAckSeq,
        gatewayMs: nowMs,
      });
    }
    return client;
  }

  /** Handles one message; those of an older link, or of one that is being closed, are ignored. */
  message(socket: WebSocket, message: string | ArrayBuffer): void {
    const { sockets, link } = this.#parts;
    if (!isOpen(socket) || sockets.epochOf(socket) !== link.row.epoch) return;
    const frame = readFrame(message);
    if (frame === undefined || !this.#hasPlace(frame)) close(socket, "badFrame");
    else this.#handle(socket, frame);
  }

  /** Notes that a socket is gone, when it was the link's. */
  closed(): void {
    const { sockets, link, notices, commit, now } = this.#parts;
    if (link.row.stage === "away" || sockets.of(link.row.epoch) !== null) return;
    commit(() => {
      link.change({ stage: "away", disconnectedAtMs: now() });
      notices.look(now());
    });
  }

  /** Ends a socket that is of no use any more; its agent connects again. */
  failed(socket: WebSocket): void {
    if (isOpen(socket)) socket.close(INTERNAL_ERROR, "error");
    this.closed();
  }

  /** Asks the agent again for its side, with new pips; new orders wait meanwhile. */
  reconcileAgain(): void {
    const { sockets, link, commit } = this.#parts;
    const socket = sockets.of(link.row.epoch);
    if (socket === null || link.row.stage === "welcomed" || link.row.stage === "away") return;
    send(
      socket,
      commit(() => this.#reconciliation.start()),
    );
  }

  /**
   * Makes another agent the account's own: the epoch of the one before is over, so its frames count no
   * more. Belongs into a transaction; `closeRevoked` follows it.
   */
  replaceAgent(agentId: string): void {
    const { sockets, link, terminal, now } = this.#parts;
    const lost = sockets.of(link.row.epoch) === null ? {} : { disconnectedAtMs: now() };
    link.change({
      epoch: link.row.epoch + 1,
      stage: "away",
      agentId,
      agentVersion: null,
      journalId: null,
      ...lost,
    });
    terminal.forgetReadiness();
    this.#parts.halts.forget();
  }

  closeRevoked(): void {
    this.#parts.sockets.closeOthers(this.#parts.link.row.epoch, "revoked");
  }

  /** The hello comes first and once; only the clock may be asked at any time. */
  #hasPlace({ type }: FromAgent): boolean {
    const { stage } = this.#parts.link.row;
    return type === "clock" || (type === "hello") === (stage === "welcomed");
  }

  #handle(socket: WebSocket, frame: FromAgent): void {
    const { link, ledger, now, commit } = this.#parts;
    const nowMs = now();
    switch (frame.type) {
      case "clock":
        send(socket, { type: "clock", agentMs: frame.agentMs, gatewayMs: nowMs });
        return;
      case "hello":
        this.#hello(socket, frame, nowMs);
        return;
      case "ack":
        this.#acknowledged(socket, frame.seq);
        return;
      case "reports": {
        if (frame.ack !== undefined && !this.#acknowledged(socket, frame.ack)) return;
        const gap = commit(() => applyReports(frame.items, ledger, link, nowMs));
        commit(() => this.#parts.stops.look(nowMs));
        send(socket, { type: "ack", seq: link.counters.reportAckSeq });
        if (gap) close(socket, "outOfSequence");
        break;
      }
      case "terminal":
        this.#terminal(frame);
        break;
      case "halted":
        commit(() => this.#parts.halts.confirmed(frame.version, nowMs));
        return;
      case "previewed":
        this.#parts.previews.answered(frame);
        return;
      case "reconciled":
        if (!commit(() => this.#reconciliation.finish(frame, nowMs))) return;
        break;
    }
    this.#parts.inBackground(this.#parts.dispatcher.run());
  }

  /**
   * Takes an acknowledgement; false, and the link closed, when it is of something that was never sent. Costs
   * no write of its own: should it be forgotten in a crash, the next hello says it again.
   */
  #acknowledged(socket: WebSocket, seq: number): boolean {
    const { link } = this.#parts;
    if (seq > link.counters.lastSeq) {
      close(socket, "badFrame");
      return false;
    }
    if (seq > link.counters.ackedSeq) link.count({ ackedSeq: seq });
    return true;
  }

  #hello(socket: WebSocket, frame: Extract<FromAgent, { type: "hello" }>, nowMs: number): void {
    if (frame.v !== AGENT_LINK_VERSION) {
      close(socket, "unsupportedVersion");
      return;
    }
    const reconcile = this.#parts.commit(() => {
      this.#reconciliation.greet(frame, nowMs);
      this.#parts.halts.greet(frame.halt, nowMs);
      return this.#reconciliation.start();
    });
    if (this.#parts.halts.isDue) this.#parts.inBackground(this.#haltFirst(socket, reconcile));
    else send(socket, reconcile);
  }

  /** The agent passes on what it has once `reconcile` is answered; the stop must be in force before that. */
  async #haltFirst(socket: WebSocket, reconcile: Extract<FromGateway, { type: "reconcile" }>): Promise<void> {
    await this.#parts.halts.run();
    const { stage, reconcileId } = this.#parts.link.row;
    if (stage === "reconciling" && reconcileId === reconcile.reconcileId) send(socket, reconcile);
  }

  #terminal({ state }: Extract<FromAgent, { type: "terminal" }>): void {
    const { terminal, account, notices, equity, commit, now } = this.#parts;
    commit(() => {
      const before = terminal.policyStops;
      equity.report(state, terminal.money, now());
      if (terminal.report(state)) account.raiseProfileVersion();
      notices.policyReported(before, now());
      notices.look(now());
      this.#parts.stops.look(now());
    });
  }
}

/** A frame, or undefined when it is none: strict JSON, as at the other end, and the schema of the link. */
function readFrame(message: string | ArrayBuffer): FromAgent | undefined {
  if (typeof message !== "string" || message.length > MAX_FRAME_CHARACTERS) return undefined;
  const plain = parsePlainJson(message, FRAME_LIMITS);
  if (!plain.ok) return undefined;
  const frame = fromAgentSchema.safeParse(plain.value);
  return frame.success ? frame.data : undefined;
}
