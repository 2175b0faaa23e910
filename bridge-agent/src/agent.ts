import { OrderIntake } from "./door-two/order-intake.ts";
import { AwaitedSteps } from "./executor/awaited-steps.ts";
import { DealCursor } from "./executor/deal-cursor.ts";
import { Executor } from "./executor/executor.ts";
import { TerminalFacts } from "./executor/terminal-facts.ts";
import { GatewayClock, hostTime } from "./gateway-link/gateway-clock.ts";
import { GatewaySide } from "./gateway-link/gateway-side.ts";
import type { Journal } from "./journal/journal.ts";
import { Turns } from "./journal/turns.ts";
import type { Log } from "./log.ts";
import { Coordinator, Gate } from "./reconcile/coordinator.ts";
import { LedgerReconcile } from "./reconcile/ledger-reconcile.ts";
import { TerminalSync } from "./reconcile/terminal-sync.ts";
import { VanishedPendings } from "./reconcile/vanished-pendings.ts";
import type { Identity } from "./state/identity.ts";
import type { Status } from "./state/status-file.ts";
import { Mirror } from "./terminal-link/mirror.ts";
import { TerminalReporter } from "./terminal-link/terminal-reporter.ts";
import { TerminalServer } from "./terminal-link/terminal-server.ts";
import { TerminalSide } from "./terminal-link/terminal-side.ts";

/** How often waiting orders and unanswered steps are looked at. */
const SWEEP_MS = 500;

export interface AgentParts {
  readonly identity: Identity;
  readonly eaToken: string;
  readonly journal: Journal;
  readonly log: Log;
  /** Something that the status shows has changed. */
  readonly statusChanged: () => void;
}

/** The agent: made of its parts here, which know nothing of each other beyond what they are given. */
export class Agent {
  readonly #identity: Identity;
  readonly #journal: Journal;
  readonly #clock = new GatewayClock(hostTime);
  readonly #mirror = new Mirror();
  readonly #awaited = new AwaitedSteps(hostTime.monotonicMs);
  readonly #gate = new Gate();
  readonly #turns: Turns;
  readonly #executor: Executor;
  readonly #sync: TerminalSync;
  readonly #vanished: VanishedPendings;
  readonly #coordinator: Coordinator;
  readonly #server: TerminalServer;
  readonly #gateway: GatewaySide;
  readonly #reporter: TerminalReporter;
  readonly #startedAtMs = Date.now();
  #lastOrder: Status["lastOrder"] = null;
  #port = 0;
  #sweep: ReturnType<typeof setInterval> | undefined;

  constructor({ identity, eaToken, journal, log, statusChanged }: AgentParts) {
    this.#identity = identity;
    this.#journal = journal;
    const clock = this.#clock;
    const mirror = this.#mirror;
    const awaited = this.#awaited;
    const nowMs = () => clock.nowMs();
    const turns = new Turns(
      journal,
      {
        toTerminal: (messages) => this.#server.send(messages),
        toGateway: (acknowledge, reports) => this.#gateway.sendTurn(acknowledge, reports),
      },
      nowMs,
    );
    this.#turns = turns;
    const executor = new Executor({
      ...{ journal, turns, clock, awaited },
      market: mirror,
      gate: this.#gate,
      reported: (orderId, { event }) => {
        this.#lastOrder = { orderId, event, atMs: nowMs() };
        statusChanged();
      },
    });
    this.#executor = executor;
    const cursor = new DealCursor(journal, hostTime.monotonicMs);
    const facts = new TerminalFacts({ executor, awaited, journal, cursor, market: mirror, log });
    const sync = new TerminalSync(journal, turns, awaited, cursor);
    this.#sync = sync;
    const vanished = new VanishedPendings(executor, mirror, hostTime.monotonicMs);
    this.#vanished = vanished;
    const changed = () => {
      this.#coordinator.update();
      statusChanged();
    };
    const send = (frame: Parameters<GatewaySide["send"]>[0]) => this.#gateway.send(frame);
    const ledger = new LedgerReconcile({ journal, turns, executor, awaited, mirror, log, send });
    const reporter = new TerminalReporter({ mirror, nowMs, send, notReady: () => this.#coordinator.reason });
    this.#reporter = reporter;
    this.#coordinator = new Coordinator(this.#gate, {
      ...{ turns, executor, ledger, log },
      conditions: () => ({
        stage: sync.stage,
        clockKnown: clock.known,
        terminalAccount: mirror.accountName,
        boundAccount: journal.terminal,
        stopped: this.#gateway.stopped,
      }),
      tell: () => reporter.now(),
    });
    const terminal = new TerminalSide({
      ...{ journal, turns, mirror, sync, facts, executor, ledger, vanished, reporter, changed },
    });
    this.#server = new TerminalServer(eaToken, terminal, log);
    this.#gateway = new GatewaySide({
      ...{ identity, journal, turns, clock, log, changed },
      intake: new OrderIntake({ self: identity, journal, turns, executor, clock, log }),
      opened: (ledgerLostReports) => {
        ledger.begin(ledgerLostReports);
        changed();
        reporter.now();
      },
      reconcile: (frame) => {
        turns.run(() => ledger.requested(frame));
        changed();
      },
    });
  }

  /** Starts to wait for the terminal and to connect to the gateway; the answer is the terminal's port. */
  async start(port: number, orAny: boolean): Promise<number> {
    this.#port = await this.#server.listen(port, orAny);
    this.#sweep = setInterval(() => this.#lookAfterOrders(), SWEEP_MS);
    await this.#gateway.start();
    return this.#port;
  }

  /** Stops; everything that was promised is in the journal. */
  stop(): void {
    clearInterval(this.#sweep);
    this.#turns.close();
    this.#reporter.stop();
    this.#gateway.stop();
    this.#server.close();
  }

  status(): Status {
    const { state } = this.#gateway;
    const link = { state: state.state, epoch: this.#gateway.epoch };
    const journal = this.#journal;
    return {
      pid: process.pid,
      agentId: this.#identity.agentId,
      accountId: this.#identity.accountId,
      startedAtMs: this.#startedAtMs,
      updatedAtMs: Date.now(),
      link:
        state.state === "stopped"
          ? {
              ...link,
              reason: state.reason.message,
              ...(state.reason.hint === undefined ? {} : { hint: state.reason.hint }),
            }
          : state.state === "waiting"
            ? { ...link, reason: state.reason }
            : link,
      terminal: { stage: this.#sync.stage, account: this.#mirror.accountName, port: this.#port },
      reconciled: this.#gate.tradable,
      waitingFor: this.#coordinator.reason,
      clockOffsetMs: this.#clock.offsetMs,
      lastOrder: this.#lastOrder,
      counts: {
        open: this.#executor.openCount,
        awaited: this.#awaited.count,
        handledSeq: journal.handledSeq,
        unacknowledgedReports: journal.reportSeq - journal.ackedReportSeq,
        positions: this.#mirror.positionCount,
      },
    };
  }

  /** Asks for what was not answered, expires what waited too long. */
  #lookAfterOrders(): void {
    this.#turns.run(() => {
      const { stage } = this.#sync;
      if (stage === "answering" || stage === "reconciled") {
        for (const { orderId, step } of this.#awaited.due()) {
          this.#turns.toTerminal({ type: "query", order: orderId, step });
        }
      }
      this.#vanished.settle();
      this.#executor.expire();
    });
    this.#journal.tidy();
  }
}
