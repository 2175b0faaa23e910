import { describe, expect, test } from "vitest";
import type { Instruction } from "../../src/domain/order/instruction.ts";
import type { TimeSource } from "./gateway-link/gateway-clock.ts";
import { eventually } from "./testing/eventually.ts";
import { FakeTerminal } from "./testing/fake-terminal.ts";
import { buy, orderIdOf } from "./testing/fixtures.ts";
import { accountFrame, positionFrame } from "./testing/link-frames.ts";
import { together } from "./testing/together.ts";

const id = orderIdOf(1);
const next = orderIdOf(2);
const HOUR_MS = 3_600_000;
const closeAll: Instruction = { kind: "close", symbol: "EURUSD", side: "both", amount: { unit: "all" } };

describe("a terminal that cannot trade", () => {
  const off = accountFrame({ obstacle: "algo_trading_off" });

  test("is told to the gateway with what to do about it, and gets neither entries nor exits", async () => {
    const { gateway, agent, terminal } = await together({
      story: [positionFrame({ order: orderIdOf("o") })],
    });
    terminal.say(off);
    const reason = () => gateway.last("terminal")?.state.reason;
    await eventually("the reason", () => reason()?.code === "terminal_cannot_trade");
    expect(reason()?.hint).toMatch(/Algo Trading/);
    expect(agent.status()).toMatchObject({
      reconciled: false,
      waitingFor: { code: "terminal_cannot_trade" },
    });
    await gateway.give(id, { instruction: buy });
    await gateway.give(next, { instruction: closeAll });
    await gateway.reaches(next, "accepted");
    expect(terminal.submits).toEqual([]);
    terminal.say(accountFrame());
    await terminal.submit(id);
    await terminal.submit(next);
  });

  test("until the deadline: the order says what stood in its way", async () => {
    const { gateway, terminal } = await together();
    terminal.say(off);
    await eventually("the reason", () => gateway.last("terminal")?.state.ready === false);
    await gateway.give(id, { instruction: buy, deadlineMs: Date.now() + 400 });
    expect(await gateway.reaches(id, "expired")).toMatchObject({
      door: "agent",
      refusal: { code: "terminal_cannot_trade", message: expect.stringMatching(/switched off/) },
    });
    expect(terminal.submits).toEqual([]);
  });

  test("one obstacle after another: each is told", async () => {
    const { gateway, terminal } = await together();
    terminal.say(off);
    const message = () => gateway.last("terminal")?.state.reason?.message ?? "";
    await eventually("the first", () => message().includes("algo trading is switched off"));
    terminal.say(accountFrame({ obstacle: "disconnected" }));
    await eventually("the second", () => message().includes("no connection to the broker"));
  });
});

describe("a terminal that switches to another account while it is connected", () => {
  test("stops trading at once, says why, and nothing of the other account gets into the journal", async () => {
    const { gateway, agent, journal, terminal, port, token, log } = await together();
    terminal.say(
      accountFrame({ login: "2002" }),
      terminal.deal(orderIdOf("other"), { deal: "900" }),
      positionFrame({ order: orderIdOf("other") }),
    );
    await eventually("the end of the link", () => terminal.closed);
    expect(terminal.received.at(-1)).toMatchObject({ type: "refused", code: "account_switched" });
    expect(agent.status()).toMatchObject({
      reconciled: false,
      waitingFor: { code: "other_terminal_account", message: expect.stringMatching(/2002@Test.*1001@Test/) },
    });
    await eventually("the reason", () => {
      return gateway.last("terminal")?.state.reason?.code === "other_terminal_account";
    });
    expect(gateway.last("terminal")?.state.account?.login).not.toBe("2002");
    expect(journal.dealSteps(orderIdOf("other")).size).toBe(0);
    expect(log.events).toContain("terminal_switched_account");
    await gateway.give(id, { instruction: buy });

    const other = new FakeTerminal();
    other.login = "2002";
    other.connect(port, token);
    await gateway.reaches(id, "accepted");
    await eventually("its greeting", () => agent.status().terminal.account === "2002@Test");
    expect(other.received.some(({ type }) => type === "sync")).toBe(false);
    expect(other.submits).toEqual([]);

    // And back again, on the same link: everything is told anew, and the order that waited goes.
    other.say(accountFrame());
    await eventually("the end of the second link", () => other.closed);
    const back = new FakeTerminal().connect(port, token);
    await back.submit(id);
  });
});

test("of two terminals the second is turned away, says the status, and the first goes on trading", async () => {
  const { gateway, agent, terminal, newTerminal } = await together();
  const second = newTerminal();
  await eventually("its end", () => second.closed);
  expect(agent.status()).toMatchObject({
    reconciled: true,
    terminal: { refused: expect.stringMatching(/Another terminal is connected/) },
  });
  await gateway.give(id, { instruction: buy });
  await terminal.submit(id);
});

test("what the terminal complains of is in the status, the newest of each kind", async () => {
  const { agent, terminal } = await together();
  terminal.say({ type: "fault", code: "journal_full", message: "The disk is full.", at: 1 });
  terminal.say({ type: "fault", code: "journal_full", message: "The disk is still full.", at: 2 });
  const faults = () => agent.status().terminal.faults;
  await eventually("the complaint", () => faults()[0]?.message === "The disk is still full.");
  expect(faults()).toHaveLength(1);
});

/** The host's clocks; `jump` sets the wall clock by so much. */
function clocks() {
  let shiftMs = 0;
  const time: TimeSource = {
    wallMs: () => Date.now() + shiftMs,
    monotonicMs: () => performance.now(),
  };
  const jump = (ms: number) => {
    shiftMs += ms;
  };
  return { time, jump };
}

describe.each([
  ["forward", HOUR_MS],
  ["back", -HOUR_MS],
])("when the host's clock jumps %s by an hour", (_where, byMs) => {
  test("what is in time goes as soon as the clock is measured, with a deadline by the new clock", async () => {
    const { time, jump } = clocks();
    const { gateway, terminal } = await together({ time });
    jump(byMs);
    const deadlineMs = Date.now() + 20_000;
    const gaveAtMs = performance.now();
    await gateway.give(id, { instruction: buy, deadlineMs });
    const submit = await terminal.submit(id);
    // One look of the agent, every half second, and an exchange or two.
    expect(performance.now() - gaveAtMs).toBeLessThan(5_000);
    expect(Math.abs(submit.deadline - (deadlineMs + byMs))).toBeLessThan(1_000);
  });

  test("what is late does not go", async () => {
    const { time, jump } = clocks();
    const { gateway, terminal } = await together({ time });
    jump(byMs);
    await gateway.give(id, { instruction: buy, deadlineMs: Date.now() - 1_000 });
    expect(await gateway.reaches(id, "expired")).toMatchObject({ door: "agent" });
    expect(terminal.submits).toEqual([]);
  });

  test("and the gateway's clock cannot be measured: orders wait, neither passed on nor refused", async () => {
    const { time, jump } = clocks();
    const { gateway, agent, terminal } = await together({ time });
    gateway.answersClock = false;
    jump(byMs);
    await gateway.give(id, { instruction: buy, deadlineMs: Date.now() + 20_000 });
    await gateway.reaches(id, "accepted");
    await eventually("the reason", () => agent.status().waitingFor?.code === "clock_unknown");
    expect(terminal.submits).toEqual([]);
    expect(gateway.order(id)?.state).toBe("accepted");
    gateway.answersClock = true;
    await terminal.submit(id);
  });

  test("and an order that waits then is judged by what is measured: its time was over meanwhile", async () => {
    const { time, jump } = clocks();
    const { gateway, agent, terminal } = await together({ time });
    gateway.answersClock = false;
    jump(byMs);
    await gateway.give(id, { instruction: buy, deadlineMs: Date.now() + 1_500 });
    await eventually("the reason", () => agent.status().waitingFor?.code === "clock_unknown");
    const deadline = Date.now() + 1_600;
    await eventually("the deadline", () => Date.now() > deadline);
    expect(gateway.order(id)?.state).toBe("accepted");
    gateway.answersClock = true;
    await gateway.reaches(id, "expired");
    expect(terminal.submits).toEqual([]);
  });
});
