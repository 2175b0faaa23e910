import { buildProgram } from "../../bridge-agent/mt5/test-build/build.ts";
import { expertAdvisorSpec, venueSpec } from "../../scripts/start/expert-advisor.ts";
import { findFreePort } from "../../scripts/start/free-port.ts";
import { type Installation, installation, type OtherParts } from "../../scripts/start/installation.ts";
import { terminalSpec } from "../../scripts/start/programs.ts";
import type { StateDir } from "../../scripts/start/state-dir.ts";
import { brokerConduct } from "./broker-conduct.ts";
import type { Link, TerminalKind } from "./programs.ts";
import { type FaultyProxy, startProxy } from "./proxy.ts";

/** An installation whose links go through proxies. */
export interface Rig {
  readonly all: Installation;
  readonly proxies: Readonly<Partial<Record<Link, FaultyProxy>>>;
  /** Stops everything; a second call waits for the first. */
  readonly stop: () => Promise<void>;
}

/** The expert advisor and its broker in the place of the paper terminal, with a proxy between the two. */
async function withExpertAdvisor(
  seed: number,
  terminal: FaultyProxy,
): Promise<{ readonly parts: OtherParts; readonly venue: FaultyProxy }> {
  const program = await buildProgram();
  const venue = await startProxy();
  const venuePort = await findFreePort();
  venue.leadTo(venuePort);
  const parts: OtherParts = {
    others: (state) => [venueSpec(state, venuePort, brokerConduct(seed))],
    terminal: (state) => expertAdvisorSpec(state, program, { agent: terminal.port, venue: venue.port }),
  };
  return { parts, venue };
}

/** The installation of `npm start` with this terminal; what the broker does wrong is drawn from `seed`. */
export async function rigOf(
  kind: TerminalKind,
  state: StateDir,
  seed: number,
  say: (line: string) => void,
): Promise<Rig> {
  const agent = await startProxy();
  const terminal = await startProxy();
  const ea = kind === "ea" ? await withExpertAdvisor(seed, terminal) : undefined;
  const proxies = { agent, terminal, ...(ea === undefined ? {} : { venue: ea.venue }) };
  const all = installation(state, say, {
    ...ea?.parts,
    agentGateway: (url) => {
      agent.leadTo(Number(new URL(url).port));
      return `http://127.0.0.1:${agent.port}`;
    },
    terminal: (of, eaPort) => {
      terminal.leadTo(eaPort);
      return ea?.parts.terminal?.(of, eaPort) ?? terminalSpec(of, terminal.port);
    },
  });
  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping ??= (async () => {
      await all.stop();
      await Promise.all(Object.values(proxies).map((proxy) => proxy.close()));
    })();
    return stopping;
  };
  return { all, proxies, stop };
}
