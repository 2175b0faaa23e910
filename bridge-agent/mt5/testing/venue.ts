import { readFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import * as z from "zod";
import { systemTiming } from "../../paper-terminal/timing.ts";
import { openDealsLog } from "../../paper-terminal/trade-server/deals-log.ts";
import type { PriceSource } from "../../paper-terminal/trade-server/market/prices/price-source.ts";
import { symbolSpecs } from "../../paper-terminal/trade-server/market/symbols.ts";
import { openTradeServer } from "../../paper-terminal/trade-server/open.ts";
import { type Conduct, demoSettings } from "../../paper-terminal/trade-server/settings.ts";
import { openStore } from "../../paper-terminal/trade-server/store.ts";
import { type TestMarket, testMarket } from "../../paper-terminal/trade-server/testing/broker.ts";
import { calmFaults, type FaultSettings } from "../../paper-terminal/venue-link/faults.ts";
import { VenueLink } from "../../paper-terminal/venue-link/venue-link.ts";

const TURN_MS = 50;

const dealLine = z.object({
  deal: z.string(),
  magic: z.string(),
  symbol: z.string(),
  side: z.string(),
  entry: z.string(),
  lots: z.string(),
  reason: z.string(),
});
export type LoggedDeal = z.output<typeof dealLine>;

export interface TestVenue {
  readonly link: VenueLink;
  readonly port: number;
  readonly market: TestMarket;
  readonly server: ReturnType<typeof openTradeServer>;
  /** The broker's own record of deals. */
  readonly deals: () => LoggedDeal[];
  readonly close: () => void;
}

export interface VenueOptions {
  readonly faults?: Partial<FaultSettings>;
  readonly port?: number;
  readonly name?: string;
  readonly mode?: "hedging" | "netting";
  readonly login?: string;
  /** Server time minus UTC. */
  readonly offsetMs?: number;
  readonly conduct?: Partial<Conduct>;
  /** What the bars of the past look like; without it there are none. */
  readonly span?: PriceSource["span"];
}

/** A trade server whose market stands still, with its venue link, in this process and in `directory`. */
export async function openVenue(directory: string, options: VenueOptions = {}): Promise<TestVenue> {
  const name = options.name ?? "venue";
  const market: TestMarket = {
    ...testMarket(),
    ...(options.span === undefined ? {} : { span: options.span }),
  };
  const settings = {
    ...demoSettings,
    account: { ...demoSettings.account, mode: options.mode ?? demoSettings.account.mode },
    offsetMs: options.offsetMs ?? demoSettings.offsetMs,
    conduct: { ...demoSettings.conduct, ...options.conduct },
  };
  const store = openStore(join(directory, `${name}.db`), { account: settings.account });
  const specs = symbolSpecs.filter(({ symbol }) => ["EURUSD", "GBPUSD", "USDJPY", "XAUUSD"].includes(symbol));
  const nowMs = systemTiming.nowMs();
  const opened = openTradeServer({ store, specs, prices: market, settings, nowMs });
  const { login } = options;
  const server =
    login === undefined ? opened : { ...opened, account: () => ({ ...opened.account(), login }) };
  const file = join(directory, `${name}-deals.jsonl`);
  const { log: dealsLog } = openDealsLog(file, server.dealsAfter, nowMs);
  const faults = { ...calmFaults, ...options.faults };
  const link = new VenueLink({ server, dealsLog, faults, timing: systemTiming, log: () => undefined });
  const port = await link.listen(options.port ?? 0);
  const stop = systemTiming.every(TURN_MS, () => link.turn());
  let open = true;
  const close = () => {
    if (!open) return;
    open = false;
    stop();
    link.close();
    dealsLog.close();
    store.close();
  };
  onTestFinished(close);
  const deals = () =>
    readFileSync(file, "utf8")
      .split("\n")
      .slice(0, -1)
      .map((line) => dealLine.parse(JSON.parse(line)));
  return { link, port, market, server, deals, close };
}
