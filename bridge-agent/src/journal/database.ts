import { randomBytes } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import * as z from "zod";
import { magicOfOrder } from "./magic.ts";

/** How long a new process waits for one that is just ending before it gives up on the lock. */
const LOCK_WAIT_MS = 3_000;

/** What each version of the journal adds to the one before; a journal is brought up one by one. */
const versions: readonly string[] = [
  `
  CREATE TABLE counters (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    journal_id TEXT NOT NULL,
    handled_seq INTEGER NOT NULL,
    report_seq INTEGER NOT NULL,
    acked_report_seq INTEGER NOT NULL,
    last_deal TEXT NOT NULL,
    terminal TEXT
  ) STRICT;
  CREATE TABLE orders (
    order_id TEXT PRIMARY KEY,
    seq INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('accepted', 'running', 'settled', 'refused')),
    after_id TEXT,
    deadline_ms INTEGER NOT NULL,
    instruction TEXT,
    reported TEXT NOT NULL,
    ended TEXT
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX orders_open ON orders (seq) WHERE state IN ('accepted', 'running');
  CREATE TABLE steps (
    order_id TEXT NOT NULL,
    step INTEGER NOT NULL,
    phase INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('planned', 'passed', 'known')),
    submitted INTEGER NOT NULL,
    request TEXT,
    result TEXT,
    gone TEXT,
    PRIMARY KEY (order_id, step)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE deals (
    deal TEXT PRIMARY KEY,
    order_id TEXT NOT NULL,
    step INTEGER NOT NULL,
    body TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX deals_of_step ON deals (order_id, step);
  CREATE TABLE reports (
    seq INTEGER PRIMARY KEY,
    order_id TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    event TEXT NOT NULL
  ) STRICT;
  `,
  `
  ALTER TABLE orders ADD COLUMN rules TEXT;
  ALTER TABLE orders ADD COLUMN origin TEXT NOT NULL DEFAULT 'gateway';
  ALTER TABLE orders ADD COLUMN magic TEXT;
  CREATE INDEX orders_magic ON orders (magic) WHERE magic IS NOT NULL;
  ALTER TABLE steps ADD COLUMN passed_at_ms INTEGER;
  ALTER TABLE steps ADD COLUMN passed_to TEXT;
  CREATE TABLE strays (
    deal TEXT PRIMARY KEY,
    order_magic TEXT NOT NULL,
    magic TEXT NOT NULL,
    body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX strays_magic ON strays (order_magic);
  `,
  `
  CREATE TABLE openers (
    ident TEXT PRIMARY KEY,
    order_id TEXT NOT NULL,
    closed_at_ms INTEGER
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE closings (
    deal TEXT PRIMARY KEY,
    ident TEXT NOT NULL,
    order_id TEXT,
    at_ms INTEGER NOT NULL,
    note TEXT NOT NULL
  ) STRICT;
  CREATE INDEX closings_of_order ON closings (order_id);
  CREATE INDEX closings_unclaimed ON closings (ident) WHERE order_id IS NULL;
  CREATE TABLE exits (ident TEXT PRIMARY KEY, state TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE INDEX orders_exit ON orders (deadline_ms) WHERE origin = 'exit';
  `,
  `
  CREATE TABLE policy_state (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE policy_entries (at_ms INTEGER NOT NULL) STRICT;
  `,
];

/** Another process has the journal: two agents on one journal could pass an order on twice. */
export class JournalLocked extends Error {}

/**
 * Opens the journal's database, makes it when it is new, and takes it for this process alone. The lock is
 * the operating system's, so it ends with the process, however that ends.
 *
 * `synchronous = FULL` makes every commit durable before it returns, which is what "journaled" means
 * everywhere in the agent. Throws `JournalLocked` when another process has it.
 */
export function openDatabase(path: string, lockWaitMs: number = LOCK_WAIT_MS): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: lockWaitMs });
  try {
    database.exec("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
    // A checkpoint in the middle of an order would delay it by many times its own cost; see `Journal.tidy`.
    database.exec("PRAGMA wal_autocheckpoint = 0");
    // An exclusive lock is taken by the first write; until then a second process could still get in.
    database.exec("BEGIN IMMEDIATE");
    migrate(database);
    database.exec("COMMIT");
    return database;
  } catch (cause) {
    database.close();
    if (isBusy(cause)) throw new JournalLocked(`${path} is in use by another process`);
    throw cause;
  }
}

function migrate(database: DatabaseSync): void {
  const row = database.prepare("PRAGMA user_version").get();
  const version = Number(row?.["user_version"]);
  if (version > versions.length) {
    throw new Error(`the journal has version ${version}; this agent knows ${versions.length}`);
  }
  for (const change of versions.slice(version)) database.exec(change);
  if (version === 0) {
    database
      .prepare("INSERT INTO counters VALUES (1, ?, 0, 0, 0, '0', NULL)")
      .run(`jrn_${randomBytes(16).toString("hex")}`);
  }
  if (version === 1) enterMagics(database);
  database.exec(`PRAGMA user_version = ${versions.length}`);
  // A write that changes nothing, so that the lock is taken when there was nothing to change, too.
  database.exec("UPDATE counters SET handled_seq = handled_seq WHERE id = 1");
}

/** Journals of version 1 did not say by which magic numbers their orders can be found at the venue. */
function enterMagics(database: DatabaseSync): void {
  const enter = database.prepare("UPDATE orders SET magic = ? WHERE order_id = ?");
  const row = z.object({ order_id: z.string() });
  for (const found of database.prepare("SELECT order_id FROM orders").all()) {
    const { order_id } = row.parse(found);
    enter.run(magicOfOrder(order_id), order_id);
  }
}

/** SQLITE_BUSY is 5; extended codes keep it in the low byte. */
function isBusy(cause: unknown): boolean {
  return (
    cause instanceof Error &&
    "errcode" in cause &&
    typeof cause.errcode === "number" &&
    (cause.errcode & 0xff) === 5
  );
}
