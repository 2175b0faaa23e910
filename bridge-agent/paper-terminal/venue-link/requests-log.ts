import { closeSync, openSync, writeSync } from "node:fs";
import type { RequestFault } from "./faults.ts";
import type { VenueRequest } from "./messages.ts";

/** The broker's own record of what was asked of it; the terminal's answer may be another one, or none. */
export interface RequestsLog {
  /** A request has come, at `atMs`; nothing is done with it yet, and `fault` says what will go wrong. */
  readonly came: (request: VenueRequest, fault: RequestFault | undefined, atMs: number) => void;
  /** What truly came of it. */
  readonly done: (request: VenueRequest, retcode: number, atMs: number) => void;
  readonly close: () => void;
}

/**
 * Appends to `path`, one JSON object a line: `{"event":"came",…}` in the order of their coming, and
 * `{"event":"done",…}` with the true retcode. Each line is one write, so that a venue that is killed leaves
 * whole lines; the line of an execution may then be missing.
 */
export function openRequestsLog(path: string): RequestsLog {
  const file = openSync(path, "a", 0o600);
  const write = (line: Readonly<Record<string, unknown>>) => {
    writeSync(file, `${JSON.stringify(line)}\n`);
  };
  return {
    came: ({ action, kind, symbol, magic, lots, order, position }, fault, at) =>
      write({ event: "came", at, magic, action, kind, symbol, lots, order, position, fault: fault ?? null }),
    done: ({ magic }, retcode, at) => write({ event: "done", at, magic, retcode }),
    close: () => closeSync(file),
  };
}
