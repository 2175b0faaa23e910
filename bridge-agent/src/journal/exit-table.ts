import type { StatementSync } from "node:sqlite";
import * as z from "zod";
import { type ExitState, exitStateSchema } from "../exits/exit-state.ts";

const rowSchema = z.object({ state: z.string() });

/** The table `exits`: how far the managed exits of each position are. */
export class ExitTable {
  readonly #begin: () => void;
  readonly #save: StatementSync;
  readonly #delete: StatementSync;
  readonly #all: StatementSync;

  /** `begin` opens a transaction when none is open. */
  constructor(prepare: (sql: string) => StatementSync, begin: () => void) {
    this.#begin = begin;
    this.#save = prepare(
      `INSERT INTO exits (ident, state) VALUES (?, ?)
       ON CONFLICT (ident) DO UPDATE SET state = excluded.state`,
    );
    this.#delete = prepare("DELETE FROM exits WHERE ident = ?");
    this.#all = prepare("SELECT state FROM exits");
  }

  save(state: ExitState): void {
    this.#begin();
    this.#save.run(state.ident, JSON.stringify(state));
  }

  delete(ident: string): void {
    this.#begin();
    this.#delete.run(ident);
  }

  all(): ExitState[] {
    return this.#all.all().map((row) => exitStateSchema.parse(JSON.parse(rowSchema.parse(row).state)));
  }
}
