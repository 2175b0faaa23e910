import { HaltIntake } from "./door-two/halt-intake.ts";
import { OrderIntake } from "./door-two/order-intake.ts";
import { AwaitedSteps } from "./executor/awaited-steps.ts";
import { DealCursor } from "./executor/deal-cursor.ts";
import { Executor } from "./executor/executor.ts";
import { queryOf } from "./executor/submit.ts";
import { TerminalFacts } from "./executor/terminal-facts.ts";
import { OwnOrders } from "./exits/own-orders.ts";
import { GatewayClock, hostTime, type TimeSource } from "./gateway-link/gateway-clock.ts";
import { GatewaySide } from "./gateway-link/gateway-side.ts";
import type { Journal } from "./journal/journal.ts";
import { Turns } from "./journal/turns.ts";
import type { Log } from "./log.ts";
import { MarketSide } from "./market/market-side.ts";
import { PolicySide } from "./policy/policy-side.ts";
import { Previewer } from "./preview/previewer.ts";
import { Coordinator } from "./reconcile/coordinator.ts";
import { Gate } from "./reconcile/gate.ts";
import { LedgerReconcile } from "./reconcile/ledger-reconcile.ts";
import { TerminalSync } from "./reconcile/terminal-sync.ts";
import { VanishedPendings } from "./reconcile/vanished-pendings.ts";
import type { Identity } from "./state/identity.ts";
import type { StatePaths } from "./state/state-dir.ts";
import type { Status } from "./state/status-file.ts";
import { Mirror } from "./terminal-link/mirror.ts";
import { TerminalIdentity } from "./terminal-link/terminal-identity.ts";
import { TerminalReporter } from "./terminal-link/terminal-reporter.ts";
import { TerminalServer } from "./terminal-link/terminal-server.ts";
import { TerminalSide } from "./terminal-link/terminal-side.ts";

/** How often waiting orders and unanswered steps are looked at. */
const SWEEP_MS = 500;

export interface AgentParts {
  readonly paths: StatePaths;
  readonly identity: Identity;
  readonly eaToken: string;
  readonly journal: Journal;
  readonly log: Log;
  /** Something that the status shows has changed. */
  readonly statusChanged: () => void;
  /** The host's clocks; others in tests. */
  readonly time?: TimeSource;
}

/** The agent: made of its parts here, which know nothing of each other beyond what they are given. */
export class Agent {
  readonly #identity: Identity;
  readonly #journal: Journal;
  readonly #clock: GatewayClock;
  readonly #mirror: Mirror;
  readonly #terminal = new TerminalIdentity();
  readonly #awaited: AwaitedSteps;
  readonly #gate: Gate;
  readonly #turns: Turns;
  readonly #executor: Executor;
  readonly #own: OwnOrders;
  readonly #sync: TerminalSync;
  readonly #vanished: VanishedPendings;
  readonly #coordinator: Coordinator;
  readonly #server: TerminalServer;
  readonly #gateway: GatewaySide;
  readonly #reporter: TerminalReporter;
  readonly #policy: PolicySide;
  readonly #market: MarketSide;
  readonly #startedAtMs = Date.now();
  #lastOrder: Status["lastOrder"] = null;
  #port = 0;
  #sweep: ReturnType<typeof setInterval> | undefined;

  constructor({ paths, identity, eaToken, journal, log, statusChanged, time = hostTime }: AgentParts) {
    this.#identity = identity;
    this.#journal = journal;
    const clock = new GatewayClock(time);
    this.#clock = clock;
    this.#gate = new Gate(clock);
    const mirror = new Mirror({ originOf: (magic) => journal.originOf(magic) });
    this.#mirror = mirror;
    const terminal = this.#terminal;
    const awaited = new AwaitedSteps(time.monotonicMs);
    this.#awaited = awaited;
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
      ...{ journal, turns, clock, awaited, terminal },
      market: mirror,
      gate: this.#gate,
      policy: { judge: (order, steps) => this.#policy.judge(order, steps) },
      reported: (orderId, { event }) => {
        this.#lastOrder = { orderId, event, atMs: nowMs() };
        statusChanged();
      },
    });
    this.#executor = executor;
    const cursor = new DealCursor(journal, time.monotonicMs);
    const own = new OwnOrders({
      ...{ journal, turns, executor, clock, time, market: mirror, gate: this.#gate },
      ask: (message) => this.#server.send([message]),
    });
    this.#own = own;
    const facts = new TerminalFacts({
      ...{ executor, awaited, journal, cursor, turns, market: mirror, terminal, log, watch: own },
    });
    const sync = new TerminalSync(journal, turns, awaited, cursor);
    this.#sync = sync;
    const vanished = new VanishedPendings(executor, mirror, time.monotonicMs);
    this.#vanished = vanished;
    const changed = () => {
      this.#coordinator.update();
      this.#lookAtPolicy();
      statusChanged();
    };
    const send = (frame: Parameters<GatewaySide["send"]>[0]) => this.#gateway.send(frame);
    const ledger = new LedgerReconcile({ journal, turns, executor, awaited, mirror, log, send });
    const reporter = new TerminalReporter({
      ...{ mirror, nowMs, send },
      notReady: () => this.#coordinator.reason,
      unsettled: () => awaited.unsettled(),
      policy: () => ({ halted: this.#policy.halted, summary: this.#policy.summary() }),
    });
    this.#reporter = reporter;
    this.#policy = new PolicySide({
      ...{ paths, journal, turns, mirror, clock, time, log, local: own.local },
      orders: () => executor.openOrders(),
      notReady: () => (this.#gate.local ? null : this.#coordinator.reason),
      toTerminal: (message) => this.#server.send([message]),
      changed: () => {
        reporter.changed("state");
        statusChanged();
      },
    });
    this.#coordinator = new Coordinator(this.#gate, {
      ...{ turns, executor, ledger, log },
      conditions: () => ({
        stage: sync.stage,
        clockKnown: clock.known,
        terminalAccount: mirror.accountName,
        boundAccount: journal.terminal,
        obstacle: mirror.account?.obstacle ?? "",
        stopped: this.#gateway.stopped,
      }),
      tell: () => reporter.now(),
    });
    this.#market = new MarketSide({
      ...{ identity, clock, log },
      toTerminal: (message) => this.#server.send([message]),
      stopped: () => this.#gateway.stopped !== null,
    });
    const side = new TerminalSide({
      market: this.#market,
      ...{
        journal,
        turns,
        mirror,
        terminal,
        sync,
        facts,
        executor,
        own,
        ledger,
        vanished,
        reporter,
        changed,
        log,
        drop: (code, message) => this.#server.drop(code, message),
      },
    });
    this.#server = new TerminalServer(eaToken, side, log);
    const previewer = new Previewer({
      ...{ market: mirror, clock },
      notReady: () => this.#coordinator.reason,
      judge: (steps) => this.#policy.wouldRefuse(steps),
    });
    this.#gateway = new GatewaySide({
      ...{ identity, journal, turns, clock, time, log, changed },
      intake: new OrderIntake({ self: identity, journal, turns, executor, clock, log }),
      haltStanding: () => this.#policy.gatewayStop,
      halts: new HaltIntake({
        ...{ self: identity, turns, send, log },
        standing: () => this.#policy.gatewayStop,
        keep: (standing) => {
          this.#policy.gatewayStops(standing);
          log.warn("gateway_stop", { stopped: standing.stopped?.stopId ?? "no", version: standing.version });
        },
      }),
      opened: (ledgerLostReports) => {
        ledger.begin(ledgerLostReports);
        changed();
        reporter.now();
      },
      reconcile: (frame) => {
        turns.run(() => ledger.requested(frame));
        changed();
      },
      preview: (frame) => send(previewer.answer(frame)),
    });
  }

  /** Starts to wait for the terminal and to connect to the gateway; the answer is the terminal's port. */
  async start(port: number, orAny: boolean): Promise<number> {
    this.#port = await this.#server.listen(port, orAny);
    this.#sweep = setInterval(() => this.#lookAfterOrders(), SWEEP_MS);
    await this.#policy.start();
    await this.#gateway.start();
    await this.#market.start();
    return this.#port;
  }

  /** Stops; everything that was promised is in the journal. */
  stop(): void {
    clearInterval(this.#sweep);
    this.#policy.stop();
    this.#market.stop();
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
      terminal: this.#terminalStatus(),
      reconciled: this.#gate.tradable,
      waitingFor: this.#coordinator.reason,
      clockOffsetMs: this.#clock.offsetMs,
      lastOrder: this.#lastOrder,
      halted: this.#policy.halted,
      policy: this.#policy.summary(),
      counts: {
        open: this.#executor.openCount,
        awaited: this.#awaited.count,
        handledSeq: journal.handledSeq,
        unacknowledgedReports: journal.reportSeq - journal.ackedReportSeq,
        positions: this.#mirror.positionCount,
      },
    };
  }

  #terminalStatus(): Status["terminal"] {
    const symbols = Array.from(this.#mirror.symbols.values());
    return {
      stage: this.#sync.stage,
      account: this.#mirror.accountName,
      port: this.#port,
      obstacle: this.#mirror.account?.obstacle ?? "",
      symbols: symbols.length,
      openSymbols: symbols.filter(({ open }) => open).length,
      pingMicros: this.#mirror.account?.pingMicros ?? null,
      refused: this.#server.refused,
      faults: [...this.#terminal.faults],
    };
  }

  #lookAtPolicy(): void {
    this.#policy.update({
      gatewayUp: this.#gateway.state.state === "up",
      terminalUp: this.#sync.stage !== "absent",
      lastOrder: this.#lastOrder,
    });
  }

  /** Asks for what was not answered, expires what waited too long. */
  #lookAfterOrders(): void {
    if (this.#clock.jumped) this.#gateway.measureClock();
    this.#coordinator.update();
    this.#turns.run(() => {
      const { stage } = this.#sync;
      if (stage === "answering" || stage === "reconciled") {
        for (const { order, step } of this.#awaited.due()) {
          this.#turns.toTerminal(queryOf(order.orderId, step.step, step.passedAtMs));
        }
      }
      this.#vanished.settle();
      this.#own.sweep();
      this.#executor.expire();
      this.#lookAtPolicy();
    });
    this.#journal.tidy();
  }
}
