import { generateKeyPair } from "jose";
import { describe, expect, test } from "vitest";
import type { Instruction } from "../../src/domain/order/instruction.ts";
import { eventually } from "./testing/eventually.ts";
import type { FakeGateway } from "./testing/fake-gateway.ts";
import type { FakeTerminal } from "./testing/fake-terminal.ts";
import { buy, orderIdOf } from "./testing/fixtures.ts";
import { pendingFrame, positionFrame } from "./testing/link-frames.ts";
import { together } from "./testing/together.ts";

const id = orderIdOf(1);
const next = orderIdOf(2);
const closeAll: Instruction = { kind: "close", symbol: "EURUSD", side: "both", amount: { unit: "all" } };

const held = (position: string, side: "long" | "short" = "long") =>
  positionFrame({ position, ident: position, side, order: orderIdOf(`opened ${position}`) });

let deals = 500;

/** What the terminal says when a step was executed; `first` says which of the two comes first. */
function execute(terminal: FakeTerminal, order: string, step = 0, first: "deal" | "result" = "result") {
  deals += 1;
  const deal = String(deals);
  const submit = terminal.submits.find((one) => one.order === order && one.step === step);
  const position = submit?.position === "0" ? deal : (submit?.position ?? "0");
  const entry = submit?.position === "0" ? "in" : "out";
  const told = [
    terminal.result(order, { state: "done", ticket: deal, deal }, step),
    terminal.deal(order, {
      step,
      deal,
      ticket: deal,
      position,
      entry,
      side: submit?.side,
      lots: submit?.lots,
    }),
  ];
  terminal.say({ type: "journaled", order, step, at: Date.now() });
  for (const message of first === "result" ? told : told.reverse()) terminal.say(message);
}

async function fill(gateway: FakeGateway, terminal: FakeTerminal, order: string) {
  await terminal.submit(order);
  execute(terminal, order);
  return gateway.reaches(order, "filled");
}

describe("a market order", () => {
  test.each(["result", "deal"] as const)("is filled, also when its %s is told first", async (first) => {
    const { gateway, terminal } = await together();
    await gateway.give(id, { instruction: buy });
    expect(await terminal.submit(id)).toMatchObject({ action: "deal", side: "buy", lots: "0.1" });
    execute(terminal, id, 0, first);
    const filled = await gateway.reaches(id, "filled");
    expect(filled.deals).toHaveLength(1);
    expect(gateway.eventsOf(id)).toEqual(["accepted", "submitted", "filled"]);
    expect(gateway.faults).toEqual([]);
  });

  test("that the venue refused is rejected with the venue's code", async () => {
    const { gateway, terminal } = await together();
    await gateway.give(id, { instruction: buy });
    await terminal.submit(id);
    terminal.say(terminal.result(id, { state: "rejected", retcode: 10019 }));
    const { door, refusal } = await gateway.reaches(id, "rejected");
    expect({ door, refusal }).toMatchObject({
      door: "venue",
      refusal: { code: "no_money", venueCode: "10019" },
    });
  });

  test("whose levels are wrong is refused at the agent, and the terminal never hears of it", async () => {
    const { gateway, terminal } = await together();
    const stopLoss = { unit: "price", value: "2" } as const;
    await gateway.give(id, { instruction: { ...buy, stopLoss } as Instruction });
    expect(await gateway.reaches(id, "rejected")).toMatchObject({
      door: "agent",
      refusal: { code: "stop_loss_wrong_side" },
    });
    expect(terminal.submits).toEqual([]);
  });
});

describe("door two", () => {
  test("an order that is not signed by the pinned key is refused, reported, and never carried out", async () => {
    const { gateway, terminal } = await together();
    const { privateKey } = await generateKeyPair("EdDSA", { crv: "Ed25519" });
    gateway.giveSigned(id, await gateway.sign(id, { instruction: buy }, { kid: "g1", key: privateKey }));
    expect(await gateway.reaches(id, "rejected")).toMatchObject({
      door: "agent",
      refusal: { code: "bad_signature" },
    });
    await gateway.give(next, { instruction: buy });
    await terminal.submit(next);
    expect(terminal.submits).toHaveLength(1);
  });

  test("an order for another account is refused", async () => {
    const { gateway } = await together();
    await gateway.give(id, { instruction: buy, accountId: "acc_01JD000000000000000000ZZZZ" });
    expect(await gateway.reaches(id, "rejected")).toMatchObject({ refusal: { code: "wrong_account" } });
  });

  test("an order after its deadline expires, by the gateway's clock and not by the host's", async () => {
    const { gateway, terminal } = await together({ aheadMs: 3_600_000 });
    await gateway.give(id, { instruction: buy, deadlineMs: Date.now() + 60_000 });
    expect(await gateway.reaches(id, "expired")).toMatchObject({
      door: "agent",
      refusal: { code: "deadline_passed" },
    });
    await gateway.give(next, { instruction: buy, deadlineMs: Date.now() + 3_660_000 });
    const submit = await terminal.submit(next);
    expect(Math.abs(submit.deadline - (Date.now() + 60_000))).toBeLessThan(5_000);
  });
});

describe("legs of one signal", () => {
  test("the open follows the close as soon as that is filled, without the gateway", async () => {
    const { gateway, terminal } = await together({ story: [held("10")] });
    await gateway.give(id, { instruction: closeAll });
    await gateway.give(next, { instruction: buy, after: id });
    await gateway.reaches(next, "accepted");
    await terminal.submit(id);
    expect(terminal.submits).toHaveLength(1);
    gateway.acknowledges = false;
    execute(terminal, id);
    await fill(gateway, terminal, next);
    expect(gateway.order(id)?.state).toBe("filled");
  });

  test("a close with nothing to close lets the open run", async () => {
    const { gateway, terminal } = await together();
    await gateway.give(id, { instruction: closeAll });
    await gateway.give(next, { instruction: buy, after: id });
    expect(await gateway.reaches(id, "rejected")).toMatchObject({
      door: "agent",
      refusal: { code: "nothing_to_do" },
    });
    await fill(gateway, terminal, next);
  });

  test("when the close fails the open is refused", async () => {
    const { gateway, terminal } = await together({ story: [held("10")] });
    await gateway.give(id, { instruction: closeAll });
    await gateway.give(next, { instruction: buy, after: id });
    await terminal.submit(id);
    terminal.say(terminal.result(id, { state: "rejected", retcode: 10018 }));
    expect(await gateway.reaches(next, "rejected")).toMatchObject({
      refusal: { code: "previous_leg_failed" },
    });
    expect(terminal.submits).toHaveLength(1);
  });

  test("when nobody knows what came of the close, the open is refused long before its deadline", async () => {
    const { gateway, terminal } = await together({ story: [held("10")] });
    await gateway.give(id, { instruction: closeAll });
    await gateway.give(next, { instruction: buy, after: id, deadlineMs: Date.now() + 600_000 });
    await terminal.submit(id);
    terminal.say(terminal.result(id, { state: "rejected", retcode: 10012 }));
    await gateway.reaches(id, "unknown");
    expect(await gateway.reaches(next, "rejected")).toMatchObject({
      refusal: { code: "previous_leg_unknown" },
    });
    expect(terminal.submits).toHaveLength(1);
  });

  test("what a leg opened can be closed by the next one, although only the deal told of it", async () => {
    const { gateway, terminal } = await together();
    await gateway.give(id, { instruction: buy });
    await fill(gateway, terminal, id);
    await gateway.give(next, { instruction: closeAll });
    expect(await terminal.submit(next)).toMatchObject({ side: "sell", lots: "0.1" });
  });
});

describe("an order of several steps", () => {
  const reverse: Instruction = { kind: "target", symbol: "EURUSD", side: "long", exact: true, lots: "0.30" };

  test("a target closes the other side first, and opens only when every close is done", async () => {
    const { gateway, terminal } = await together({ story: [held("10", "short"), held("11", "short")] });
    await gateway.give(id, { instruction: reverse });
    await terminal.submit(id, 1);
    execute(terminal, id, 0);
    await gateway.reaches(id, "partially_filled");
    expect(terminal.submits.map(({ step }) => step)).toEqual([0, 1]);
    execute(terminal, id, 1);
    expect(await terminal.submit(id, 2)).toMatchObject({ side: "buy", lots: "0.3", position: "0" });
    execute(terminal, id, 2);
    expect((await gateway.reaches(id, "filled")).deals).toHaveLength(3);
  });

  test("when one close fails nothing is opened, and what was closed is told", async () => {
    const { gateway, terminal } = await together({ story: [held("10", "short"), held("11", "short")] });
    await gateway.give(id, { instruction: reverse });
    await terminal.submit(id, 1);
    execute(terminal, id, 0);
    terminal.say(terminal.result(id, { state: "rejected", retcode: 10018 }, 1));
    const { deals, refusal } = await gateway.reaches(id, "cancelled");
    expect(deals).toHaveLength(1);
    expect(refusal?.code).toBe("market_closed");
    expect(terminal.submits).toHaveLength(2);
    expect(gateway.faults).toEqual([]);
  });
});

describe("a pending order", () => {
  const limit: Instruction = {
    ...buy,
    type: "limit",
    entry: { unit: "price", value: "1.08" },
  } as Instruction;

  test("works at the venue, and is filled when its deal comes", async () => {
    const { gateway, terminal } = await together();
    await gateway.give(id, { instruction: limit });
    expect(await terminal.submit(id)).toMatchObject({ action: "pending", kind: "limit", price: "1.08000" });
    terminal.say(terminal.result(id, { state: "done", ticket: "77" }));
    expect((await gateway.reaches(id, "working")).ticket).toBe("77");
    terminal.say(terminal.deal(id, { ticket: "77", position: "77" }));
    await gateway.reaches(id, "filled");
  });

  test("can be cancelled as soon as it works, although its own frame has not come yet", async () => {
    const { gateway, terminal } = await together();
    await gateway.give(id, { instruction: limit });
    await terminal.submit(id);
    terminal.say(terminal.result(id, { state: "done", ticket: "77" }));
    await gateway.reaches(id, "working");
    await gateway.give(next, { instruction: { kind: "cancel", symbol: null, side: "both", types: [] } });
    expect(await terminal.submit(next)).toMatchObject({ action: "remove", ticket: "77" });
  });

  test("that was filled before its result came is not shown as standing", async () => {
    const { gateway, terminal } = await together();
    await gateway.give(id, { instruction: limit });
    await terminal.submit(id);
    const filled = terminal.deal(id, { ticket: "77", position: "77" });
    terminal.say(filled, terminal.result(id, { state: "done", ticket: "77" }));
    await gateway.reaches(id, "filled");
    await gateway.give(next, { instruction: { kind: "cancel", symbol: null, side: "both", types: [] } });
    expect(await gateway.reaches(next, "rejected")).toMatchObject({ refusal: { code: "nothing_to_do" } });
  });

  test("that another order cancels ends as cancelled, and the cancel is carried out", async () => {
    const { gateway, terminal } = await together();
    await gateway.give(id, { instruction: limit });
    await terminal.submit(id);
    terminal.say(
      pendingFrame({ ticket: "77", order: id }),
      terminal.result(id, { state: "done", ticket: "77" }),
    );
    await gateway.reaches(id, "working");
    await gateway.give(next, { instruction: { kind: "cancel", symbol: null, side: "both", types: [] } });
    expect(await terminal.submit(next)).toMatchObject({ action: "remove", ticket: "77" });
    terminal.say(
      { type: "gone", ticket: "77", magic: "0", order: id, step: 0, reason: "cancelled", at: 1 },
      terminal.result(next, { state: "done" }),
    );
    await gateway.reaches(id, "cancelled");
    expect((await gateway.reaches(next, "filled")).deals).toEqual([]);
    expect(gateway.faults).toEqual([]);
  });
});

test("a burst of orders is journaled together and every one is passed on once, in order", async () => {
  const { gateway, terminal } = await together();
  const ids = Array.from({ length: 200 }, (_, at) => orderIdOf(`burst ${at}`));
  const signed = await Promise.all(ids.map((one) => gateway.sign(one, { instruction: buy })));
  for (const [at, one] of ids.entries()) gateway.giveSigned(one, signed[at] ?? "");
  await eventually("all submits", () => terminal.submits.length === ids.length);
  expect(terminal.submits.map(({ order }) => order)).toEqual(ids);
  await eventually("the last acknowledgement", () => gateway.ackedSeq === ids.length);
  const turns = gateway.all("ack").length + gateway.all("reports").length;
  expect(turns).toBeLessThan(ids.length / 2);
});
