import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Exits } from "../../src/domain/alert/exits.ts";
import { Decimal } from "../../src/domain/decimal.ts";
import type { Note } from "../../src/domain/order/events.ts";
import type { Instruction } from "../../src/domain/order/instruction.ts";
import { startTerminal } from "../paper-terminal/terminal.ts";
import { testMarket } from "../paper-terminal/testing/fixtures.ts";
import { systemTiming } from "../paper-terminal/timing.ts";
import { symbolSpecs } from "../paper-terminal/trade-server/market/symbols.ts";
import { demoSettings } from "../paper-terminal/trade-server/settings.ts";
import { pairedState, startAgent } from "./testing/agents.ts";
import { eventually } from "./testing/eventually.ts";
import { FakeGateway } from "./testing/fake-gateway.ts";
import { buy, orderIdOf, temporaryDirectory } from "./testing/fixtures.ts";

const id = orderIdOf("entry");
const exits: Exits = {
  breakeven: { triggerPips: "10", offsetPips: "1" },
  trailing: { triggerPips: "30", distancePips: "10", stepPips: "1" },
  partials: [{ atPips: "20", percent: "50" }],
};

/** The paper terminal beside the agent at `port`, its market moved by the test; no spread, so that pips count. */
function paperTerminal(port: number, token: string, mode: "hedging" | "netting" = "hedging") {
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

function notes(gateway: FakeGateway): Note[] {
  return gateway.reports.flatMap(({ event }) => (event.event === "noted" ? [event] : []));
}

test("an entry with exits lives its life at the paper terminal, with a restart of the agent in its middle", async () => {
  const gateway = await FakeGateway.start();
  const paths = await pairedState(gateway);
  const first = await startAgent(paths);
  const terminal = paperTerminal(first.port, first.token);
  const stopOf = () => new Decimal(gateway.last("terminal")?.state.positions[0]?.stopLoss ?? "0").toFixed(5);
  const codes = () => notes(gateway).map(({ code }) => code);
  await gateway.ready();
  await gateway.give(id, { instruction: { ...buy, lots: "0.2", exits } as Instruction });
  await gateway.reaches(id, "filled");

  terminal.pips(10);
  await eventually("breakeven", () => codes().includes("breakeven_set"));
  await eventually("its stop", () => stopOf() === "1.08510");
  terminal.pips(20);
  await eventually("the partial close", () => codes().includes("partial_closed"));

  first.stop();
  const second = await startAgent(paths);
  terminal.moveTo(second.port);
  await eventually("the second agent", () => gateway.last("terminal")?.state.ready === true);
  terminal.pips(45);
  await eventually("the trailing stop", () => stopOf() === "1.08850");
  terminal.pips(36);
  terminal.pips(34);
  await eventually("the end", () => codes().includes("stop_loss"));

  expect(codes().filter((code) => code !== "stop_trailed")).toEqual([
    "breakeven_set",
    "partial_closed",
    "stop_loss",
  ]);
  const deals = notes(gateway).flatMap(({ deal }) => (deal === undefined ? [] : [deal]));
  expect(deals.map(({ lots, entry }) => `${entry} ${new Decimal(lots).toFixed()}`)).toEqual([
    "out 0.1",
    "out 0.1",
  ]);
  expect(deals.map(({ profit }) => new Decimal(profit).toFixed())).toEqual(["20", "34"]);
  expect(gateway.order(id)).toMatchObject({ state: "filled", filledLots: "0.2", deals: [{ entry: "in" }] });
  expect(gateway.faults).toEqual([]);
});

test("on a netting account the exits of the last entry count for the whole position, and its notes stand there", async () => {
  const gateway = await FakeGateway.start();
  const local = await startAgent(await pairedState(gateway));
  const terminal = paperTerminal(local.port, local.token, "netting");
  const last = orderIdOf("last entry");
  await gateway.ready();
  await gateway.give(id, { instruction: { ...buy, lots: "0.2" } as Instruction });
  await gateway.reaches(id, "filled");
  const half = { partials: [{ atPips: "10", percent: "50" }] };
  await gateway.give(last, { instruction: { ...buy, lots: "0.4", exits: half } as Instruction });
  await gateway.reaches(last, "filled");
  terminal.pips(10);
  await eventually("the partial close", () => notes(gateway).length === 1);
  expect(notes(gateway)[0]).toMatchObject({ code: "partial_closed", deal: { lots: "0.3" } });
  expect(gateway.reports.find(({ event }) => event.event === "noted")?.orderId).toBe(last);
  const held = () => gateway.last("terminal")?.state.positions.map(({ lots }) => lots);
  await eventually("what is left", () => held()?.join() === "0.3");
  expect(gateway.faults).toEqual([]);
});
