import { join } from "node:path";
import { root } from "../lib/root.ts";
import type { StateDir } from "./state-dir.ts";
import type { ChildSpec } from "./supervise.ts";

export const agentProgram = join(root, "bridge-agent/src/cli.ts");
const terminalProgram = join(root, "bridge-agent/paper-terminal/main.ts");

/** How to start the agent; `eaPort` is where it listens for the terminal. */
export function agentSpec(state: StateDir, eaPort: number): ChildSpec {
  return {
    name: "agent",
    command: process.execPath,
    args: [agentProgram, "run", "--state", state.agent, "--port", String(eaPort)],
    env: process.env,
    watchesStdin: true,
  };
}

/** How to start the paper terminal, in the place of MetaTrader 5. */
export function terminalSpec(state: StateDir, eaPort: number): ChildSpec {
  const args = ["--state", state.terminal, "--port", String(eaPort)];
  args.push("--token-file", join(state.agent, "ea-token"), "--deals-log", state.dealsLog);
  return {
    name: "terminal",
    command: process.execPath,
    args: [terminalProgram, ...args],
    env: process.env,
    watchesStdin: true,
  };
}
