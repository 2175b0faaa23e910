import { describe, expect, test } from "vitest";
import type { Instruction } from "../../src/domain/order/instruction.ts";
import { startAgent } from "./testing/agents.ts";
import { eventually } from "./testing/eventually.ts";
import { FakeTerminal } from "./testing/fake-terminal.ts";
import { buy, orderIdOf } from "./testing/fixtures.ts";
import { together } from "./testing/together.ts";

const id = orderIdOf(1);
const next = orderIdOf(2);
const limit: Instruction = { ...buy, type: "limit", entry: { unit: "price", value: "1.08" } } as Instruction;
const executed = { state: "done", ticket: "401", deal: "501" } as const;

describe("when the terminal drops with a step on its way", () => {
  /** An order whose step was passed on, and whose terminal is gone before it said anything. */
  async function passedOn(deadlineMs?: number) {
    const all = await together();
    await all.gateway.give(id, { instruction: buy, ...(deadlineMs === undefined ? {} : { deadlineMs }) });
    await all.terminal.submit(id);
    all.terminal.close();
    await eventually("the loss", () => all.gateway.last("terminal")?.state.ready === false);
    const { terminal: _, ...rest } = all;
    const back = new FakeTerminal();
    return { ...rest, back, connect: () => back.connect(rest.port, rest.token) };
  }

  test("and was executed: it is settled by the terminal's records and not sent again", async () => {
    const { gateway, back, connect } = await passedOn();
    back.known.set(`${id}/0`, executed);
    back.story.push(back.deal(id));
    connect();
    await gateway.reaches(id, "filled");
    await gateway.give(next, { instruction: buy });
    await back.submit(next);
    expect(back.submits.map(({ order }) => order)).toEqual([next]);
    expect(gateway.faults).toEqual([]);
  });

  test("and never arrived: it is passed on again while there is time", async () => {
    const { gateway, back, connect } = await passedOn();
    connect();
    await back.submit(id);
    back.say(back.result(id, executed), back.deal(id));
    await gateway.reaches(id, "filled");
  });

  test("and never arrived, and its time is over: it expires", async () => {
    const { gateway, back, connect } = await passedOn(Date.now() + 1_500);
    await eventually("the deadline", () => Date.now() > (gateway.order(id)?.changedAtMs ?? 0) + 1_700);
    connect();
    expect(await gateway.reaches(id, "expired")).toMatchObject({ door: "agent" });
    expect(back.submits).toEqual([]);
  });

  test("and the venue's records show that nothing came of it: it is rejected as not executed", async () => {
    const { gateway, back, connect } = await passedOn();
    back.known.set(`${id}/0`, { state: "absent" });
    connect();
    expect(await gateway.reaches(id, "rejected")).toMatchObject({
      door: "venue",
      refusal: { code: "not_executed" },
    });
  });

  test("and nobody knows: it is unknown, asked for again, never resent, and settled when it becomes known", async () => {
    const { gateway, back, connect } = await passedOn();
    back.known.set(`${id}/0`, { state: "sent" });
    connect();
    await gateway.reaches(id, "unknown");
    await gateway.ready();
    back.known.set(`${id}/0`, { state: "rejected", retcode: 10006 });
    await gateway.reaches(id, "rejected");
    expect(back.submits).toEqual([]);
    expect(gateway.eventsOf(id).filter((event) => event === "unknown")).toHaveLength(1);
  });

  test("a retcode that proves nothing is not taken for a refusal", async () => {
    const { gateway, back, connect } = await passedOn();
    back.known.set(`${id}/0`, { state: "rejected", retcode: 10012 });
    connect();
    await gateway.reaches(id, "unknown");
  });
});

describe("nothing is passed on before all is reconciled", () => {
  test("an order that came while the terminal was away goes when it is back", async () => {
    const { gateway, terminal, newTerminal } = await together();
    terminal.close();
    await eventually("the loss", () => gateway.last("terminal")?.state.ready === false);
    await gateway.give(id, { instruction: buy });
    await gateway.reaches(id, "accepted");
    await newTerminal().submit(id);
  });

  test("and expires when the terminal stays away", async () => {
    const { gateway, terminal } = await together();
    terminal.close();
    await eventually("the loss", () => gateway.last("terminal")?.state.ready === false);
    await gateway.give(id, { instruction: buy, deadlineMs: Date.now() + 300 });
    expect(await gateway.reaches(id, "expired")).toMatchObject({ door: "agent" });
  });

  test("a terminal that has not answered what is unsettled gets nothing", async () => {
    const { gateway, terminal, port, token } = await together();
    await gateway.give(id, { instruction: buy });
    await terminal.submit(id);
    terminal.close();
    const back = new FakeTerminal();
    back.answersQueries = false;
    back.connect(port, token);
    await eventually("the question", () => back.received.some(({ type }) => type === "query"));
    await gateway.give(next, { instruction: buy });
    await gateway.reaches(next, "accepted");
    expect(gateway.last("terminal")?.state).toMatchObject({ ready: false, reason: { code: "reconciling" } });
    expect(back.submits).toEqual([]);
    back.known.set(`${id}/0`, { state: "rejected", retcode: 10006 });
    back.answer(id, 0);
    await back.submit(next);
    expect(gateway.last("terminal")?.state.ready).toBe(true);
  });

  test("a terminal that is logged in to another account gets nothing", async () => {
    const { gateway, terminal, port, token } = await together();
    terminal.close();
    const other = new FakeTerminal();
    other.login = "2002";
    other.connect(port, token);
    const reported = () => gateway.last("terminal")?.state.reason?.code === "other_terminal_account";
    await eventually("the refusal", reported);
    expect(other.received.some(({ type }) => type === "sync")).toBe(false);
  });

  test("a pending order that was withdrawn while the agent was away ends, once the terminal is back", async () => {
    const { gateway, terminal, port, token } = await together();
    await gateway.give(id, { instruction: limit });
    await terminal.submit(id);
    terminal.say(terminal.result(id, { state: "done", ticket: "77" }));
    await gateway.reaches(id, "working");
    terminal.close();
    const back = new FakeTerminal();
    back.story.push({ type: "gone", ticket: "77", magic: "0", order: id, step: 0, reason: "expired", at: 1 });
    back.connect(port, token);
    expect(await gateway.reaches(id, "expired")).toMatchObject({ door: "venue" });
  });
});

describe("after a restart of the agent", () => {
  test("an order that worked is filled by the deal that came meanwhile", async () => {
    const first = await together();
    const { gateway, terminal, paths } = first;
    await gateway.give(id, { instruction: limit });
    await terminal.submit(id);
    terminal.say(terminal.result(id, { state: "done", ticket: "77" }));
    await gateway.reaches(id, "working");
    first.stop();
    const second = await startAgent(paths);
    const back = new FakeTerminal();
    back.story.push(back.deal(id, { ticket: "77", position: "77" }));
    back.connect(second.port, second.token);
    await gateway.reaches(id, "filled");
    expect(gateway.faults).toEqual([]);
  });

  test("an order that waited for its turn goes on, once the ledger is reconciled too", async () => {
    const first = await together();
    first.terminal.close();
    await eventually("the loss", () => first.gateway.last("terminal")?.state.ready === false);
    await first.gateway.give(id, { instruction: buy });
    await first.gateway.reaches(id, "accepted");
    first.stop();
    const second = await startAgent(first.paths);
    const back = new FakeTerminal().connect(second.port, second.token);
    await back.submit(id);
    expect(first.gateway.all("reconciled").length).toBeGreaterThan(0);
  });
});
