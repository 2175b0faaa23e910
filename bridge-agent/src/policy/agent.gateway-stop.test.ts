import { expect, test } from "vitest";
import type { Stopped } from "../../../src/domain/emergency/account-stop.ts";
import type { Instruction } from "../../../src/domain/order/instruction.ts";
import { halt, resume } from "../commands/trading-commands.ts";
import { startAgent } from "../testing/agents.ts";
import { eventually } from "../testing/eventually.ts";
import { FakeTerminal } from "../testing/fake-terminal.ts";
import { buy, orderIdOf } from "../testing/fixtures.ts";
import { accountFrame } from "../testing/link-frames.ts";
import { obey, ownPosition, policyDesk } from "./testing.ts";

const stopped: Stopped = {
  ...{ stopId: `stp_${"0".repeat(26)}`, by: "usr_1", reason: "fat finger", sinceMs: 1_000 },
};
const closeAll: Instruction = { kind: "close", symbol: null, side: "both", amount: { unit: "all" } };
const id = orderIdOf;
type Desk = Awaited<ReturnType<typeof policyDesk>>;

async function confirmed({ gateway }: Pick<Desk, "gateway">, version: number): Promise<void> {
  await eventually(`version ${version}`, () => gateway.last("halted")?.version === version);
}

test("the gateway's stop refuses entries and lets closes go, until the gateway lifts it", async () => {
  const desk = await policyDesk({ story: [ownPosition("10", id("opened"))] });
  const { gateway, terminal } = desk;
  obey(terminal);
  await gateway.halt(1, stopped);
  await gateway.give(id(1), { instruction: buy });
  expect(await gateway.reaches(id(1), "rejected")).toMatchObject({
    door: "agent",
    refusal: { code: "trading_stopped", message: expect.stringContaining("fat finger") },
  });
  await gateway.give(id(2), { instruction: closeAll });
  await gateway.reaches(id(2), "filled");
  await eventually(
    "the gateway to be told",
    () => gateway.last("terminal")?.state.halted?.by === "gateway, usr_1",
  );
  await gateway.halt(2, null);
  await gateway.give(id(3), { instruction: buy });
  await gateway.reaches(id(3), "filled");
  await confirmed(desk, 2);
});

test("it is in the journal before it is acknowledged, and found by the next agent without a gateway", async () => {
  const desk = await policyDesk();
  await desk.gateway.halt(1, stopped);
  await confirmed(desk, 1);
  desk.stop();
  desk.gateway.stop();
  const again = await startAgent(desk.paths);
  expect(again.agent.status().halted).toMatchObject({ reason: "fat finger" });
  expect(again.journal.policy.gatewayStop()).toEqual({ version: 1, stopped });
});

test("an order that was accepted and not submitted when it comes is refused", async () => {
  const desk = await policyDesk();
  const { gateway, terminal } = desk;
  terminal.say(accountFrame({ obstacle: "disconnected" }));
  await eventually("a pause", () => gateway.last("terminal")?.state.ready === false);
  await gateway.give(id(1), { instruction: buy });
  await gateway.reaches(id(1), "accepted");
  await gateway.halt(1, stopped);
  await confirmed(desk, 1);
  terminal.say(accountFrame());
  expect(await gateway.reaches(id(1), "rejected")).toMatchObject({ refusal: { code: "trading_stopped" } });
  expect(terminal.submits).toEqual([]);
});

test("one that waits in the journal of an agent that was away is refused when it is back", async () => {
  const { gateway, terminal, paths, stop } = await policyDesk();
  terminal.say(accountFrame({ obstacle: "disconnected" }));
  await eventually("a pause", () => gateway.last("terminal")?.state.ready === false);
  await gateway.give(id(1), { instruction: buy });
  await gateway.reaches(id(1), "accepted");
  stop();
  gateway.reconcileIds = [id(1)];
  await gateway.halt(1, stopped);
  const again = await startAgent(paths);
  const back = new FakeTerminal();
  back.connect(again.port, again.token);
  obey(back);
  expect(await gateway.reaches(id(1), "rejected")).toMatchObject({ refusal: { code: "trading_stopped" } });
  expect(back.submits).toEqual([]);
});

test("a frame that is played back changes nothing, in either direction", async () => {
  const desk = await policyDesk();
  const { gateway, agent } = desk;
  await gateway.halt(1, stopped);
  const old = gateway.haltJws;
  await gateway.halt(2, null);
  await confirmed(desk, 2);
  gateway.sendHalt(old);
  await eventually("the answer", () => gateway.all("halted").length === 3);
  expect(gateway.last("halted")?.version).toBe(2);
  expect(agent.status().halted).toBeNull();
  await gateway.halt(3, stopped);
  await confirmed(desk, 3);
  await gateway.halt(2, null);
  await eventually("the answer", () => gateway.all("halted").length === 5);
  expect(agent.status().halted).toMatchObject({ reason: "fat finger" });
});

test("one for another agent or account, and one that is signed as an order, are refused", async () => {
  const { gateway, agent, log } = await policyDesk();
  const refusals = () => log.events.filter((event) => event === "halt_refused");
  await gateway.halt(1, stopped, { agentId: "agt_01JD000000000000000000ZZZZ" });
  await gateway.halt(1, stopped, { accountId: "acc_01JD000000000000000000ZZZZ" });
  gateway.sendHalt(await gateway.sign(id(1), { instruction: buy }));
  await eventually("three refusals", () => refusals().length === 3);
  expect(agent.status().halted).toBeNull();
  expect(gateway.last("halted")).toBeUndefined();
});

test("P6: lifting it never lifts a halt of the trading host, and resuming there never lifts it", async () => {
  const desk = await policyDesk();
  const { gateway, agent, paths } = desk;
  await halt(paths, "night", Date.now());
  await gateway.halt(1, stopped);
  await gateway.halt(2, null);
  await confirmed(desk, 2);
  expect(agent.status().halted).toMatchObject({ reason: "night" });
  await gateway.halt(3, stopped);
  await confirmed(desk, 3);
  const resumed = await resume(paths, false);
  expect(resumed.exitCode).toBe(1);
  expect(resumed.lines.join(" ")).toContain("trading_stopped");
  expect(agent.status().halted).toMatchObject({ reason: "fat finger" });
});

test("the hello says which version is in force", async () => {
  const desk = await policyDesk();
  await desk.gateway.halt(4, stopped);
  await confirmed(desk, 4);
  desk.gateway.cut();
  await eventually("another hello", () => desk.gateway.all("hello").length === 2);
  expect(desk.gateway.last("hello")?.halt).toEqual({ version: 4, stopped });
});
