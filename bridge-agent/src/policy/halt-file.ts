import { rmSync } from "node:fs";
import * as z from "zod";
import { readIfThere, writeAtomically } from "../state/state-dir.ts";

/** Who halted trading on this host, why, and since when (epoch milliseconds by the host's clock). */
export const haltSchema = z.object({
  by: z.string().min(1).max(60),
  reason: z.string().max(200),
  sinceMs: z.number().int(),
});
export type Halt = z.infer<typeof haltSchema>;

/**
 * The halt flag. A file of its own and not a row of the journal, so that it can be set while the agent does
 * not run, by hand if need be, and is found at the next start whatever happened to the journal.
 */
export class HaltFile {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** The halt in force, or null. A file that cannot be read halts too: somebody meant to. */
  read(): Halt | null {
    const text = readIfThere(this.#path);
    if (text === undefined) return null;
    const halt = haltSchema.safeParse(jsonOrNull(text));
    return halt.success ? halt.data : { by: "unknown", reason: "the halt file cannot be read", sinceMs: 0 };
  }

  write(halt: Halt): void {
    writeAtomically(this.#path, `${JSON.stringify(halt)}\n`);
  }

  /** True when there was a halt to take away. */
  remove(): boolean {
    const halted = this.read() !== null;
    rmSync(this.#path, { force: true });
    return halted;
  }
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
