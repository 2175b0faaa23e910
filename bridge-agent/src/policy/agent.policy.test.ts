import { rmSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Instruction } from "../../../src/domain/order/instruction.ts";
import { startAgent } from "../testing/agents.ts";
import { eventually } from "../testing/eventually.ts";
import { FakeTerminal } from "../testing/fake-terminal.ts";
import { buy, orderIdOf } from "../testing/fixtures.ts";
import { pendingFrame, positionFrame } from "../testing/link-frames.ts";
import { obey, ownPosition, policyDesk } from "./testing.ts";

const id = orderIdOf(1);
const next = orderIdOf(2);
const opened = orderIdOf("opened");
const closeAll: Instruction = { kind: "close", symbol: "EURUSD", side: "both", amount: { unit: "all" } };

describe("an order that the policy does not allow", () => {
  test("is rejected by the agent with a policy code, and the terminal never hears of it", async () => {
    const { gateway, terminal } = await policyDesk({ policy: '[symbols]\ndeny = ["EUR*"]' });
    await gateway.give(id, { instruction: buy });
    expect(await gateway.reaches(id, "rejected")).toMatchObject({
      door: "agent",
      refusal: { code: "policy_symbol_not_allowed" },
    });
    expect(terminal.submits).toEqual([]);
    expect(gateway.faults).toEqual([]);
  });

  test("still closes what it would have turned around", async () => {
    const story = [ownPosition("10", opened, { side: "short" })];
    const { gateway, terminal } = await policyDesk({ policy: "[volume]\nmax_lots_per_order = 0.2", story });
    obey(terminal);
    const turn: Instruction = { kind: "target", symbol: "EURUSD", side: "long", exact: true, lots: "0.30" };
    await gateway.give(id, { instruction: turn });
    const ended = await gateway.reaches(id, "cancelled");
    expect(ended.refusal?.code).toBe("policy_order_too_large");
    expect(ended.deals).toHaveLength(1);
    expect(terminal.submits).toHaveLength(1);
    expect(gateway.faults).toEqual([]);
  });

  test("is counted together with those that are on their way, however closely they follow each other", async () => {
    const { gateway, terminal } = await policyDesk({ policy: "[orders]\nmax_positions = 2" });
    const ids = Array.from({ length: 6 }, (_, at) => orderIdOf(`burst ${at}`));
    for (const one of ids) await gateway.give(one, { instruction: buy });
    for (const one of ids.slice(2)) {
      expect((await gateway.reaches(one, "rejected")).refusal?.code).toBe("policy_too_many_positions");
    }
    expect(terminal.submits.map(({ order }) => order)).toEqual(ids.slice(0, 2));
  });

  test("is counted in the same minute after a restart", async () => {
    const { gateway, paths, terminal, stop } = await policyDesk({ policy: "[orders]\nmax_per_minute = 1" });
    obey(terminal);
    await gateway.give(id, { instruction: buy });
    await gateway.reaches(id, "filled");
    stop();
    const again = await startAgent(paths);
    const after = new FakeTerminal();
    after.lastDeal = "9999";
    after.connect(again.port, again.token);
    await gateway.give(next, { instruction: buy });
    expect((await gateway.reaches(next, "rejected")).refusal?.code).toBe("policy_too_many_orders");
  });
});

describe("the policy file", () => {
  test("that is broken at the start lets no entry through, and closes go on", async () => {
    const story = [ownPosition("10", opened)];
    const { gateway, terminal, agent } = await policyDesk({ policy: "[volume]\nmost = 1", story });
    obey(terminal);
    await gateway.give(id, { instruction: buy });
    const { refusal } = await gateway.reaches(id, "rejected");
    expect(refusal).toMatchObject({ code: "policy_file_broken", message: expect.stringContaining("line 2") });
    await gateway.give(next, { instruction: closeAll });
    await gateway.reaches(next, "filled");
    expect(agent.status().policy?.state).toBe("refused");
  });

  test("that breaks while the agent runs leaves the one before in force, and everybody is told", async () => {
    const { gateway, paths, agent, log } = await policyDesk({ policy: '[symbols]\ndeny = ["EURUSD"]' });
    writeFileSync(paths.policy, '[symbols]\ndeny = "EURUSD"');
    await eventually("the fault", () => agent.status().policy?.state === "kept");
    expect(log.events).toContain("policy_file_broken");
    await eventually(
      "the gateway to be told",
      () => gateway.last("terminal")?.state.policy?.fault !== undefined,
    );
    await gateway.give(id, { instruction: buy });
    expect((await gateway.reaches(id, "rejected")).refusal?.code).toBe("policy_symbol_not_allowed");
    writeFileSync(paths.policy, "");
    await eventually("the correction", () => agent.status().policy?.state === "loaded");
  });

  test("that is taken away limits as before, also after a restart", async () => {
    const { gateway, paths, agent, stop } = await policyDesk({ policy: '[symbols]\ndeny = ["EURUSD"]' });
    rmSync(paths.policy);
    await eventually("the fault", () => agent.status().policy?.fault?.code === "policy_file_missing");
    await gateway.give(id, { instruction: buy });
    expect((await gateway.reaches(id, "rejected")).refusal?.code).toBe("policy_symbol_not_allowed");
    stop();
    const again = await startAgent(paths);
    expect(again.agent.status().policy).toMatchObject({
      state: "refused",
      stops: [{ code: "policy_file_missing" }],
    });
  });

  test("that gets stricter holds for the next order", async () => {
    const { gateway, paths, agent, terminal } = await policyDesk({ policy: "" });
    obey(terminal);
    await gateway.give(id, { instruction: buy });
    await gateway.reaches(id, "filled");
    writeFileSync(paths.policy, "[volume]\nmax_lots_per_symbol = 0.15");
    await eventually("the new limit", () => agent.status().policy?.limits.length === 1);
    await gateway.give(next, { instruction: buy });
    expect((await gateway.reaches(next, "rejected")).refusal?.code).toBe("policy_symbol_volume");
  });
});

describe("a loss limit", () => {
  test("stops entries at once, is told to the gateway and on the chart, and survives a restart", async () => {
    const policy = "[daily_loss]\nmoney = 50";
    const { gateway, terminal, equity, paths, stop } = await policyDesk({ policy });
    equity("949.99");
    await eventually("the halt", () => gateway.last("terminal")?.state.halted?.by === "policy");
    equity("1000");
    await gateway.give(id, { instruction: buy });
    expect((await gateway.reaches(id, "rejected")).refusal?.code).toBe("policy_daily_loss");
    const panels = terminal.received.filter((one) => one.type === "panel");
    expect(panels.at(-1)?.halted).toContain("largest daily loss is 50");
    stop();
    const again = await startAgent(paths);
    expect(again.agent.status().policy?.stops).toMatchObject([
      { code: "policy_daily_loss" },
      { code: "policy_money_unknown" },
    ]);
  });

  test("does not end because the gateway's clock says that another day has begun", async () => {
    const { gateway, equity } = await policyDesk({ policy: "[daily_loss]\nmoney = 50" });
    equity("940");
    await eventually("the breach", () => gateway.last("terminal")?.state.halted !== undefined);
    gateway.aheadMs = 2 * 86_400_000;
    gateway.cut();
    await eventually("the next link", () => gateway.epoch === 2 && gateway.all("terminal").length > 1);
    await gateway.give(id, { instruction: buy });
    expect((await gateway.reaches(id, "rejected")).refusal?.code).toBe("policy_daily_loss");
  });

  test("can close everything that Sallyport opened, and leaves what others opened", async () => {
    const story = [
      ownPosition("10", opened),
      ownPosition("11", opened),
      positionFrame({ position: "12", ident: "12" }),
      pendingFrame({ ticket: "20", order: opened }),
    ];
    const { gateway, terminal, equity } = await policyDesk({
      policy: '[equity_floor]\nmoney = 900\naction = "flatten"',
      story,
    });
    obey(terminal, [10004]);
    equity("899");
    await eventually("three requests and a repeated one", () => terminal.submits.length === 4);
    const targets = terminal.submits.map(({ action, position, ticket }) => `${action} ${position} ${ticket}`);
    expect(targets.sort()).toEqual(["deal 10 0", "deal 11 0", "remove 0 20", "remove 0 20"]);
    await eventually("one position", () => gateway.last("terminal")?.state.positions.length === 1);
    expect(gateway.last("terminal")?.state.positions[0]?.position).toBe("12");
    expect(gateway.faults).toEqual([]);
  });
});
