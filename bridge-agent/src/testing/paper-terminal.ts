import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { Decimal } from "../../../src/domain/decimal.ts";
import { startTerminal } from "../../paper-terminal/terminal.ts";
import { testMarket } from "../../paper-terminal/testing/fixtures.ts";
import { systemTiming } from "../../paper-terminal/timing.ts";
import { symbolSpecs } from "../../paper-terminal/trade-server/market/symbols.ts";
import { demoSettings } from "../../paper-terminal/trade-server/settings.ts";
import { temporaryDirectory } from "./fixtures.ts";

/** The paper terminal beside the agent at `port`, its market moved by the test; no spread, so that pips count. */
export function paperTerminal(port: number, token: string, mode: "hedging" | "netting" = "hedging") {
  const market = testMarket();
  const state = temporaryDirectory();
  const settings = { ...demoSettings, account: { ...demoSettings.account, mode } };
  const start = (agentPort: number) =>
    startTerminal(
      {
        ...{ state, port: agentPort, token, dealsLog: join(state, "deals.jsonl") },
        broker: { settings, specs: symbolSpecs, prices: market.source },
      },
      {
        timing: systemTiming,
        log: () => undefined,
        crash: () => undefined,
        random: () => 0,
        nonce: () => randomBytes(32).toString("hex"),
      },
    );
  const pips = (gain: number) => {
    const price = new Decimal("1.08500").plus(new Decimal(gain).dividedBy(10_000)).toFixed(5);
    market.set("EURUSD", { bid: price, ask: price });
  };
  pips(0);
  let terminal = start(port);
  onTestFinished(() => terminal.stop());
  const moveTo = (agentPort: number) => {
    terminal.stop();
    terminal = start(agentPort);
  };
  return { pips, moveTo };
}
