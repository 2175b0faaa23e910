import type { FromTerminal } from "../../../src/protocol/ea-link.ts";
import type { AwaitedSteps } from "../executor/awaited-steps.ts";
import type { DealCursor } from "../executor/deal-cursor.ts";
import { queryOf } from "../executor/submit.ts";
import type { Journal } from "../journal/journal.ts";
import type { Turns } from "../journal/turns.ts";

/**
 * `behind`: the terminal's records end before deals that the journal has, so they are not the records of
 * the account that this agent traded on, or were restored from a backup.
 *
 * How far the agent and a newly connected terminal are: `greeting` until it has told its account and
 * symbols, `telling` until it has told deals, positions and pending orders, `answering` until it has said
 * of every step that the journal cannot settle what came of it, then `reconciled`.
 */
export type SyncStage = "absent" | "greeting" | "telling" | "answering" | "reconciled" | "behind";

/** Brings agent and terminal to the same knowledge after a connect. Its methods belong into a turn. */
export class TerminalSync {
  readonly #journal: Journal;
  readonly #turns: Turns;
  readonly #awaited: AwaitedSteps;
  readonly #cursor: DealCursor;
  readonly #outstanding = new Set<string>();
  #stage: SyncStage = "absent";

  constructor(journal: Journal, turns: Turns, awaited: AwaitedSteps, cursor: DealCursor) {
    this.#journal = journal;
    this.#turns = turns;
    this.#awaited = awaited;
    this.#cursor = cursor;
  }

  get stage(): SyncStage {
    return this.#stage;
  }

  up(): void {
    this.#outstanding.clear();
    this.#stage = "greeting";
  }

  down(): void {
    this.#outstanding.clear();
    this.#stage = "absent";
  }

  /** The terminal has told its account and symbols: it is asked for everything since the last deal. */
  ready(): void {
    if (this.#stage !== "greeting") return;
    this.#stage = "telling";
    this.#turns.toTerminal({ type: "sync", lastdeal: this.#journal.lastDeal });
  }

  /** The terminal has told everything: it is asked for every step that was passed on and is not known. */
  synced(frame: Extract<FromTerminal, { type: "synced" }>): void {
    if (this.#stage !== "telling") return;
    if (BigInt(frame.lastdeal) < BigInt(this.#journal.lastDeal)) {
      this.#stage = "behind";
      return;
    }
    this.#cursor.complete(frame.lastdeal);
    this.#stage = "answering";
    for (const { order, step } of this.#awaited.all()) {
      this.#outstanding.add(`${order.orderId}/${step.step}`);
      this.#turns.toTerminal(queryOf(order.orderId, step.step, step.passedAtMs));
    }
    this.#finish();
  }

  answered(frame: Extract<FromTerminal, { type: "answer" }>): void {
    this.#outstanding.delete(`${frame.order}/${frame.step}`);
    this.#finish();
  }

  #finish(): void {
    if (this.#stage === "answering" && this.#outstanding.size === 0) this.#stage = "reconciled";
  }
}
