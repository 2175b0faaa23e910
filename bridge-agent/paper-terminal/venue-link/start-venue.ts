import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import type { BrokerParts } from "../broker-options.ts";
import type { Log } from "../log.ts";
import type { Timing } from "../timing.ts";
import { openDealsLog } from "../trade-server/deals-log.ts";
import { TICK_MS } from "../trade-server/market/prices/seeded-walk.ts";
import { openTradeServer } from "../trade-server/open.ts";
import { openStore } from "../trade-server/store.ts";
import type { FaultSettings } from "./faults.ts";
import { openRequestsLog } from "./requests-log.ts";
import { VenueLink } from "./venue-link.ts";

/** What the venue is started with. */
export interface VenueOptions {
  /** Directory of the trade server's records; made when it is not there. */
  readonly state: string;
  /** Where terminals connect to on 127.0.0.1; 0 for any free port. */
  readonly port: number;
  readonly broker: BrokerParts;
  readonly faults: FaultSettings;
  /** Where the broker's own record goes. */
  readonly dealsLog: string;
  /** Where every request is noted when it comes; see `requests-log.ts`. */
  readonly requestsLog?: string | undefined;
}

/**
 * Starts a trade server for compiled terminals: takes up the records, brings the deals log in step, and
 * only then waits for a terminal. The answer has the port, and stops it.
 */
export async function startVenue(
  options: VenueOptions,
  host: { readonly timing: Timing; readonly log: Log },
): Promise<{ readonly port: number; readonly stop: () => void }> {
  const { timing, log } = host;
  mkdirSync(options.state, { recursive: true, mode: 0o700 });
  mkdirSync(dirname(options.dealsLog), { recursive: true, mode: 0o700 });
  const { account } = options.broker.settings;
  const store = openStore(join(options.state, "trade-server.db"), {
    account,
    onUpgraded: (from) => log("records_upgraded", { from }),
  });
  const server = openTradeServer({ ...options.broker, store, nowMs: timing.nowMs() });
  const opened = openDealsLog(options.dealsLog, server.dealsAfter, timing.nowMs());
  const { appended, tornBytes, setAside } = opened.repair;
  if (appended > 0 || tornBytes > 0 || setAside !== undefined) {
    log("deals_log_repaired", { appended, tornBytes, setAside: setAside ?? "" });
  }
  const requestsLog = options.requestsLog === undefined ? undefined : openRequestsLog(options.requestsLog);
  const { faults } = options;
  const link = new VenueLink({ server, dealsLog: opened.log, faults, requestsLog, timing, log });
  const port = await link.listen(options.port);
  const stopTurns = timing.every(TICK_MS, () => link.turn());
  log("started", { port, lastDeal: String(server.lastDeal()) });
  return {
    port,
    stop: () => {
      stopTurns();
      link.close();
      opened.log.close();
      requestsLog?.close();
      store.close();
      log("stopped");
    },
  };
}
