import type { OrderEvent } from "../../../src/domain/order/events.ts";
import type { Report } from "../../../src/protocol/agent-link.ts";
import type { ToTerminal } from "../../../src/protocol/ea-link.ts";
import { crashPoint } from "../crash-points.ts";
import type { Journal } from "./journal.ts";
import { asJournalFailure } from "./journal-failed.ts";

/** Where the outcome of a turn goes once it is durable. */
export interface TurnOutputs {
  /** Messages for the terminal, in their order. */
  toTerminal(messages: readonly ToTerminal[]): void;
  /** `acknowledge` is set when `order` frames were journaled in this turn. */
  toGateway(acknowledge: boolean, reports: readonly Report[]): void;
}

/** How long work of `soon` may wait for a turn that has to be committed anyway. */
const SOON_MS = 20;

/**
 * Runs everything that changes the journal, one turn at a time: what a turn writes is committed as one
 * transaction, and only then do its messages leave. So whatever arrived together costs one fsync, and
 * nothing is passed on or reported that could be forgotten.
 *
 * When a turn throws, memory and journal may disagree: no further turn runs, the process ends, and the next
 * one starts from the journal.
 */
export class Turns {
  readonly #journal: Journal;
  readonly #outputs: TurnOutputs;
  readonly #nowMs: () => number;
  #running = false;
  #later: (() => void)[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #toTerminal: ToTerminal[] = [];
  #reports: Report[] = [];
  #acknowledge = false;
  #afterwards: (() => void)[] = [];
  #closed = false;

  /** `nowMs` is the gateway's clock as far as it is known; it stamps the reports. */
  constructor(journal: Journal, outputs: TurnOutputs, nowMs: () => number) {
    this.#journal = journal;
    this.#outputs = outputs;
    this.#nowMs = nowMs;
  }

  /** Runs `work` now and commits what it wrote; within a running turn it becomes part of that one. */
  run(work: () => void): void {
    if (this.#closed) return;
    if (this.#running) {
      work();
      return;
    }
    this.#running = true;
    try {
      const waiting = this.#later;
      this.#later = [];
      for (const early of waiting) early();
      work();
      this.#journal.commit();
    } catch (cause) {
      // Until the process is gone something may still arrive; it must not find a half-done turn to go on with.
      this.#closed = true;
      throw asJournalFailure(cause);
    }
    this.#running = false;
    this.#release();
  }

  /**
   * Runs `work` with the next turn, at the latest after a moment. For what nobody waits for, such as
   * deleting acknowledged reports, so that it costs no fsync of its own.
   */
  soon(work: () => void): void {
    this.#later.push(work);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      if (this.#later.length > 0) this.run(() => undefined);
    }, SOON_MS);
  }

  /** Sends a message to the terminal once this turn is durable. */
  toTerminal(message: ToTerminal): void {
    this.#toTerminal.push(message);
  }

  /**
   * Journals a report of an order and sends it once this turn is durable. `atMs` is when it happened, by
   * the gateway's clock; now when absent.
   */
  report(orderId: string, event: OrderEvent, atMs: number = this.#nowMs()): void {
    this.#reports.push(this.#journal.addReport(orderId, atMs, event));
  }

  /** Acknowledges the order frames that were handled, once this turn is durable. */
  acknowledge(): void {
    this.#acknowledge = true;
  }

  /** Runs `work` once this turn is durable and its messages have left. */
  afterwards(work: () => void): void {
    this.#afterwards.push(work);
  }

  /** Runs what is waiting and takes no further work. */
  close(): void {
    clearTimeout(this.#timer);
    this.run(() => undefined);
    this.#closed = true;
  }

  #release(): void {
    const messages = this.#toTerminal;
    const reports = this.#reports;
    const acknowledge = this.#acknowledge;
    const afterwards = this.#afterwards;
    this.#toTerminal = [];
    this.#reports = [];
    this.#acknowledge = false;
    this.#afterwards = [];
    if (acknowledge) crashPoint("after_journal");
    if (messages.length > 0) this.#pass(messages);
    if (reports.length > 0) crashPoint("before_report");
    if (acknowledge || reports.length > 0) this.#outputs.toGateway(acknowledge, reports);
    for (const work of afterwards) work();
  }

  #pass(messages: readonly ToTerminal[]): void {
    const submits = messages.some(({ type }) => type === "submit");
    if (submits) crashPoint("before_pass");
    this.#outputs.toTerminal(messages);
    if (submits) crashPoint("after_pass");
  }
}
