import type { DatabaseSync } from "node:sqlite";
import type { OrderEvent } from "../../../src/domain/order/events.ts";
import type { Instruction } from "../../../src/domain/order/instruction.ts";
import type { Report } from "../../../src/protocol/agent-link.ts";
import { PolicyStore } from "../policy/policy-store.ts";
import { Counters } from "./counters.ts";
import { openDatabase } from "./database.ts";
import { ExitTable } from "./exit-table.ts";
import { magicOfOrder, orderPart, stepPart } from "./magic.ts";
import { OrderTables } from "./order-tables.ts";
import { PositionTables } from "./position-tables.ts";
import type { Order, Remembered, Standing, Step, StepDeal } from "./records.ts";
import { ReportTable } from "./report-table.ts";
import { StrayDeals } from "./stray-deals.ts";
import { WriteAheadLog } from "./write-ahead-log.ts";

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
  readonly #log: WriteAheadLog;
  readonly #tables: OrderTables;
  readonly #counters: Counters;
  readonly #reports: ReportTable;
  readonly #strays: StrayDeals;
  readonly positions: PositionTables;
  readonly exits: ExitTable;
  readonly journalId: string;
  /** What the policy of this host remembers. */
  readonly policy: PolicyStore;
  #open = false;

  constructor(path: string, lockWaitMs?: number) {
    this.#database = openDatabase(path, lockWaitMs);
    this.#log = new WriteAheadLog(this.#database);
    const prepare = (sql: string) => this.#database.prepare(sql);
    this.#tables = new OrderTables(prepare);
    this.#reports = new ReportTable(prepare);
    const begin = () => this.#begin();
    this.positions = new PositionTables(prepare, begin);
    this.exits = new ExitTable(prepare, begin);
    this.#strays = new StrayDeals(prepare);
    this.policy = new PolicyStore(prepare, begin);
    this.#counters = new Counters(prepare, begin);
    this.journalId = this.#counters.journalId;
  }

  /** The highest `order` frame that was handled. */
  get handledSeq(): number {
    return this.#counters.handledSeq;
  }

  /** The highest report number that was ever given out. */
  get reportSeq(): number {
    return this.#counters.reportSeq;
  }

  /** The highest report that the gateway ever acknowledged. */
  get ackedReportSeq(): number {
    return this.#counters.ackedReportSeq;
  }

  /** The deal up to which, and including which, everything was handled: where a `sync` starts. */
  get lastDeal(): string {
    return this.#counters.lastDeal;
  }

  /** The MetaTrader account (`login@server`) that this journal belongs to; null until one was seen. */
  get terminal(): string | null {
    return this.#counters.terminal;
  }

  handled(seq: number): void {
    if (seq <= this.#counters.handledSeq) return;
    this.#counters.handledSeq = seq;
    this.#counters.changed();
  }

  dealHandled(deal: string): void {
    if (BigInt(deal) <= BigInt(this.#counters.lastDeal)) return;
    this.#counters.lastDeal = deal;
    this.#counters.changed();
  }

  bindTerminal(account: string): void {
    this.#counters.terminal = account;
    this.#counters.changed();
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

  /** True for an order that the gateway gave, so that it may be told of it. */
  isGateways(orderId: string): boolean {
    return this.#tables.originOf(orderId) === "gateway";
  }

  /** What an order was told to do; null when it was found at the terminal, or was never heard of. */
  instructionOf(orderId: string): Instruction | null {
    return this.#tables.instructionOf(orderId);
  }

  /** The step that a magic number of the venue stands for, when its order is in this journal. */
  originOf(magic: string): { readonly orderId: string; readonly step: number } | null {
    if (magic === "0") return null;
    const orderId = this.#tables.orderByMagic(orderPart(magic));
    return orderId === undefined ? null : { orderId, step: stepPart(magic) };
  }

  /**
   * Keeps a deal that names no order, and whose magic number is of none in this journal: the journal may be
   * new, and the order named later. Only the newest are kept.
   */
  addStray(magic: string, deal: StepDeal): void {
    this.#begin();
    this.#strays.add(magic, deal);
  }

  /** Moves the stray deals of an order to where they belong; called when its id becomes known. */
  claimStrays(orderId: string): void {
    this.#begin();
    for (const { magic, deal } of this.#strays.take(magicOfOrder(orderId))) {
      this.#tables.addDeal(orderId, stepPart(magic), deal);
    }
  }

  /** Every deal of an order, by its steps. */
  dealSteps(orderId: string): ReadonlyMap<number, StepDeal[]> {
    return this.#tables.dealSteps(orderId);
  }

  /** The orders that have not ended, in the order in which they came. */
  openOrders(): Order[] {
    return this.#tables.openOrders();
  }

  /** Gives an event of an order its number among the reports; it is kept until acknowledged. */
  addReport(orderId: string, atMs: number, event: OrderEvent): Report {
    this.#begin();
    this.#counters.reportSeq += 1;
    this.#counters.changed();
    this.#reports.insert(this.#counters.reportSeq, orderId, atMs, event);
    return { seq: this.#counters.reportSeq, orderId, atMs, event };
  }

  /** Forgets reports up to `seq`: they are in the gateway's ledger. */
  acknowledge(seq: number): void {
    if (seq <= this.#counters.ackedReportSeq) return;
    this.#counters.ackedReportSeq = seq;
    this.#counters.changed();
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
    this.#counters.reportSeq = Math.max(seq, this.#counters.reportSeq);
    this.#counters.ackedReportSeq = this.#counters.reportSeq;
    for (const { orderId, atMs, event } of waiting) this.addReport(orderId, atMs, event);
    this.#counters.changed();
    return waiting.length;
  }

  /** Makes everything written since the last call durable. Does nothing when nothing was written. */
  commit(): void {
    if (!this.#open) return;
    this.#counters.save();
    this.#database.exec("COMMIT");
    this.#open = false;
    this.#log.committed();
  }

  /** Looks after the file; see `WriteAheadLog`. Changes nothing that is promised. */
  tidy(): void {
    if (!this.#open) this.#log.tidy();
  }

  close(): void {
    this.#database.close();
  }

  #begin(): void {
    if (this.#open) return;
    this.#database.exec("BEGIN IMMEDIATE");
    this.#open = true;
  }
}
