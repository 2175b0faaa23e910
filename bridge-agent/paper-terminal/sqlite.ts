import { DatabaseSync } from "node:sqlite";

/** How long to wait for a process that still holds the file, e.g. one that is just being replaced. */
const BUSY_TIMEOUT_MS = 2_000;

/** How a file of an older version becomes one of the present: what runs before its schema, and after it. */
export interface Upgrade {
  readonly from: number;
  readonly before: string;
  readonly after: string;
  /** Is told when it was done. */
  readonly done?: (() => void) | undefined;
}

/**
 * Opens a SQLite file for this process alone. The exclusive lock is what keeps a second terminal from
 * carrying out the same steps beside the first; the system drops it with the process, however it ends.
 * A file of an older version is brought up to date where `upgrade` says how. Throws when another process
 * keeps the file, or when it has another version still.
 */
export function openDatabase(path: string, schema: string, version: number, upgrade?: Upgrade): DatabaseSync {
  const db = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
  db.exec("PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA foreign_keys=ON;");
  const found = db.prepare("PRAGMA user_version").get()?.["user_version"];
  const old = upgrade !== undefined && found === upgrade.from ? upgrade : undefined;
  if (found !== 0 && found !== version && old === undefined) {
    db.close();
    throw new Error(`${path} has version ${String(found)} of its schema, expected ${version}`);
  }
  const body = `${old?.before ?? ""} ${schema} ${old?.after ?? ""}`;
  db.exec(`BEGIN EXCLUSIVE; ${body} PRAGMA user_version=${version}; COMMIT;`);
  old?.done?.();
  return db;
}

/** Runs `body` in one transaction. `flush`: on the disk before this returns, else safe from kill -9 only. */
export type Transaction = <T>(flush: boolean, body: () => T) => T;

export function transactionsOf(db: DatabaseSync): Transaction {
  const begin = db.prepare("BEGIN IMMEDIATE");
  const commit = db.prepare("COMMIT");
  const rollback = db.prepare("ROLLBACK");
  let flushing: boolean | undefined;
  return (flush, body) => {
    if (flushing !== flush) {
      db.exec(`PRAGMA synchronous=${flush ? "FULL" : "NORMAL"}`);
      flushing = flush;
    }
    begin.run();
    try {
      const result = body();
      commit.run();
      return result;
    } catch (error) {
      if (db.isTransaction) rollback.run();
      throw error;
    }
  };
}
