import { join } from "node:path";
import { root } from "../lib/root.ts";
import type { StateDir } from "./state-dir.ts";
import type { ChildSpec } from "./supervise.ts";

/**
 * The compiled expert advisor and its broker, which fault runs and the benchmark put in the place of the paper
 * terminal; see bridge-agent/mt5/test-build.
 */

const venueProgram = join(root, "bridge-agent/paper-terminal/venue.ts");

/** Where the broker notes what is asked of it. */
export function requestsLogOf(state: StateDir): string {
  return join(state.terminal, "requests.jsonl");
}

/** The expert advisor's broker: the trade server, waiting for the terminal on `port`; `options` are its own. */
export function venueSpec(state: StateDir, port: number, options: readonly string[]): ChildSpec {
  const args = ["--state", state.terminal, "--venue-port", String(port), "--deals-log", state.dealsLog];
  args.push("--requests-log", requestsLogOf(state), ...options);
  return {
    name: "venue",
    command: process.execPath,
    args: [venueProgram, ...args],
    env: process.env,
    watchesStdin: true,
  };
}

/** The place where a fault run wants the expert advisor to kill itself; handed to it as its option --crash. */
export const EA_CRASH_VARIABLE = "SALLYPORT_EA_CRASH";

/**
 * Replaced by the program itself, so that its pid is the expert advisor's. The agent's token is read at
 * every start, since the agent may not have written it yet; so is the place where the program is to die.
 */
const START = `token=$1; shift; test -s "$token" || exit 1
exec "$@" --input "Token=$(cat "$token")" \${${EA_CRASH_VARIABLE}:+--crash "$${EA_CRASH_VARIABLE}"}`;

/** The compiled expert advisor `program`; it reaches the agent and its broker at these ports of 127.0.0.1. */
export function expertAdvisorSpec(
  state: StateDir,
  program: string,
  ports: { readonly agent: number; readonly venue: number },
  options: readonly string[] = [],
): ChildSpec {
  const args = ["--venue", `127.0.0.1:${ports.venue}`, "--files", join(state.terminal, "files")];
  args.push("--input", `AgentPort=${ports.agent}`, "--input", "ShowPanel=false");
  return {
    name: "terminal",
    command: "sh",
    args: ["-c", START, "sh", join(state.agent, "ea-token"), program, ...args, ...options],
    env: process.env,
    watchesStdin: true,
  };
}
