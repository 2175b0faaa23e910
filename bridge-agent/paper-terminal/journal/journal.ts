import { randomBytes } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import * as z from "zod";
import { orderIdSchema } from "../../../src/domain/ids.ts";
import type { Submit } from "../../../src/protocol/ea-link.ts";
import type { Transaction } from "../sqlite.ts";
import { openDatabase, transactionsOf } from "../sqlite.ts";
import { JOURNAL_SCHEMA_VERSION, journalSchema } from "./schema.ts";

/** What the journal knows of a step; `never` of the EA link is the absence of an entry. */
const entryRow = z
  .object({
    order_id: orderIdSchema,
    step: z.number().int().nonnegative(),
    state: z.enum(["sent", "done", "rejected", "expired", "absent"]),
    magic: z.string(),
    retcode: z.number().int().nonnegative(),
    message: z.string(),
    ticket: z.string(),
    deal: z.string(),
    at_ms: z.number().int(),
  })
  .transform(({ order_id, at_ms, ...row }) => ({ ...row, orderId: order_id, atMs: at_ms }));
export type Entry = z.output<typeof entryRow>;

const identityRow = z.object({ id: z.string() });

const COLUMNS = "order_id, step, state, magic, retcode, message, ticket, deal, at_ms";

/**
 * The terminal's write-ahead journal, in a file of its own, apart from the trade server's: it is what
 * keeps a step from being carried out twice, since the server would do it again.
 */
export interface Journal {
  /** Made with the file: after a loss the agent sees that another journal speaks. */
  readonly id: string;
  readonly transaction: Transaction;
  /** Within a transaction. False when the step is known already; then nothing was written. */
  readonly begin: (submit: Submit, state: "sent" | "expired", atMs: number) => boolean;
  /** Within a transaction: the step gets another state and what came of it. */
  readonly settle: (entry: Entry) => void;
  readonly find: (orderId: string, step: number) => Entry | undefined;
  /** Steps whose outcome is not known, because the process ended in between. */
  readonly unsettled: () => Entry[];
  readonly close: () => void;
}

/** The text beside an expired step. */
export const EXPIRED_MESSAGE = "The deadline had passed";

function identityOf(db: DatabaseSync): string {
  const known = db.prepare("SELECT id FROM identity").get();
  if (known !== undefined) return identityRow.parse(known).id;
  const id = `tj_${randomBytes(12).toString("hex")}`;
  db.prepare("INSERT INTO identity (id) VALUES (?)").run(id);
  return id;
}

export function openJournal(path: string): Journal {
  const db = openDatabase(path, journalSchema, JOURNAL_SCHEMA_VERSION);
  const insert = db.prepare(
    `INSERT INTO steps (${COLUMNS}, request) VALUES (?, ?, ?, ?, 0, ?, '0', '0', ?, ?) ON CONFLICT DO NOTHING`,
  );
  const update = db.prepare(
    `UPDATE steps SET state = ?, retcode = ?, message = ?, ticket = ?, deal = ?, at_ms = ?
     WHERE order_id = ? AND step = ?`,
  );
  const select = db.prepare(`SELECT ${COLUMNS} FROM steps WHERE order_id = ? AND step = ?`);
  return {
    id: identityOf(db),
    transaction: transactionsOf(db),
    begin: (submit, state, atMs) => {
      const message = state === "expired" ? EXPIRED_MESSAGE : "";
      const request = JSON.stringify(submit);
      const { order, step, magic } = submit;
      return insert.run(order, step, state, magic, message, atMs, request).changes === 1;
    },
    settle: (entry) => {
      const { state, retcode, message, ticket, deal, atMs, orderId, step } = entry;
      const { changes } = update.run(state, retcode, message, ticket, deal, atMs, orderId, step);
      if (changes !== 1) throw new Error(`no journal entry for step ${step} of ${orderId}`);
    },
    find: (orderId, step) => {
      const row = select.get(orderId, step);
      return row === undefined ? undefined : entryRow.parse(row);
    },
    unsettled: () =>
      db
        .prepare(`SELECT ${COLUMNS} FROM steps WHERE state = 'sent'`)
        .all()
        .map((row) => entryRow.parse(row)),
    close: () => db.close(),
  };
}
