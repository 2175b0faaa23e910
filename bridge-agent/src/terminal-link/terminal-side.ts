import type { FromTerminal } from "../../../src/protocol/ea-link.ts";
import type { Executor } from "../executor/executor.ts";
import type { TerminalFacts } from "../executor/terminal-facts.ts";
import type { Journal } from "../journal/journal.ts";
import type { Turns } from "../journal/turns.ts";
import type { LedgerReconcile } from "../reconcile/ledger-reconcile.ts";
import type { TerminalSync } from "../reconcile/terminal-sync.ts";
import type { VanishedPendings } from "../reconcile/vanished-pendings.ts";
import type { Mirror } from "./mirror.ts";
import type { TerminalReporter } from "./terminal-reporter.ts";
import type { TerminalHandlers } from "./terminal-server.ts";

export interface TerminalSideParts {
  readonly journal: Journal;
  readonly turns: Turns;
  readonly mirror: Mirror;
  readonly sync: TerminalSync;
  readonly facts: TerminalFacts;
  readonly executor: Executor;
  readonly ledger: LedgerReconcile;
  readonly vanished: VanishedPendings;
  readonly reporter: TerminalReporter;
  /** Something changed that readiness depends on. */
  readonly changed: () => void;
}

/** Frames that change no order and no readiness: they are mirrored, and nobody waits for more. */
const quiet: ReadonlySet<FromTerminal["type"]> = new Set([
  "tick",
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

  constructor(parts: TerminalSideParts) {
    this.#parts = parts;
  }

  up(): void {
    const { mirror, sync, vanished, changed } = this.#parts;
    mirror.clear();
    vanished.forget();
    sync.up();
    changed();
  }

  down(): void {
    const { sync, vanished, changed } = this.#parts;
    vanished.forget();
    sync.down();
    changed();
  }

  frames(frames: readonly FromTerminal[]): void {
    const { turns, executor, changed } = this.#parts;
    if (frames.every(({ type }) => quiet.has(type))) {
      for (const frame of frames) this.#frame(frame);
      if (executor.unsettled) turns.soon(() => executor.settle());
      return;
    }
    turns.run(() => {
      for (const frame of frames) this.#frame(frame);
      executor.settle();
      changed();
    });
  }

  #frame(frame: FromTerminal): void {
    const { mirror, reporter, sync, facts, ledger, vanished } = this.#parts;
    reporter.changed(mirror.apply(frame));
    switch (frame.type) {
      case "ready":
        // Another account's deals must not get into this journal.
        if (!this.#isOtherAccount()) sync.ready();
        return;
      case "synced":
        this.#bind();
        sync.synced(frame);
        vanished.look();
        return;
      case "journaled":
        facts.journaled(frame);
        return;
      case "result":
        facts.outcome(frame);
        return;
      case "answer":
        if (ledger.answered(frame)) return;
        facts.outcome(frame);
        sync.answered(frame);
        return;
      case "deal":
        facts.deal(frame);
        return;
      case "gone":
        facts.gone(frame);
        return;
      default:
        return;
    }
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
