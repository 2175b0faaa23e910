import { expect, test } from "vitest";
import type { Exits } from "../../src/domain/alert/exits.ts";
import { Decimal } from "../../src/domain/decimal.ts";
import type { Note } from "../../src/domain/order/events.ts";
import type { Instruction } from "../../src/domain/order/instruction.ts";
import { pairedState, startAgent } from "./testing/agents.ts";
import { eventually } from "./testing/eventually.ts";
import { FakeGateway } from "./testing/fake-gateway.ts";
import { buy, orderIdOf } from "./testing/fixtures.ts";
import { paperTerminal } from "./testing/paper-terminal.ts";

const id = orderIdOf("entry");
const exits: Exits = {
  breakeven: { triggerPips: "10", offsetPips: "1" },
  trailing: { triggerPips: "30", distancePips: "10", stepPips: "1" },
  partials: [{ atPips: "20", percent: "50" }],
};

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
