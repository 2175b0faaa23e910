import { randomBytes } from "node:crypto";
import { DatabaseSync } from "node:sqlite";

/** How long a new process waits for one that is just ending before it gives up on the lock. */
const LOCK_WAIT_MS = 3_000;
const SCHEMA_VERSION = 1;

const schema = `
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
`;

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
  if (version === SCHEMA_VERSION) {
    // A write that changes nothing, so that the lock is taken in this case too.
    database.exec("UPDATE counters SET handled_seq = handled_seq WHERE id = 1");
    return;
  }
  if (version !== 0)
    throw new Error(`the journal has version ${version}; this agent knows ${SCHEMA_VERSION}`);
  database.exec(schema);
  database
    .prepare("INSERT INTO counters VALUES (1, ?, 0, 0, 0, '0', NULL)")
    .run(`jrn_${randomBytes(16).toString("hex")}`);
  database.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`);
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
