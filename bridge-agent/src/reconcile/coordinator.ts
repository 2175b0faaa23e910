import type { Refusal } from "../../../src/domain/refusal.ts";
import { refusal } from "../../../src/domain/refusal.ts";
import type { Executor } from "../executor/executor.ts";
import type { Turns } from "../journal/turns.ts";
import type { Log } from "../log.ts";
import type { Gate } from "./gate.ts";
import type { LedgerReconcile } from "./ledger-reconcile.ts";
import { type Conditions, readinessOf } from "./readiness.ts";

export interface CoordinatorParts {
  readonly turns: Turns;
  readonly executor: Executor;
  readonly ledger: LedgerReconcile;
  readonly conditions: () => Conditions;
  readonly log: Log;
  /** Readiness changed: the gateway is to be told. */
  readonly tell: () => void;
}

/**
 * Decides whether anything may be passed to the terminal (P5): agent and terminal are reconciled, the
 * clock is known, and the ledger has its answer. Draws the conclusions when that changes.
 */
export class Coordinator {
  readonly #parts: CoordinatorParts;
  readonly #gate: Gate;
  #reason: Refusal | null = refusal("starting", "The agent is starting.");

  constructor(gate: Gate, parts: CoordinatorParts) {
    this.#gate = gate;
    this.#parts = parts;
  }

  /** Why agent and terminal are not ready, or null. */
  get reason(): Refusal | null {
    return this.#reason;
  }

  /** Looks at everything anew. To be called after whatever may have changed it. */
  update(): void {
    const { turns, conditions, ledger, tell } = this.#parts;
    turns.run(() => {
      const { gateway, local, reconciling } = readinessOf(conditions());
      const changed = gateway?.code !== this.#reason?.code || gateway?.message !== this.#reason?.message;
      this.#reason = gateway;
      // Told before the ledger's answer: the gateway sends orders once it has both.
      if (changed) turns.afterwards(tell);
      // What a terminal knows it can say although it cannot trade.
      ledger.proceed(reconciling === null);
      this.#set(gateway === null && ledger.done, local === null);
    });
  }

  #set(tradable: boolean, local: boolean): void {
    const { log, executor } = this.#parts;
    const before = this.#gate.isOpen;
    this.#gate.reason = this.#reason;
    const opened = this.#gate.set(tradable, local);
    if (tradable && !before) log.info("reconciled");
    if (!tradable && before) log.warn("trading_paused", { code: this.#reason?.code ?? "ledger" });
    if (opened) executor.resume();
  }
}
