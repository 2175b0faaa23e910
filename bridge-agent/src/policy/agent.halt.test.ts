import { describe, expect, test } from "vitest";
import type { Instruction } from "../../../src/domain/order/instruction.ts";
import { flatten, halt, resume } from "../commands/trading-commands.ts";
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
const quiet = () => undefined;
const flattenNow = { all: false, keepTrading: false, waitMs: 15_000 };

describe("halt", () => {
  test("stops entries and lets closes go on until somebody resumes", async () => {
    const { gateway, terminal, paths } = await policyDesk({ story: [ownPosition("10", opened)] });
    obey(terminal);
    expect((await halt(paths, "news", Date.now())).exitCode).toBe(0);
    await gateway.give(id, { instruction: buy });
    expect(await gateway.reaches(id, "rejected")).toMatchObject({
      door: "agent",
      refusal: {
        code: "policy_halted",
        message: expect.stringContaining("news"),
        hint: "sallyport-agent resume",
      },
    });
    await gateway.give(next, { instruction: closeAll });
    await gateway.reaches(next, "filled");
    await eventually(
      "the gateway to be told",
      () => gateway.last("terminal")?.state.halted?.reason === "news",
    );
    expect(await resume(paths, false)).toMatchObject({ exitCode: 0 });
    await gateway.give(orderIdOf(3), { instruction: buy });
    await gateway.reaches(orderIdOf(3), "filled");
  });

  test("works without an agent, and is found by the next one", async () => {
    const { paths, stop } = await policyDesk();
    stop();
    expect(await halt(paths, "night", Date.now())).toMatchObject({
      exitCode: 0,
      lines: [expect.stringContaining("No agent runs")],
    });
    const again = await startAgent(paths);
    expect(again.agent.status().halted?.reason).toBe("night");
    again.stop();
    expect((await resume(paths, false)).exitCode).toBe(0);
    expect((await startAgent(paths)).agent.status().halted).toBeNull();
  });
});

describe("resume", () => {
  test("says which limit is still reached, and counts anew only when it is told to", async () => {
    const { gateway, paths, equity } = await policyDesk({
      policy: '[[drawdown]]\nkind = "trailing_equity"\nmoney = 50',
    });
    equity("940");
    await eventually("the breach", () => gateway.last("terminal")?.state.halted !== undefined);
    const still = await resume(paths, false);
    expect(still.exitCode).toBe(1);
    expect(still.lines.join(" ")).toContain("policy_drawdown");
    expect((await resume(paths, true)).exitCode).toBe(0);
  });

  test("of a breach works without an agent; a reset does not", async () => {
    const { gateway, paths, equity, stop } = await policyDesk({ policy: "[daily_loss]\nmoney = 50" });
    equity("940");
    await eventually("the breach", () => gateway.last("terminal")?.state.halted !== undefined);
    stop();
    expect((await resume(paths, true)).exitCode).toBe(2);
    expect((await resume(paths, false)).exitCode).toBe(0);
    const again = await startAgent(paths);
    expect(again.agent.status().policy?.stops.map(({ code }) => code)).toEqual(["policy_money_unknown"]);
  });
});

describe("flatten", () => {
  const story = [
    ownPosition("10", opened),
    ownPosition("11", opened, { side: "short", lots: "2.5" }),
    positionFrame({ position: "12", ident: "12" }),
    pendingFrame({ ticket: "20", order: opened }),
    pendingFrame({ ticket: "21" }),
  ];

  test("closes and cancels what Sallyport made with the gateway away, and halts", async () => {
    const { gateway, terminal, paths } = await policyDesk({ story });
    obey(terminal);
    gateway.stop();
    const progress: string[] = [];
    const end = await flatten(paths, flattenNow, Date.now(), (line) => void progress.push(line));
    expect(end).toMatchObject({
      exitCode: 0,
      lines: ["The account is flat.", expect.stringContaining("halted")],
    });
    expect(progress[0]).toBe("3 left");
    const targets = terminal.submits.map(
      ({ position, ticket, side, lots }) => `${position} ${ticket} ${side} ${lots}`,
    );
    expect(targets.sort()).toEqual(["0 20 buy 0.10", "10 0 sell 0.1", "11 0 buy 2.5"]);
  });

  test("also takes what others made when it is told to", async () => {
    const { terminal, paths } = await policyDesk({ story });
    obey(terminal);
    expect((await flatten(paths, { ...flattenNow, all: true }, Date.now(), quiet)).exitCode).toBe(0);
    expect(terminal.submits).toHaveLength(5);
  });

  test("tries again what was refused for a passing reason", async () => {
    const { terminal, paths } = await policyDesk({ story: [ownPosition("10", opened)] });
    obey(terminal, [10004, 10021]);
    expect((await flatten(paths, flattenNow, Date.now(), quiet)).exitCode).toBe(0);
    expect(terminal.submits).toHaveLength(3);
    expect(new Set(terminal.submits.map(({ order }) => order)).size).toBe(3);
  });

  test("says that it is not flat when the market is closed, and goes on by itself", async () => {
    const { terminal, paths } = await policyDesk({ story: [ownPosition("10", opened)] });
    obey(terminal, [10018]);
    const end = await flatten(paths, flattenNow, Date.now(), quiet);
    expect(end.exitCode).toBe(1);
    expect(end.lines.join("\n")).toMatch(/NOT flat.*left: position 10.*market is closed/s);
    await eventually("the repeated close", () => terminal.submits.length === 2);
  });

  test("is not flat without a terminal, and goes on when there is one, also after a restart", async () => {
    const { terminal, paths, stop } = await policyDesk({ story: [ownPosition("10", opened)] });
    terminal.close();
    const end = await flatten(paths, { ...flattenNow, waitMs: 300 }, Date.now(), quiet);
    expect(end).toMatchObject({ exitCode: 1 });
    stop();
    const again = await startAgent(paths);
    const back = new FakeTerminal();
    back.story.push(ownPosition("10", opened));
    back.connect(again.port, again.token);
    obey(back);
    await eventually("the close", () => back.submits.length === 1);
    await eventually("a flat account", () => again.agent.status().counts.positions === 0);
  });

  test("works with an agent that was started while the gateway was away", async () => {
    const { gateway, paths, stop } = await policyDesk({ story: [ownPosition("10", opened)] });
    stop();
    gateway.stop();
    const alone = await startAgent(paths);
    const back = new FakeTerminal();
    back.story.push(ownPosition("10", opened));
    back.connect(alone.port, alone.token);
    obey(back);
    expect((await flatten(paths, flattenNow, Date.now(), quiet)).exitCode).toBe(0);
    expect(back.submits).toHaveLength(1);
  });

  test("that a person calls off ends without being flat", async () => {
    const { terminal, paths } = await policyDesk({ story: [ownPosition("10", opened)] });
    terminal.close();
    const begun: string[] = [];
    const ending = flatten(paths, flattenNow, Date.now(), (line) => void begun.push(line));
    await eventually("the beginning", () => begun.length > 0);
    await resume(paths, false);
    expect(await ending).toMatchObject({
      exitCode: 1,
      lines: expect.arrayContaining(["Somebody called it off."]),
    });
  });

  test("without an agent closes nothing, says so, and halts", async () => {
    const { paths, stop } = await policyDesk();
    stop();
    const end = await flatten(paths, flattenNow, Date.now(), quiet);
    expect(end.exitCode).toBe(2);
    expect(end.lines.join(" ")).toContain("Nothing was closed");
    expect((await startAgent(paths)).agent.status().halted?.reason).toBe("flatten");
  });
});
