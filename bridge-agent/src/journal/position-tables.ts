import type { StatementSync } from "node:sqlite";
import * as z from "zod";
import { type Note, noteSchema } from "../../../src/domain/order/events.ts";
import { type OrderOrigin, orderOriginSchema } from "./records.ts";

/** A position's opening order is remembered so long after it closed: late deals, and brokers' corrections. */
const KEEP_CLOSED_MS = 7 * 86_400_000;
/**
 * Orders of exits are remembered so long after their deadline. A trailing stop makes one every second at most,
 * and no key ever comes again: the number in it is kept with the exit.
 */
const KEEP_EXIT_ORDERS_MS = 86_400_000;
/** Notes of deals are remembered so long: a gateway that was restored from a backup is told them again. */
const KEEP_NOTES_MS = 30 * 86_400_000;

const openerRow = z.object({ order_id: z.string() });
const identRow = z.object({ ident: z.string() });
const noteRow = z.object({ note: z.string() });
const originRow = z.object({ origin: orderOriginSchema });

/** What positions came from, and the deals that closed them without an order of the gateway. */
export class PositionTables {
  readonly #begin: () => void;
  readonly #opener: StatementSync;
  readonly #setOpener: StatementSync;
  readonly #dropOpener: StatementSync;
  readonly #addClosing: StatementSync;
  readonly #unclaimed: StatementSync;
  readonly #claim: StatementSync;
  readonly #notesOf: StatementSync;
  readonly #origin: StatementSync;
  readonly #stillOpen: StatementSync;
  readonly #markClosed: StatementSync;
  readonly #forgetOpeners: StatementSync;
  readonly #forgetNotes: StatementSync;
  readonly #forgetExitSteps: StatementSync;
  readonly #forgetExitOrders: StatementSync;

  /** `begin` opens a transaction when none is open; everything that writes calls it first. */
  constructor(prepare: (sql: string) => StatementSync, begin: () => void) {
    this.#begin = begin;
    this.#opener = prepare("SELECT order_id FROM openers WHERE ident = ?");
    this.#setOpener = prepare(
      `INSERT INTO openers (ident, order_id) VALUES (?, ?)
       ON CONFLICT (ident) DO UPDATE SET order_id = excluded.order_id, closed_at_ms = NULL`,
    );
    this.#dropOpener = prepare("DELETE FROM openers WHERE ident = ?");
    this.#addClosing = prepare(
      `INSERT INTO closings (deal, ident, order_id, at_ms, note) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (deal) DO NOTHING`,
    );
    this.#unclaimed = prepare(
      "SELECT note FROM closings WHERE ident = ? AND order_id IS NULL ORDER BY rowid",
    );
    this.#claim = prepare("UPDATE closings SET order_id = ? WHERE ident = ? AND order_id IS NULL");
    this.#notesOf = prepare("SELECT note FROM closings WHERE order_id = ? ORDER BY rowid");
    this.#origin = prepare("SELECT origin FROM orders WHERE order_id = ?");
    this.#stillOpen = prepare("SELECT ident FROM openers WHERE closed_at_ms IS NULL");
    this.#markClosed = prepare("UPDATE openers SET closed_at_ms = ? WHERE ident = ?");
    this.#forgetOpeners = prepare("DELETE FROM openers WHERE closed_at_ms < ?");
    this.#forgetNotes = prepare("DELETE FROM closings WHERE at_ms < ?");
    const old = "origin = 'exit' AND deadline_ms < ? AND state = 'settled'";
    this.#forgetExitSteps = prepare(
      `DELETE FROM steps WHERE order_id IN (SELECT order_id FROM orders WHERE ${old})`,
    );
    this.#forgetExitOrders = prepare(`DELETE FROM orders WHERE ${old}`);
  }

  /** Whose order this is; undefined when the journal does not have it. */
  originOf(orderId: string): OrderOrigin | undefined {
    const row = this.#origin.get(orderId);
    return row === undefined ? undefined : originRow.parse(row).origin;
  }

  /** The gateway's order that opened the position, undefined when it is not known to be one of ours. */
  openerOf(ident: string): string | undefined {
    const row = this.#opener.get(ident);
    return row === undefined ? undefined : openerRow.parse(row).order_id;
  }

  setOpener(ident: string, orderId: string): void {
    if (this.openerOf(ident) === orderId) return;
    this.#begin();
    this.#setOpener.run(ident, orderId);
  }

  /** The position is nobody's of ours any more. */
  dropOpener(ident: string): void {
    this.#begin();
    this.#dropOpener.run(ident);
  }

  /**
   * Enters a deal that closed a position, with what is to be told of it; false when it was there. `orderId`
   * is null while the opening order is not known: deals come in any order.
   */
  addClosing(ident: string, orderId: string | null, atMs: number, deal: string, note: Note): boolean {
    this.#begin();
    return this.#addClosing.run(deal, ident, orderId, atMs, JSON.stringify(note)).changes === 1;
  }

  /** The notes that waited for the opening order of this position, which is known now. */
  claimClosings(ident: string, orderId: string): Note[] {
    const notes = this.#unclaimed.all(ident).map(readNote);
    if (notes.length > 0) {
      this.#begin();
      this.#claim.run(orderId, ident);
    }
    return notes;
  }

  /** Every note of a deal that was told on an order. */
  notesOf(orderId: string): Note[] {
    return this.#notesOf.all(orderId).map(readNote);
  }

  /** Forgets positions that closed long ago, old notes, and ended orders of exits. `open` are all positions that stand now. */
  prune(open: ReadonlySet<string>, nowMs: number): void {
    this.#begin();
    for (const row of this.#stillOpen.all()) {
      const { ident } = identRow.parse(row);
      if (!open.has(ident)) this.#markClosed.run(nowMs, ident);
    }
    this.#forgetOpeners.run(nowMs - KEEP_CLOSED_MS);
    this.#forgetNotes.run(nowMs - KEEP_NOTES_MS);
    this.#forgetExitSteps.run(nowMs - KEEP_EXIT_ORDERS_MS);
    this.#forgetExitOrders.run(nowMs - KEEP_EXIT_ORDERS_MS);
  }
}

function readNote(row: unknown): Note {
  return noteSchema.parse(JSON.parse(noteRow.parse(row).note));
}
