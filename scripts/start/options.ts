import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { err, ok, type Result } from "../../src/domain/result.ts";

export interface StartOptions {
  /** Print one line of JSON when ready, and nothing else on standard output. */
  readonly json: boolean;
  /** Absolute path of the folder that holds everything that must survive. */
  readonly stateDir: string;
  /** The gateway's port; 0 for any. */
  readonly port: number;
}

export const usage = `usage: npm start -- [--json] [--state DIR] [--port N]

  --json       print one line of JSON on standard output when ready
  --state DIR  where keys, orders and journals are kept (default .sallyport)
  --port N     the gateway's port on 127.0.0.1, 0 for any (default 8787)`;

/** Parses the command line; a relative `--state` is taken from `cwd`. The error is for the user to read. */
export function parseStartOptions(args: readonly string[], cwd: string): Result<StartOptions, string> {
  try {
    const { values } = parseArgs({
      args: [...args],
      strict: true,
      options: {
        json: { type: "boolean", default: false },
        state: { type: "string", default: ".sallyport" },
        port: { type: "string", default: "8787" },
      },
    });
    const port = Number(values.port);
    if (!/^\d{1,5}$/.test(values.port) || port > 65_535) return err(`--port: not a port: ${values.port}`);
    if (values.state === "") return err("--state: a folder is needed");
    return ok({ json: values.json, stateDir: resolve(cwd, values.state), port });
  } catch (error) {
    return err(error instanceof Error ? error.message : String(error));
  }
}
