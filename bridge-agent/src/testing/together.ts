import type { OutMessage } from "../../../src/protocol/ea-frame.ts";
import type { TimeSource } from "../gateway-link/gateway-clock.ts";
import { pairedState, startAgent } from "./agents.ts";
import { FakeGateway } from "./fake-gateway.ts";
import { FakeTerminal } from "./fake-terminal.ts";

export interface TogetherOptions {
  /** Milliseconds that the gateway's clock is ahead of the host's. */
  readonly aheadMs?: number;
  /** What the terminal tells when it is synchronised, e.g. its positions. */
  readonly story?: readonly OutMessage[];
  /** The agent's clocks, when the test moves them. */
  readonly time?: TimeSource;
  /** True: does not wait until all three are reconciled. */
  readonly unready?: boolean;
}

/** A gateway, a paired agent in this process, and a terminal. */
export async function together(options: TogetherOptions = {}) {
  const gateway = await FakeGateway.start();
  gateway.aheadMs = options.aheadMs ?? 0;
  const paths = await pairedState(gateway);
  const local = await startAgent(paths, options.time);
  const newTerminal = () => new FakeTerminal().connect(local.port, local.token);
  const terminal = new FakeTerminal();
  terminal.story.push(...(options.story ?? []));
  terminal.connect(local.port, local.token);
  if (options.unready !== true) await gateway.ready();
  return { gateway, paths, terminal, newTerminal, ...local };
}
