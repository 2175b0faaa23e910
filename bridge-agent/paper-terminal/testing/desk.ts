import { join } from "node:path";
import type { CrashPoint } from "../crash-point.ts";
import type { Desk } from "../journal/carry-out.ts";
import { settleJournal } from "../journal/carry-out.ts";
import type { Entry } from "../journal/journal.ts";
import { openJournal } from "../journal/journal.ts";
import { openDealsLog } from "../trade-server/deals-log.ts";
import type { PriceSource } from "../trade-server/market/prices/price-source.ts";
import { symbolSpecs } from "../trade-server/market/symbols.ts";
import { openTradeServer } from "../trade-server/open.ts";
import { demoSettings } from "../trade-server/settings.ts";
import { openStore } from "../trade-server/store.ts";

/** A desk on files in `directory`, as a terminal process has it after its start. */
export interface TestDesk extends Desk {
  readonly dealsPath: string;
  /** What the start settled. */
  readonly settled: readonly Entry[];
  /** Lets go of the files without finishing anything. */
  readonly drop: () => void;
}

export function openDesk(
  directory: string,
  prices: PriceSource,
  nowMs: () => number,
  crash: CrashPoint = () => undefined,
): TestDesk {
  const store = openStore(join(directory, "trade-server.db"));
  const journal = openJournal(join(directory, "journal.db"));
  const server = openTradeServer({
    ...{ store, prices, specs: symbolSpecs, settings: demoSettings, nowMs: nowMs() },
  });
  const settled = settleJournal({ journal, server, nowMs });
  const dealsPath = join(directory, "deals.jsonl");
  const dealsLog = openDealsLog(dealsPath, (deal) => server.dealsAfter(deal), nowMs()).log;
  const drop = () => {
    dealsLog.close();
    journal.close();
    store.close();
  };
  return { journal, server, dealsLog, crash, nowMs, dealsPath, settled, drop };
}
