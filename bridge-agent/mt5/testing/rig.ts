import { join } from "node:path";
import { onTestFinished } from "vitest";
import { temporaryDirectory } from "../../paper-terminal/testing/fixtures.ts";
import { type Connection, TinyAgent, TOKEN } from "../../paper-terminal/testing/tiny-agent.ts";
import { buildProgram } from "../test-build/build.ts";
import { type Program, startProgram } from "./program.ts";
import { openVenue, type VenueOptions } from "./venue.ts";

export interface EaOptions {
  /** Where the test executable kills itself; see `test-build/shim/main.cpp`. */
  readonly crash?: string;
  readonly token?: string;
  readonly arguments?: readonly string[];
  /** Put before the program, e.g. `ulimit -f 8`. */
  readonly shell?: string;
  /** The name of its directory of files; the same for programs in the same terminal. */
  readonly files?: string;
  readonly inputs?: Readonly<Record<string, string>>;
}

/**
 * The compiled expert advisor, or the executable that SALLYPORT_EA_PROGRAM names: one that looks for faults
 * of memory and arithmetic while it runs is made by `build.ts --sanitize`.
 */
export function builtAdvisor(): Promise<string> {
  const other = process.env["SALLYPORT_EA_PROGRAM"];
  return other === undefined ? buildProgram() : Promise.resolve(other);
}

/** The compiled expert advisor between an agent of the test and a venue of the test. */
export async function begin(options: VenueOptions = {}) {
  const path = await builtAdvisor();
  const directory = temporaryDirectory();
  const venue = await openVenue(directory, options);
  const agent = new TinyAgent();
  onTestFinished(() => agent.close());
  const agentPort = await agent.listen();
  let connections = 0;
  const start = (ea: EaOptions = {}): Program => {
    const inputs = { AgentPort: String(agentPort), Token: ea.token ?? TOKEN, ...ea.inputs };
    const args = ["--venue", `127.0.0.1:${venue.port}`, "--files", join(directory, ea.files ?? "files")];
    for (const [name, value] of Object.entries(inputs)) args.push("--input", `${name}=${value}`);
    if (ea.crash !== undefined) args.push("--crash", ea.crash);
    return startProgram(path, [...args, ...(ea.arguments ?? [])], ea.shell);
  };
  const nextConnection = (): Promise<Connection> => agent.connection(connections++);
  return { directory, venue, agent, start, nextConnection };
}
