import { existsSync, readFileSync } from "node:fs";
import { type Bundle, buildGateway } from "../lib/build-worker.ts";
import { apiClient, waitForGateway } from "./api.ts";
import { type Demo, keepDemo, waitForAccount } from "./demo.ts";
import { findFreePort, isFree } from "./free-port.ts";
import { gatewayConfigFile, prepareGateway } from "./gateway.ts";
import { keepOwner, type Login } from "./owner.ts";
import { keepPairing } from "./pairing.ts";
import { writePrivately } from "./private-file.ts";
import { agentSpec, terminalSpec } from "./programs.ts";
import { keepSecrets } from "./secrets.ts";
import { endStaleChild } from "./stale-child.ts";
import type { StateDir } from "./state-dir.ts";
import { type ChildSpec, pidFileOf, type Supervised, supervise } from "./supervise.ts";

/** What a ready installation tells its user. */
export interface Ready {
  readonly url: string;
  readonly token: string;
  /** Of the demo's owner. */
  readonly login: Login;
  readonly demo: Demo;
  readonly dealsLog: string;
  readonly pids: { readonly gateway: number; readonly agent: number; readonly terminal: number };
}

export interface Installation {
  /** Brings everything up and resolves when the demo account may trade. */
  start(port: number): Promise<Ready>;
  /** Stops what is running; resolves when nothing is. */
  stop(): Promise<void>;
}

/** What the benchmark and the fault tests put in the place of a usual part. */
export interface OtherParts {
  readonly bundle?: () => Promise<Bundle>;
  readonly terminal?: (state: StateDir, eaPort: number) => ChildSpec;
  /** Programs beside the usual ones, started before the terminal. */
  readonly others?: (state: StateDir) => readonly ChildSpec[];
  /** Values in the place of those in wrangler.toml. */
  readonly vars?: Readonly<Record<string, string>>;
  /** The address at which the agent reaches the gateway that is at `url`. */
  readonly agentGateway?: (url: string) => string;
}

/** The gateway, the agent and the paper terminal of one state. `say` gets a line about each step. */
export function installation(
  state: StateDir,
  say: (line: string) => void,
  parts: OtherParts = {},
): Installation {
  const running: Supervised[] = [];
  const stopping = new AbortController();

  function run(spec: ChildSpec): Supervised {
    stopping.signal.throwIfAborted();
    const child = supervise(spec, state.run, say);
    running.push(child);
    return child;
  }

  async function endStaleChildren(): Promise<void> {
    const markers = { gateway: gatewayConfigFile(state), agent: state.agent, terminal: state.terminal };
    for (const [name, marker] of Object.entries(markers)) {
      if (await endStaleChild(pidFileOf(name, state.run), marker)) say(`ended a ${name} of an earlier start`);
    }
  }

  async function start(port: number): Promise<Ready> {
    await endStaleChildren();
    const secrets = keepSecrets(state.secretsFile, Date.now());
    const bundle = await (parts.bundle ?? buildGateway)();
    if (bundle.built) say("the gateway is built");

    const gatewayPort = await choosePort(state, port);
    const url = `http://127.0.0.1:${gatewayPort}`;
    const gateway = run(prepareGateway(state, bundle, secrets, gatewayPort, parts.vars));
    await waitForGateway(url, stopping.signal);
    say(`the gateway answers at ${url}`);

    const login = await keepOwner(url, state.ownerFile, secrets);
    const api = apiClient(url, secrets.token);
    const demo = await keepDemo(api, state.demoFile, url);
    await keepPairing(api, state, demo.accountId, parts.agentGateway?.(url) ?? url);

    const eaPort = await findFreePort();
    const agent = run(agentSpec(state, eaPort));
    for (const other of parts.others?.(state) ?? []) run(other);
    const terminal = run((parts.terminal ?? terminalSpec)(state, eaPort));
    await waitForAccount(api, demo.accountId, stopping.signal);
    return {
      url,
      token: secrets.token,
      login,
      demo,
      dealsLog: state.dealsLog,
      pids: { gateway: gateway.pid(), agent: agent.pid(), terminal: terminal.pid() },
    };
  }

  async function stop(): Promise<void> {
    stopping.abort(new Error("stopped"));
    const gateway = running.shift();
    // First those that report to the gateway, then the gateway. It takes long to end by itself while
    // sockets are open, and what it has committed survives being killed.
    await Promise.all(running.splice(0).map((child) => child.stop(3_000)));
    await gateway?.stop(500);
  }

  return { start, stop };
}

/** The port that was asked for; for 0 the one of the last start if it is free, else any. */
async function choosePort(state: StateDir, asked: number): Promise<number> {
  if (asked !== 0 && !(await isFree(asked))) {
    throw new Error(`port ${asked} is in use; choose another with --port N, or --port 0 for any`);
  }
  const last = existsSync(state.portFile) ? Number(readFileSync(state.portFile, "utf8")) : undefined;
  const port = asked === 0 ? await findFreePort(last) : asked;
  writePrivately(state.portFile, String(port));
  return port;
}
