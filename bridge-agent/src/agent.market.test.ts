import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { startTerminal } from "../paper-terminal/terminal.ts";
import { testMarket } from "../paper-terminal/testing/fixtures.ts";
import { systemTiming } from "../paper-terminal/timing.ts";
import { symbolSpecs } from "../paper-terminal/trade-server/market/symbols.ts";
import { demoSettings } from "../paper-terminal/trade-server/settings.ts";
import { pairedState, startAgent } from "./testing/agents.ts";
import { eventually } from "./testing/eventually.ts";
import { FakeGateway } from "./testing/fake-gateway.ts";
import { temporaryDirectory } from "./testing/fixtures.ts";

/** The paper terminal, its market moved by the test. */
function paperTerminal(port: number, token: string) {
  const market = testMarket();
  const state = temporaryDirectory();
  const terminal = startTerminal(
    {
      ...{ state, port, token, dealsLog: join(state, "deals.jsonl") },
      broker: { settings: demoSettings, specs: symbolSpecs, prices: market.source },
    },
    {
      timing: systemTiming,
      log: () => undefined,
      crash: () => undefined,
      random: () => 0,
      nonce: () => randomBytes(32).toString("hex"),
    },
  );
  onTestFinished(() => terminal.stop());
  return (symbol: string, bid: string, ask: string) => market.set(symbol, { bid, ask });
}

test("prices, book and bars of the paper terminal reach the gateway while they are watched, also after the link was cut", async () => {
  const gateway = await FakeGateway.start();
  const { market } = gateway;
  const agent = await startAgent(await pairedState(gateway));
  const set = paperTerminal(agent.port, agent.token);
  set("EURUSD", "1.08500", "1.08510");
  await gateway.ready();
  await eventually("the market link", () => market.socket);
  expect(market.frames).toEqual([]);

  const watch = { type: "watch", symbols: ["EURUSD"], books: ["EURUSD"], leaseMs: 60_000 } as const;
  market.send({ ...watch, symbols: [...watch.symbols], books: [...watch.books] });
  await eventually("a book", () => market.frames.some(({ type }) => type === "book"));
  set("EURUSD", "1.08600", "1.08610");
  await eventually("the tick", () => market.ticks().includes("EURUSD 1.08600"));
  expect(market.ticks().every((text) => text.startsWith("EURUSD "))).toBe(true);

  market.send({ type: "bars", id: 5, symbol: "EURUSD", frame: "M1", count: 3 });
  await eventually("an answer", () => market.frames.some((frame) => frame.type === "bars" && frame.id === 5));

  const older = market.socket;
  older?.terminate();
  await eventually("another link", () => market.socket !== older);
  set("EURUSD", "1.08700", "1.08710");
  await eventually("the next tick", () => market.ticks().includes("EURUSD 1.08700"));

  market.send({ type: "watch", symbols: [], books: [], leaseMs: 60_000 });
  market.send({ type: "bars", id: 6, symbol: "EURUSD", frame: "M1", count: 1 });
  await eventually("the answer after it", () =>
    market.frames.some((frame) => frame.type === "bars" && frame.id === 6),
  );
  const before = market.ticks().length;
  set("EURUSD", "1.08800", "1.08810");
  market.send({ type: "bars", id: 7, symbol: "EURUSD", frame: "M1", count: 1 });
  await eventually("one more answer", () =>
    market.frames.some((frame) => frame.type === "bars" && frame.id === 7),
  );
  expect(market.ticks()).toHaveLength(before);
});
