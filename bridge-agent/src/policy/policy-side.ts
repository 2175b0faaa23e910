import type { Refusal } from "../../../src/domain/refusal.ts";
import type { ToTerminal } from "../../../src/protocol/ea-link.ts";
import type { HaltStanding } from "../../../src/protocol/halt.ts";
import type { Halted } from "../../../src/protocol/policy-summary.ts";
import type { Command, Done } from "../control/control-protocol.ts";
import { ControlServer } from "../control/control-server.ts";
import type { LocalOrders } from "../executor/local-orders.ts";
import type { GatewayClock, TimeSource } from "../gateway-link/gateway-clock.ts";
import type { Journal } from "../journal/journal.ts";
import type { Order, Step, StepRequest } from "../journal/records.ts";
import type { Turns } from "../journal/turns.ts";
import type { Log } from "../log.ts";
import type { StatePaths } from "../state/state-dir.ts";
import type { Mirror } from "../terminal-link/mirror.ts";
import { Flattener } from "./flattener.ts";
import { HaltFile } from "./halt-file.ts";
import { bookOf, type Shown } from "./in-flight.ts";
import type { Money } from "./money-state.ts";
import { PanelTeller } from "./panel-teller.ts";
import { PolicyGuard } from "./policy-guard.ts";
import { PolicySource } from "./policy-source.ts";
import type { PolicySummary } from "./summary.ts";

/** The terminal tells the account's money at least every 5 s; older figures are not known any more. */
const FRESH_MS = 20_000;
/** How often a flattening is looked at while a person waits for it. */
const WATCH_MS = 200;

export interface PolicySideParts {
  readonly paths: StatePaths;
  readonly journal: Journal;
  readonly turns: Turns;
  readonly mirror: Mirror;
  readonly clock: GatewayClock;
  readonly time: TimeSource;
  readonly local: LocalOrders;
  readonly orders: () => Iterable<Order>;
  /** Why the agent's own orders cannot be carried out now, or null. */
  readonly notReady: () => Refusal | null;
  readonly toTerminal: (message: ToTerminal) => void;
  readonly log: Log;
  /** Something changed that the status, the gateway or the chart shows. */
  readonly changed: () => void;
}

/** What the agent says of itself whenever something changed, and now and then. */
export interface AgentStanding {
  readonly gatewayUp: boolean;
  readonly terminalUp: boolean;
  readonly lastOrder: { readonly orderId: string; readonly event: string } | null;
}

/** Everything of the policy, joined: file, halt flag, guard, flattening, and the commands of persons. */
export class PolicySide {
  readonly #parts: PolicySideParts;
  readonly #source: PolicySource;
  readonly #guard: PolicyGuard;
  readonly #flattener: Flattener;
  readonly #control: ControlServer;
  readonly #shown: Shown;
  readonly #panel: PanelTeller;
  readonly #watches = new Set<ReturnType<typeof setInterval>>();

  constructor(parts: PolicySideParts) {
    this.#parts = parts;
    const { paths, journal, turns, mirror, clock, local, orders, notReady, toTerminal } = parts;
    const { time, log, changed } = parts;
    const wallMs = () => time.wallMs();
    const monotonicMs = () => time.monotonicMs();
    const store = journal.policy;
    this.#shown = shownBy(mirror);
    this.#panel = new PanelTeller(toTerminal);
    this.#source = new PolicySource({
      ...{ path: paths.policy, hadFile: store.standing().hadFile, log },
      changed: () => {
        this.#look();
        changed();
      },
    });
    this.#guard = new PolicyGuard({
      ...{ store, turns, orders, log, changed, wallMs, monotonicMs },
      source: this.#source,
      haltFile: new HaltFile(paths.halt),
      shown: () => this.#shown,
      money: () => moneyOf(mirror, journal.terminal, monotonicMs()),
    });
    this.#flattener = new Flattener({
      ...{ local, notReady, log, monotonicMs },
      symbols: () => mirror.symbols,
      nowMs: () => clock.nowMs(),
    });
    this.#control = new ControlServer(paths, (command, progress) => this.#carryOut(command, progress), log);
  }

  async start(): Promise<void> {
    this.#source.start();
    await this.#control.start();
  }

  stop(): void {
    for (const watch of this.#watches) clearInterval(watch);
    this.#source.stop();
    this.#control.close();
  }

  /** See `PolicyGuard.judge`. */
  judge(order: Order, steps: readonly Step[]): readonly (Refusal | null)[] {
    return this.#guard.judge(order, steps);
  }

  /** See `PolicyGuard.wouldRefuse`. */
  wouldRefuse(requests: readonly StepRequest[]): readonly (Refusal | null)[] {
    return this.#guard.wouldRefuse(requests);
  }

  /** Looks at money, absence and halt, does what they demand, and shows on the chart how it stands. */
  update({ gatewayUp, terminalUp, lastOrder }: AgentStanding): void {
    this.#guard.gatewayIs(gatewayUp);
    this.#look();
    const facts = {
      ...{ gatewayUp, halted: this.halted?.reason ?? null },
      lastOrder: lastOrder === null ? null : `${lastOrder.event} ${lastOrder.orderId}`,
    };
    this.#panel.show(terminalUp, facts, this.#parts.time.monotonicMs());
  }

  #look(): void {
    this.#guard.look();
    const { demand } = this.#guard;
    if (demand === null) return;
    const book = bookOf(this.#shown, this.#parts.orders);
    if (this.#flattener.work(demand, book).flat && demand.close) this.#guard.flattened();
  }

  /** See `PolicyGuard.gatewayStop`. */
  get gatewayStop(): HaltStanding {
    return this.#guard.gatewayStop;
  }

  /** See `PolicyGuard.gatewayStops`. */
  gatewayStops(standing: HaltStanding): void {
    this.#guard.gatewayStops(standing);
  }

  get halted(): Halted | null {
    return this.#guard.halted;
  }

  summary(): PolicySummary {
    return this.#guard.summary();
  }

  async #carryOut(command: Command, progress: (text: string) => void): Promise<Omit<Done, "type">> {
    switch (command.command) {
      case "look":
        this.#source.look();
        this.#look();
        return { ok: true, lines: this.#stopLines() };
      case "resume": {
        const stops = this.#guard.resume(command.by, command.reset);
        this.#parts.changed();
        return { ok: stops.length === 0, lines: this.#stopLines() };
      }
      case "flatten":
        this.#guard.flatten(command.by, command.all);
        this.#parts.changed();
        return this.#untilFlat(command.waitMs, progress);
    }
  }

  /** Tells what is left whenever it changes; ends when the account is flat, stuck, or the time is over. */
  #untilFlat(waitMs: number, progress: (text: string) => void): Promise<Omit<Done, "type">> {
    const { time } = this.#parts;
    const endAtMs = time.monotonicMs() + waitMs;
    let told = "";
    return new Promise((resolve) => {
      const watch = setInterval(() => look(), WATCH_MS);
      this.#watches.add(watch);
      const look = () => {
        this.#look();
        const { flat, left, problems, stuck } = this.#flattener.progress;
        const text = `${left.length} left${problems.length === 0 ? "" : `; ${problems[0]}`}`;
        if (!flat && text !== told) progress(text);
        told = text;
        const calledOff = !flat && this.#guard.demand === null;
        if (!flat && !stuck && !calledOff && time.monotonicMs() < endAtMs) return;
        clearInterval(watch);
        this.#watches.delete(watch);
        if (flat) resolve({ ok: true, lines: ["The account is flat."] });
        else resolve({ ok: false, lines: calledOff ? ["Somebody called it off."] : notFlat(left, problems) });
      };
      look();
    });
  }

  #stopLines(): string[] {
    const { stops } = this.#guard;
    return stops.length === 0
      ? ["Entries may go on."]
      : stops.map(({ code, message }) => `${message} (${code})`);
  }
}

function notFlat(left: readonly string[], problems: readonly string[]): string[] {
  return [
    "The account is NOT flat; the agent keeps trying.",
    ...left.slice(0, 50).map((what) => `left: ${what}`),
    ...problems.slice(0, 50).map((what) => `refused: ${what}`),
  ];
}

/** Lists are read from the mirror when they are asked for: most judgements need the mode only. */
function shownBy(mirror: Mirror): Shown {
  return {
    get mode() {
      return mirror.account?.mode ?? "hedging";
    },
    get positions() {
      return mirror.positions;
    },
    get pendings() {
      return mirror.pendings;
    },
  };
}

/**
 * The account's money when it can be believed: of the account that this agent trades on, fresh, and told by
 * a terminal that is connected. A terminal that is still connecting says zero, which is no loss.
 */
function moneyOf(
  { account, accountName, isComplete }: Mirror,
  bound: string | null,
  nowMs: number,
): Money | undefined {
  if (account === undefined || !isComplete || bound === null || accountName !== bound) return undefined;
  if (nowMs - account.toldAtMs > FRESH_MS || account.obstacle === "disconnected") return undefined;
  const { balance, equity } = account;
  return Number(balance) === 0 && Number(equity) === 0 ? undefined : { balance, equity };
}
