import type { DatabaseSync, StatementSync } from "node:sqlite";
import { z } from "zod";
import type { OrderEvent } from "../../../src/domain/order/events.ts";
import type { Report } from "../../../src/protocol/agent-link.ts";
import { openDatabase } from "./database.ts";
import { OrderTables } from "./order-tables.ts";
import type { Order, Remembered, Standing, Step, StepDeal } from "./records.ts";
import { ReportTable } from "./report-table.ts";

const countersSchema = z.object({
  journal_id: z.string(),
  handled_seq: z.number().int(),
  report_seq: z.number().int(),
  acked_report_seq: z.number().int(),
  last_deal: z.string(),
  terminal: z.string().nullable(),
});

/** A commit writes about six pages of 4 KiB; so the log grows to some 50 MB at most. */
const TIDY_COMMITS = 200;
const TIDY_COMMITS_AT_MOST = 2_000;
const TIDY_QUIET_MS = 100;

/**
 * The agent's memory. Everything that leaves the agent was committed here first, and everything that a
 * commit promises can be taken up again after the process died at any point:
 *
 * - Died before an order's commit: nobody outside knows of it. Its frame was not acknowledged, so the
 *   gateway sends it again.
 * - Died after the commit, before the TCP write: the step is marked as passed, the terminal has never
 *   heard of it. At the next start it is queried, the answer is `never`, and it is passed on if its
 *   deadline still lies ahead.
 * - Died after the TCP write: the same query finds the step in the terminal's journal. It is not sent
 *   again, whatever the answer.
 * - Died before an order's `ack` or its reports went out: the frame comes again, is a repeat by its
 *   number and is acknowledged; the reports are still in the table and go out after the next `hello`.
 * - Died after a report went out, before its `ack` came: it goes out again with the same number, which
 *   the gateway has handled and ignores.
 * - Died between a terminal's frame and its commit: results are queried, deals are sent again because
 *   the deal cursor is committed only together with what the deals caused.
 *
 * Writes are collected: the first one opens a transaction, `commit` ends it. Only `Turns` calls `commit`.
 */
export class Journal {
  readonly #database: DatabaseSync;
  readonly #tables: OrderTables;
  readonly #saveCounters: StatementSync;
  readonly #reports: ReportTable;
  readonly journalId: string;
  #handledSeq: number;
  #reportSeq: number;
  #ackedReportSeq: number;
  #lastDeal: string;
  #terminal: string | null;
  #open = false;
  /** Commits since the last checkpoint. */
  #commits = 0;
  #lastCommitMs = 0;
  #countersChanged = false;

  constructor(path: string, lockWaitMs?: number) {
    this.#database = openDatabase(path, lockWaitMs);
    const prepare = (sql: string) => this.#database.prepare(sql);
    this.#tables = new OrderTables(prepare);
    this.#saveCounters = prepare(
      `UPDATE counters
       SET handled_seq = ?, report_seq = ?, acked_report_seq = ?, last_deal = ?, terminal = ? WHERE id = 1`,
    );
    this.#reports = new ReportTable(prepare);
    const counters = countersSchema.parse(prepare("SELECT * FROM counters WHERE id = 1").get());
    this.journalId = counters.journal_id;
    this.#handledSeq = counters.handled_seq;
    this.#reportSeq = counters.report_seq;
    this.#ackedReportSeq = counters.acked_report_seq;
    this.#lastDeal = counters.last_deal;
    this.#terminal = counters.terminal;
  }

  /** The highest `order` frame that was handled. */
  get handledSeq(): number {
    return this.#handledSeq;
  }

  /** The highest report number that was ever given out. */
  get reportSeq(): number {
    return this.#reportSeq;
  }

  /** The highest report that the gateway ever acknowledged. */
  get ackedReportSeq(): number {
    return this.#ackedReportSeq;
  }

  /** The deal up to which, and including which, everything was handled: where a `sync` starts. */
  get lastDeal(): string {
    return this.#lastDeal;
  }

  /** The MetaTrader account (`login@server`) that this journal belongs to; null until one was seen. */
  get terminal(): string | null {
    return this.#terminal;
  }

  handled(seq: number): void {
    if (seq <= this.#handledSeq) return;
    this.#handledSeq = seq;
    this.#changed();
  }

  dealHandled(deal: string): void {
    if (BigInt(deal) <= BigInt(this.#lastDeal)) return;
    this.#lastDeal = deal;
    this.#changed();
  }

  bindTerminal(account: string): void {
    this.#terminal = account;
    this.#changed();
  }

  /** Where an order stands, or undefined when the journal has never heard of it. */
  standing(orderId: string): Standing | undefined {
    return this.#tables.standing(orderId);
  }

  /** All that could be told again of an order, or undefined when the journal has never heard of it. */
  remembered(orderId: string): Remembered | undefined {
    return this.#tables.remembered(orderId);
  }

  /** Writes an order as it stands now; `ended` is the event that ended it. */
  saveOrder(order: Order, ended: OrderEvent | null): void {
    this.#begin();
    this.#tables.saveOrder(order, ended);
  }

  saveStep(orderId: string, step: Step): void {
    this.#begin();
    this.#tables.saveStep(orderId, step);
  }

  /** Enters an order that will never run. From now on its id is taken. */
  refuse(orderId: string, seq: number, ended: OrderEvent): void {
    this.#begin();
    this.#tables.refuse(orderId, seq, ended);
  }

  /** Enters a deal; false when it was there already. */
  addDeal(orderId: string, step: number, deal: StepDeal): boolean {
    this.#begin();
    return this.#tables.addDeal(orderId, step, deal);
  }

  dealsOf(orderId: string, step: number): StepDeal[] {
    return this.#tables.dealsOf(orderId, step);
  }

  /** The orders that have not ended, in the order in which they came. */
  openOrders(): Order[] {
    return this.#tables.openOrders();
  }

  /** Gives an event of an order its number among the reports; it is kept until acknowledged. */
  addReport(orderId: string, atMs: number, event: OrderEvent): Report {
    this.#begin();
    this.#reportSeq += 1;
    this.#countersChanged = true;
    this.#reports.insert(this.#reportSeq, orderId, atMs, event);
    return { seq: this.#reportSeq, orderId, atMs, event };
  }

  /** Forgets reports up to `seq`: they are in the gateway's ledger. */
  acknowledge(seq: number): void {
    if (seq <= this.#ackedReportSeq) return;
    this.#ackedReportSeq = seq;
    this.#changed();
    this.#reports.deleteUpTo(seq);
  }

  /** At most `limit` reports with numbers above `seq`, in their order. */
  reportsAfter(seq: number, limit: number): Report[] {
    return this.#reports.after(seq, limit);
  }

  /**
   * Moves the report counter up to `seq`, which the gateway has in its ledger although this journal never
   * gave it out: a restored backup. Unacknowledged reports get new numbers above it, since the gateway
   * would take them for repeats; one that it did have then comes twice, which is better than not at all.
   * Returns how many were renumbered.
   */
  skipReportsTo(seq: number): number {
    this.#begin();
    const waiting = this.reportsAfter(0, Number.MAX_SAFE_INTEGER);
    this.#reports.deleteUpTo(Number.MAX_SAFE_INTEGER);
    this.#reportSeq = Math.max(seq, this.#reportSeq);
    this.#ackedReportSeq = this.#reportSeq;
    for (const { orderId, atMs, event } of waiting) this.addReport(orderId, atMs, event);
    this.#changed();
    return waiting.length;
  }

  /** Makes everything written since the last call durable. Does nothing when nothing was written. */
  commit(): void {
    if (!this.#open) return;
    if (this.#countersChanged) {
      this.#saveCounters.run(
        this.#handledSeq,
        this.#reportSeq,
        this.#ackedReportSeq,
        this.#lastDeal,
        this.#terminal,
      );
      this.#countersChanged = false;
    }
    this.#database.exec("COMMIT");
    this.#open = false;
    this.#commits += 1;
    this.#lastCommitMs = performance.now();
  }

  /**
   * Moves what was committed from the write-ahead log into the database file, when it has become much and
   * nothing is going on, or when it has become too much to wait. Changes nothing that is promised.
   */
  tidy(): void {
    const quiet = performance.now() - this.#lastCommitMs >= TIDY_QUIET_MS;
    if (this.#open || this.#commits < (quiet ? TIDY_COMMITS : TIDY_COMMITS_AT_MOST)) return;
    this.#database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    this.#commits = 0;
  }

  close(): void {
    this.#database.close();
  }

  #begin(): void {
    if (this.#open) return;
    this.#database.exec("BEGIN IMMEDIATE");
    this.#open = true;
  }

  #changed(): void {
    this.#begin();
    this.#countersChanged = true;
  }
}
