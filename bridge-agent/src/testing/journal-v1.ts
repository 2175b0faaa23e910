import { DatabaseSync } from "node:sqlite";

/** The tables as the first version of the agent made them. Released: must not change. */
const tables = `
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

/** Writes a journal of the first version with one order whose only step was passed on; `request` is JSON. */
export function writeJournalV1(path: string, orderId: string, request: string): void {
  const database = new DatabaseSync(path);
  database.exec(tables);
  database.prepare("INSERT INTO counters VALUES (1, 'jrn_first', 1, 0, 0, '0', '1001@Test')").run();
  database
    .prepare("INSERT INTO orders VALUES (?, 1, 'running', NULL, 1000, NULL, ?, NULL)")
    .run(
      orderId,
      '{"accepted":true,"submitted":false,"working":false,"unknown":false,"partial":false,"deals":[]}',
    );
  database.prepare("INSERT INTO steps VALUES (?, 0, 0, 'passed', 0, ?, NULL, NULL)").run(orderId, request);
  database.exec("PRAGMA user_version = 1");
  database.close();
}
