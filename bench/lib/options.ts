import { parseArgs } from "node:util";
import { err, ok, type Result } from "../../src/domain/result.ts";

export const sectionNames = [
  "latency",
  "throughput",
  "ea",
  "memory",
  "counts",
  "rpc",
  "auth",
  "feed",
] as const;
export type SectionName = (typeof sectionNames)[number];

export interface BenchOptions {
  readonly quick: boolean;
  /** Where the rows go as JSON, or undefined. */
  readonly json: string | undefined;
  readonly sections: readonly SectionName[];
}

export const usage = `usage: npm run bench -- [--quick] [--only NAME] [--json FILE]

  --quick      shorter, for CI: the same measurements, noisier
  --only NAME  only this part, may be given again: ${sectionNames.join(", ")}
  --json FILE  write the table to FILE as JSON, too`;

/** Parses the command line. The error is for the user to read. */
export function parseBenchOptions(args: readonly string[]): Result<BenchOptions, string> {
  try {
    const { values } = parseArgs({
      args: [...args],
      strict: true,
      options: {
        quick: { type: "boolean", default: false },
        json: { type: "string" },
        only: { type: "string", multiple: true, default: [] },
      },
    });
    const unknown = values.only.find((name) => !sectionNames.some((known) => known === name));
    if (unknown !== undefined) return err(`--only: no such part: ${unknown}`);
    const sections = sectionNames.filter((name) => values.only.length === 0 || values.only.includes(name));
    return ok({ quick: values.quick, json: values.json, sections });
  } catch (error) {
    return err(error instanceof Error ? error.message : String(error));
  }
}
