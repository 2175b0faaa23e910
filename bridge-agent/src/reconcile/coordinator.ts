import type { Refusal } from "../../../src/domain/refusal.ts";
import { refusal } from "../../../src/domain/refusal.ts";
import type { Executor, TradeGate } from "../executor/executor.ts";
import type { Turns } from "../journal/turns.ts";
import type { Log } from "../log.ts";
import type { LedgerReconcile } from "./ledger-reconcile.ts";
import { type Conditions, notReadyBecause } from "./readiness.ts";

export interface CoordinatorParts {
  readonly turns: Turns;
  readonly executor: Executor;
  readonly ledger: LedgerReconcile;
  readonly conditions: () => Conditions;
  readonly log: Log;
  /** Readiness changed: the gateway is to be told. */
  readonly tell: () => void;
}

/** Opened and closed by the `Coordinator`; on its own so that the executor can look at it. */
export class Gate implements TradeGate {
  tradable = false;
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
      const reason = notReadyBecause(conditions());
      const changed = reason?.code !== this.#reason?.code;
      this.#reason = reason;
      // Told before the ledger's answer: the gateway sends orders once it has both.
      if (changed) turns.afterwards(tell);
      ledger.proceed(reason === null);
      this.#set(reason === null && ledger.done);
    });
  }

  #set(tradable: boolean): void {
    if (tradable === this.#gate.tradable) return;
    this.#gate.tradable = tradable;
    if (tradable) {
      this.#parts.log.info("reconciled");
      this.#parts.executor.resume();
    } else {
      this.#parts.log.warn("trading_paused", { code: this.#reason?.code ?? "ledger" });
    }
  }
}
