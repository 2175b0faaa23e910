import { describe, expect, test } from "vitest";
import type { Instruction } from "../../src/domain/order/instruction.ts";
import { magicOfStep } from "./journal/magic.ts";
import { loseJournal, startAgent } from "./testing/agents.ts";
import { eventually } from "./testing/eventually.ts";
import { FakeTerminal } from "./testing/fake-terminal.ts";
import { buy, orderIdOf } from "./testing/fixtures.ts";
import { dealFrame, pendingFrame, positionFrame } from "./testing/link-frames.ts";
import { together } from "./testing/together.ts";

const id = orderIdOf(1);
const next = orderIdOf(2);
const limit: Instruction = {
  ...{ kind: "open", symbol: "EURUSD", side: "buy", lots: "0.10" },
  type: "limit",
  entry: { unit: "price", value: "1.08" },
};

/** An order that was passed on to a terminal that is gone, and the terminal that comes next. */
async function passedOn(instruction: Instruction = buy, journal = "") {
  const all = await together({ unready: true });
  all.terminal.close();
  const first = new FakeTerminal();
  first.journal = journal;
  await eventually("the loss", () => all.terminal.closed);
  first.connect(all.port, all.token);
  await all.gateway.ready();
  await all.gateway.give(id, { instruction });
  await first.submit(id);
  return { ...all, terminal: first, back: new FakeTerminal() };
}

describe("a terminal that has lost its journal", () => {
  test("names no orders: its deals are matched by their magic numbers", async () => {
    const { gateway, terminal, back, port, token } = await passedOn();
    terminal.close();
    back.known.set(`${id}/0`, { state: "done", ticket: "401", deal: "501" });
    back.story.push(back.deal("", { magic: magicOfStep(id, 0) }));
    back.connect(port, token);
    expect((await gateway.reaches(id, "filled")).deals).toMatchObject([{ deal: "501" }]);
    expect(back.submits).toEqual([]);
  });

  test("and so are its positions, which are not taken for somebody else's", async () => {
    const { gateway, terminal } = await passedOn();
    terminal.say(
      positionFrame({ magic: magicOfStep(id, 0) }),
      positionFrame({ ident: "11", position: "11" }),
    );
    const shown = () => gateway.last("terminal")?.state.positions ?? [];
    await eventually("the positions", () => shown().length === 2);
    expect(shown()).toMatchObject([
      { position: "10", orderId: id, external: false },
      { position: "11", orderId: null, external: true },
    ]);
  });

  test("says never, and its new journal's id says why that proves nothing: the step is not sent again", async () => {
    const { gateway, terminal, back, port, token } = await passedOn(buy, "journal-1");
    terminal.close();
    back.journal = "journal-2";
    back.connect(port, token);
    expect(await gateway.reaches(id, "unknown")).toMatchObject({
      refusal: { code: "outcome_unknown", message: expect.stringMatching(/lost the journal/) },
    });
    expect(back.submits).toEqual([]);
  });

  test("the same journal's never still is proof, and the step goes again", async () => {
    const { terminal, back, port, token } = await passedOn(buy, "journal-1");
    terminal.close();
    back.journal = "journal-1";
    back.connect(port, token);
    await back.submit(id);
  });
});

describe("an order of which nobody knows", () => {
  test("is settled by a result that comes late", async () => {
    const { gateway, terminal } = await passedOn();
    terminal.say(terminal.result(id, { state: "rejected", retcode: 10012 }));
    await gateway.reaches(id, "unknown");
    terminal.say(terminal.result(id, { state: "done", ticket: "401", deal: "501" }), terminal.deal(id));
    await gateway.reaches(id, "filled");
    expect(gateway.faults).toEqual([]);
    expect(terminal.submits).toHaveLength(1);
  });

  test("is settled by its deal alone, if no result ever comes", async () => {
    const { gateway, terminal } = await passedOn();
    terminal.say(terminal.result(id, { state: "rejected", retcode: 10031 }));
    await gateway.reaches(id, "unknown");
    terminal.say(terminal.deal("", { magic: magicOfStep(id, 0) }));
    await gateway.reaches(id, "filled");
    expect(gateway.faults).toEqual([]);
  });

  test("is settled by the pending order that stands with its magic number", async () => {
    const { gateway, terminal } = await passedOn(limit);
    terminal.say(terminal.result(id, { state: "rejected", retcode: 10012 }));
    await gateway.reaches(id, "unknown");
    terminal.say(pendingFrame({ ticket: "77", magic: magicOfStep(id, 0) }));
    expect((await gateway.reaches(id, "working")).ticket).toBe("77");
    terminal.say(terminal.deal("", { ticket: "77", magic: magicOfStep(id, 0) }));
    await gateway.reaches(id, "filled");
  });

  test("is shown with the reason and how often it was looked for, and asked for by its magic number", async () => {
    const { gateway, agent, terminal, back, port, token } = await passedOn();
    const passedAtMs = Date.now();
    terminal.close();
    back.known.set(`${id}/0`, { state: "rejected", retcode: 10012 });
    back.connect(port, token);
    const shown = () => gateway.last("terminal")?.state.unsettled ?? [];
    await eventually("the second look", () => (shown()[0]?.lookups ?? 0) >= 2);
    expect(shown()).toMatchObject([{ orderId: id, step: 0, reason: { venueCode: "10012" } }]);
    const question = back.received.find(({ type }) => type === "query");
    expect(question).toMatchObject({ order: id, step: 0, magic: magicOfStep(id, 0) });
    const from = question?.type === "query" ? question.from : 0;
    expect(from).toBeGreaterThan(passedAtMs - 25 * 3_600_000);
    expect(from).toBeLessThan(passedAtMs);
    expect(agent.status().counts.awaited).toBe(1);
  });

  test("is not rejected by a retcode that is in no table", async () => {
    const { gateway, terminal } = await passedOn();
    terminal.say(terminal.result(id, { state: "rejected", retcode: 10999 }));
    const order = await gateway.reaches(id, "unknown");
    expect(order.refusal?.message).toMatch(/10999/);
  });
});

describe("when both journals are lost", () => {
  test("an order is found by its deals, which were told before anybody asked for it", async () => {
    const { gateway, paths, stop, back, terminal } = await passedOn();
    stop();
    terminal.close();
    loseJournal(paths);
    await eventually("the end of the link", () => gateway.closeCodes.length > 0);
    gateway.frames.length = 0;
    gateway.reconcileIds = [id];
    const second = await startAgent(paths);
    back.story.push(
      dealFrame({ deal: "501", magic: magicOfStep(id, 0) }),
      dealFrame({ deal: "502", magic: "7" }),
    );
    back.connect(second.port, second.token);
    expect((await gateway.reaches(id, "filled")).deals).toMatchObject([{ deal: "501" }]);
    expect(gateway.last("reconciled")).toMatchObject({ neverSeen: [] });
    expect(back.submits).toEqual([]);
  });

  test("a pending order is found by its magic number, and its fill is its own", async () => {
    const { gateway, paths, stop, back, terminal } = await passedOn(limit);
    stop();
    terminal.close();
    loseJournal(paths);
    await eventually("the end of the link", () => gateway.closeCodes.length > 0);
    gateway.frames.length = 0;
    gateway.reconcileIds = [id];
    const second = await startAgent(paths);
    const magic = magicOfStep(id, 0);
    back.story.push(pendingFrame({ ticket: "77", magic }));
    back.connect(second.port, second.token);
    await eventually("the answer", () => gateway.last("reconciled")?.neverSeen.length === 0);
    expect((await gateway.reaches(id, "working")).ticket).toBe("77");
    back.say(dealFrame({ deal: "501", ticket: "77", magic }));
    await gateway.reaches(id, "filled");
  });

  test("an order whose frame comes again is not planned once its deals are known", async () => {
    const { gateway, paths, stop, back, terminal } = await passedOn();
    stop();
    terminal.close();
    loseJournal(paths);
    gateway.ackedSeq = 0;
    const second = await startAgent(paths);
    // The terminal's journal is an old one, too: it names the order and cannot tell of its result.
    back.story.push(back.deal(id));
    back.connect(second.port, second.token);
    await gateway.reaches(id, "filled");
    await gateway.give(next, { instruction: buy });
    await back.submit(next);
    expect(back.submits.map(({ order }) => order)).toEqual([next]);
  });
});

test("a deal that comes after the order's end was reported is told as a note on the order", async () => {
  const { gateway, terminal } = await passedOn();
  terminal.say(terminal.result(id, { state: "rejected", retcode: 10006 }));
  await gateway.reaches(id, "rejected");
  terminal.say(terminal.deal(id), terminal.deal(id));
  const notes = () => gateway.reports.flatMap(({ event }) => (event.event === "noted" ? [event] : []));
  await eventually("the note", () => notes().length > 0);
  expect(notes()).toMatchObject([{ code: "deal_after_end", deal: { deal: "501" } }]);
  expect(gateway.faults).toEqual([]);
});

test("a step that the terminal once had is not passed on again when it forgets it, after a restart neither", async () => {
  const { gateway, terminal, paths, stop } = await passedOn();
  terminal.say(terminal.result(id, { state: "rejected", retcode: 10012 }));
  await gateway.reaches(id, "unknown");
  stop();
  terminal.close();
  const second = await startAgent(paths);
  const back = new FakeTerminal().connect(second.port, second.token);
  await gateway.ready();
  await gateway.give(next, { instruction: buy });
  await back.submit(next);
  expect(back.submits.map(({ order }) => order)).toEqual([next]);
});

test("what Sallyport did not make is not closed by a close of everything", async () => {
  const { gateway, terminal } = await together({
    story: [positionFrame({ ident: "11", position: "11" }), positionFrame({ order: orderIdOf("own") })],
  });
  const close: Instruction = { kind: "close", symbol: null, side: "both", amount: { unit: "all" } };
  await gateway.give(id, { instruction: close });
  expect(await terminal.submit(id)).toMatchObject({ position: "10" });
  expect(terminal.submits).toHaveLength(1);
});
