import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import type { BrokerParts } from "./broker-options.ts";
import type { CrashPoint } from "./crash-point.ts";
import type { Desk } from "./journal/carry-out.ts";
import { settleJournal } from "./journal/carry-out.ts";
import { openJournal } from "./journal/journal.ts";
import type { Log } from "./log.ts";
import { AgentLink } from "./protocol/link.ts";
import type { Timing } from "./timing.ts";
import { dealsIn, openDealsLog } from "./trade-server/deals-log.ts";
import { TICK_MS } from "./trade-server/market/prices/seeded-walk.ts";
import { openTradeServer } from "./trade-server/open.ts";
import { openStore } from "./trade-server/store.ts";

/** What the paper terminal is started with. */
export interface TerminalOptions {
  /** Directory of the journal and of the trade server's records; made when it is not there. */
  readonly state: string;
  /** The agent's port on 127.0.0.1. */
  readonly port: number;
  readonly token: string;
  /** The broker that it is connected to. */
  readonly broker: BrokerParts;
  /** Where the broker's own record goes. */
  readonly dealsLog: string;
}

/** What the terminal takes from its host. */
export interface Host {
  readonly timing: Timing;
  readonly log: Log;
  readonly crash: CrashPoint;
  readonly random: () => number;
  readonly nonce: () => string;
}

/**
 * Starts the paper terminal: takes up the records, settles what a former process left open, brings the
 * deals log in step, and only then looks for the agent. The answer stops it.
 */
export function startTerminal(options: TerminalOptions, host: Host): { readonly stop: () => void } {
  const { timing, log, random, nonce } = host;
  mkdirSync(options.state, { recursive: true, mode: 0o700 });
  mkdirSync(dirname(options.dealsLog), { recursive: true, mode: 0o700 });
  const { account } = options.broker.settings;
  const store = openStore(join(options.state, "trade-server.db"), {
    account,
    onUpgraded: (from) => log("records_upgraded", { from }),
  });
  const journal = openJournal(join(options.state, "journal.db"));
  const server = openTradeServer({ ...options.broker, store, nowMs: timing.nowMs() });
  for (const entry of settleJournal({ journal, server, nowMs: timing.nowMs })) {
    log("settled", { order: entry.orderId, step: entry.step, state: entry.state });
  }
  const opened = openDealsLog(options.dealsLog, (deal) => server.dealsAfter(deal), timing.nowMs());
  const { appended, tornBytes, setAside } = opened.repair;
  if (appended > 0 || tornBytes > 0 || setAside !== undefined) {
    log("deals_log_repaired", { appended, tornBytes, setAside: setAside ?? "" });
  }
  const desk: Desk = { journal, server, dealsLog: opened.log, crash: host.crash, nowMs: timing.nowMs };
  const link = new AgentLink({ port: options.port, token: options.token, desk, log, timing, random, nonce });
  const stopTicks = timing.every(TICK_MS, () => {
    const nowMs = timing.nowMs();
    const { changes } = server.advance(nowMs);
    opened.log.append(dealsIn(changes));
    link.tick(changes, nowMs);
  });
  log("started", { agentPort: options.port, lastDeal: String(server.lastDeal()) });
  link.start();
  return {
    stop: () => {
      stopTicks();
      link.stop();
      opened.log.close();
      journal.close();
      store.close();
      log("stopped");
    },
  };
}
