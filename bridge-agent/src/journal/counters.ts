import type { StatementSync } from "node:sqlite";
import * as z from "zod";

const countersSchema = z.object({
  journal_id: z.string(),
  handled_seq: z.number().int(),
  report_seq: z.number().int(),
  acked_report_seq: z.number().int(),
  last_deal: z.string(),
  terminal: z.string().nullable(),
});

/**
 * The one row of `counters`: how far the agent is with its gateway and its terminal. Changes are collected
 * and written by `save`; `begin` opens the journal's transaction.
 */
export class Counters {
  readonly #save: StatementSync;
  readonly #begin: () => void;
  readonly journalId: string;
  /** The highest `order` frame that was handled. */
  handledSeq: number;
  /** The highest report number that was ever given out. */
  reportSeq: number;
  /** The highest report that the gateway ever acknowledged. */
  ackedReportSeq: number;
  /** The deal up to which, and including which, everything was handled: where a `sync` starts. */
  lastDeal: string;
  /** The MetaTrader account (`login@server`) that this journal belongs to; null until one was seen. */
  terminal: string | null;
  #isChanged = false;

  constructor(prepare: (sql: string) => StatementSync, begin: () => void) {
    this.#save = prepare(
      `UPDATE counters
       SET handled_seq = ?, report_seq = ?, acked_report_seq = ?, last_deal = ?, terminal = ? WHERE id = 1`,
    );
    this.#begin = begin;
    const counters = countersSchema.parse(prepare("SELECT * FROM counters WHERE id = 1").get());
    this.journalId = counters.journal_id;
    this.handledSeq = counters.handled_seq;
    this.reportSeq = counters.report_seq;
    this.ackedReportSeq = counters.acked_report_seq;
    this.lastDeal = counters.last_deal;
    this.terminal = counters.terminal;
  }

  /** To be called after a change. */
  changed(): void {
    this.#begin();
    this.#isChanged = true;
  }

  /** Writes what changed since the last time. */
  save(): void {
    if (!this.#isChanged) return;
    this.#isChanged = false;
    const { handledSeq, reportSeq, ackedReportSeq, lastDeal, terminal } = this;
    this.#save.run(handledSeq, reportSeq, ackedReportSeq, lastDeal, terminal);
  }
}
