import type { DatabaseSync } from "node:sqlite";
import { asJournalFailure } from "./journal-failed.ts";

/** A commit writes about six pages of 4 KiB; so the log grows to some 50 MB at most. */
const TIDY_COMMITS = 200;
const TIDY_COMMITS_AT_MOST = 2_000;
const TIDY_QUIET_MS = 100;

/**
 * Moves what was committed from the write-ahead log into the database file, when it has become much and
 * nothing is going on, or when it has become too much to wait.
 */
export class WriteAheadLog {
  readonly #database: DatabaseSync;
  /** Commits since the last checkpoint. */
  #commits = 0;
  #lastCommitMs = 0;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  committed(): void {
    this.#commits += 1;
    this.#lastCommitMs = performance.now();
  }

  /** To be called now and then, outside of transactions. */
  tidy(): void {
    const quiet = performance.now() - this.#lastCommitMs >= TIDY_QUIET_MS;
    if (this.#commits < (quiet ? TIDY_COMMITS : TIDY_COMMITS_AT_MOST)) return;
    try {
      this.#database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    } catch (cause) {
      throw asJournalFailure(cause);
    }
    this.#commits = 0;
  }
}
