import type { FromTerminal, LinkRefusal } from "../../../src/protocol/ea-link.ts";
import type { Executor } from "../executor/executor.ts";
import type { TerminalFacts } from "../executor/terminal-facts.ts";
import type { OwnOrders } from "../exits/own-orders.ts";
import type { Journal } from "../journal/journal.ts";
import type { Turns } from "../journal/turns.ts";
import type { Log } from "../log.ts";
import type { MarketSide } from "../market/market-side.ts";
import type { LedgerReconcile } from "../reconcile/ledger-reconcile.ts";
import type { TerminalSync } from "../reconcile/terminal-sync.ts";
import type { VanishedPendings } from "../reconcile/vanished-pendings.ts";
import type { Mirror } from "./mirror.ts";
import type { TerminalIdentity } from "./terminal-identity.ts";
import type { TerminalReporter } from "./terminal-reporter.ts";
import type { Hello, TerminalHandlers } from "./terminal-server.ts";

export interface TerminalSideParts {
  readonly journal: Journal;
  readonly turns: Turns;
  readonly mirror: Mirror;
  readonly terminal: TerminalIdentity;
  readonly sync: TerminalSync;
  readonly facts: TerminalFacts;
  readonly executor: Executor;
  readonly own: Pick<OwnOrders, "frames" | "synced" | "forget">;
  readonly ledger: LedgerReconcile;
  readonly vanished: VanishedPendings;
  readonly reporter: TerminalReporter;
  readonly market: Pick<MarketSide, "frames" | "terminalGone">;
  readonly log: Log;
  /** Ends the terminal's link; it comes back and tells everything anew. */
  readonly drop: (code: LinkRefusal, message: string) => void;
  /** Something changed that readiness depends on. */
  readonly changed: () => void;
}

/** Frames that change no order and no readiness: they are mirrored, and nobody waits for more. */
const quiet: ReadonlySet<FromTerminal["type"]> = new Set([
  "tick",
  "book",
  "bars",
  "symbol",
  "position",
  "position_closed",
  "pending",
  "journaled",
  "pong",
]);

/** Takes what the terminal says to where it belongs; what arrived together becomes one turn. */
export class TerminalSide implements TerminalHandlers {
  readonly #parts: TerminalSideParts;
  #linked = false;

  constructor(parts: TerminalSideParts) {
    this.#parts = parts;
  }

  up(hello: Hello): void {
    const { mirror, terminal, sync, vanished, changed } = this.#parts;
    this.#linked = true;
    terminal.begin(hello.journal ?? null, hello.program);
    mirror.clear();
    vanished.forget();
    this.#parts.own.forget();
    sync.up();
    changed();
  }

  down(): void {
    this.#linked = false;
    const { sync, vanished, market, changed } = this.#parts;
    market.terminalGone();
    vanished.forget();
    this.#parts.own.forget();
    sync.down();
    changed();
  }

  frames(frames: readonly FromTerminal[]): void {
    if (this.#linked) this.#parts.market.frames(frames);
    const { turns, executor, own, changed } = this.#parts;
    if (frames.every(({ type }) => quiet.has(type))) {
      for (const frame of frames) this.#frame(frame);
      if (executor.unsettled) turns.soon(() => executor.settle());
      if (this.#linked) own.frames(frames);
      return;
    }
    turns.run(() => {
      for (const frame of frames) this.#frame(frame);
      executor.settle();
      changed();
      if (this.#linked) own.frames(frames);
    });
  }

  #frame(frame: FromTerminal): void {
    // Dropped by a frame before: what came with it is of a terminal that is not ours any more.
    if (!this.#linked) return;
    const { mirror, reporter, terminal, sync, facts, ledger, vanished, log } = this.#parts;
    const before = mirror.accountName;
    reporter.changed(mirror.apply(frame));
    switch (frame.type) {
      case "account":
        if (before !== null && before !== mirror.accountName) this.#switched(before);
        return;
      case "ready":
        // Another account's deals must not get into this journal.
        if (!this.#isOtherAccount()) sync.ready();
        return;
      case "synced":
        this.#bind();
        sync.synced(frame);
        this.#parts.own.synced();
        vanished.look();
        return;
      case "journaled":
        facts.journaled(frame);
        return;
      case "result":
        // What nobody knows is shown soon, and each look for it now and then.
        if (facts.outcome(frame)) reporter.changed("state");
        return;
      case "answer":
        if (ledger.answered(frame)) return;
        reporter.changed(facts.outcome(frame) ? "state" : "equity");
        sync.answered(frame);
        return;
      case "deal":
        facts.deal(frame);
        return;
      case "pending":
        facts.pending(frame);
        return;
      case "fault":
        terminal.complained({ code: frame.code, message: frame.message });
        log.warn("terminal_fault", { code: frame.code, message: frame.message });
        return;
      case "gone":
        facts.gone(frame);
        return;
      default:
        return;
    }
  }

  /**
   * The terminal logged in to another account. Nothing that it says from now on belongs to what was told
   * before, in either direction, so the link begins anew; until then there is no terminal.
   */
  #switched(before: string): void {
    const { mirror, log, drop } = this.#parts;
    const message = `The terminal switched from ${before} to ${mirror.accountName}.`;
    log.error("terminal_switched_account", { before, now: mirror.accountName });
    drop("account_switched", message);
  }

  #isOtherAccount(): boolean {
    const { journal, mirror } = this.#parts;
    return journal.terminal !== null && mirror.accountName !== journal.terminal;
  }

  /** The first account that was ever seen is the one that this agent trades on. */
  #bind(): void {
    const { journal, mirror } = this.#parts;
    const name = mirror.accountName;
    if (journal.terminal === null && name !== null) journal.bindTerminal(name);
  }
}
