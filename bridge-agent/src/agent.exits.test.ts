import { describe, expect, test } from "vitest";
import type { Instruction } from "../../src/domain/order/instruction.ts";
import type { OutMessage } from "../../src/protocol/ea-frame.ts";
import type { Submit } from "../../src/protocol/ea-link.ts";
import { startAgent } from "./testing/agents.ts";
import { eventually } from "./testing/eventually.ts";
import {
  closing,
  entry,
  entryDeal,
  entryId,
  filled,
  IDENT,
  note,
  notesOn,
  ownSubmit,
  standing,
  stopSet,
  tick,
} from "./testing/exit-desk.ts";
import { FakeTerminal } from "./testing/fake-terminal.ts";
import { together } from "./testing/together.ts";

const trailing = { triggerPips: "20", distancePips: "10", stepPips: "1" };

describe("managed exits", () => {
  test("move the stop as a local order, which the gateway only hears of in a note", async () => {
    const { gateway, terminal } = await filled({ breakeven: { triggerPips: "15", offsetPips: "1" } });
    terminal.say(tick(14), tick(15));
    const submit = await ownSubmit(terminal);
    expect(submit).toMatchObject({ action: "sltp", position: IDENT, sl: "1.08510", tp: "0" });
    stopSet(terminal, submit);
    expect((await note(gateway, "breakeven_set")).deal).toBeUndefined();
    expect(new Set(gateway.reports.map(({ orderId }) => orderId))).toEqual(new Set([entryId]));
    expect(gateway.order(entryId)).toMatchObject({ state: "filled", filledLots: "0.1" });
    expect(gateway.faults).toEqual([]);
  });

  test("keep a take profit that stands when they set a stop", async () => {
    const { terminal } = await filled({ trailing });
    terminal.say(standing({ tp: "1.09500" }), tick(20));
    expect(await ownSubmit(terminal)).toMatchObject({ sl: "1.08600", tp: "1.09500" });
  });

  test("close a part, whose deal is a note on the order that opened the position", async () => {
    const { gateway, terminal } = await filled({ partials: [{ atPips: "10", percent: "50" }] });
    terminal.say(tick(10));
    const submit = await ownSubmit(terminal);
    expect(submit).toMatchObject({
      action: "deal",
      position: IDENT,
      side: "sell",
      lots: "0.05",
      filling: "fok",
    });
    terminal.say(
      terminal.result(submit.order, { state: "done", ticket: "702", deal: "503" }, submit.step),
      closing({
        deal: "503",
        ticket: "702",
        order: submit.order,
        lots: "0.05",
        reason: "expert",
        profit: "5",
      }),
    );
    const told = await note(gateway, "partial_closed");
    expect(told.deal).toMatchObject({ deal: "503", position: IDENT, lots: "0.05" });
    expect(gateway.order(entryId)).toMatchObject({ filledLots: "0.1", deals: [{ deal: "501" }] });
    terminal.say(tick(11), tick(12));
    expect(terminal.submits).toHaveLength(2);
  });

  test("tell why the venue refused a change, and try again", async () => {
    const { gateway, terminal } = await filled({ trailing });
    terminal.say(tick(20));
    const first = await ownSubmit(terminal);
    terminal.say(terminal.result(first.order, { state: "rejected", retcode: 10016 }, first.step));
    expect((await note(gateway, "exit_failed")).message).toContain("1.08600");
    const second = await ownSubmit(terminal, 2);
    expect(second.order).not.toBe(first.order);
    expect(second).toMatchObject({ sl: "1.08600" });
  });

  test("follow the average true range of the terminal's bars", async () => {
    const atrTrailing = { frame: "M1", period: 2, multiplier: "2", shift: 0, triggerPips: "10" } as const;
    const { terminal } = await filled({ atrTrailing });
    terminal.say(tick(5));
    const ask = await eventually("a question for bars", () =>
      terminal.received.find((message) => message.type === "bars"),
    );
    const minute = Math.floor(Date.now() / 60_000) * 60_000;
    const bar = (back: number, high: string, low: string) =>
      `${minute - back * 60_000},1.08500,${high},${low},1.08500,9`;
    const items = [bar(3, "1.08510", "1.08490"), bar(2, "1.08540", "1.08490"), bar(1, "1.08550", "1.08480")];
    // The bar of this minute is not complete: its range must not count.
    terminal.say({
      type: "bars",
      id: ask.id,
      symbol: "EURUSD",
      items: [...items, bar(0, "1.2", "1.0")].join(";"),
    });
    terminal.say(tick(20));
    // True ranges of 5 and 7 pips: 12 pips behind 1.08700.
    expect(await ownSubmit(terminal)).toMatchObject({ sl: "1.08580" });
  });

  test("go on while the gateway is away, and tell it afterwards", async () => {
    const { gateway, terminal } = await filled({ trailing });
    gateway.acknowledges = false;
    gateway.cut();
    terminal.say(tick(30));
    const submit = await ownSubmit(terminal);
    expect(submit).toMatchObject({ sl: "1.08700" });
    stopSet(terminal, submit);
    await note(gateway, "stop_trailed");
  });

  test("of a pending order begin when it is filled", async () => {
    const { gateway, terminal } = await together();
    const limit = { ...entry({ trailing }), type: "limit", entry: { unit: "price", value: "1.08400" } };
    await gateway.give(entryId, { instruction: limit as Instruction });
    await terminal.submit(entryId);
    terminal.say(terminal.result(entryId, { state: "done", ticket: IDENT }), tick(40));
    await gateway.reaches(entryId, "working");
    terminal.say(entryDeal(), standing(), tick(40));
    expect(await ownSubmit(terminal)).toMatchObject({ sl: "1.08800" });
  });
});

describe("after a restart of the agent", () => {
  /** Stops the agent and starts it again; the terminal that comes back tells `story`. */
  async function restarted(
    all: Awaited<ReturnType<typeof filled>>,
    story: readonly OutMessage[],
    known?: Submit,
  ) {
    all.stop();
    const local = await startAgent(all.paths);
    const back = new FakeTerminal();
    back.lastDeal = "502";
    back.story.push(...story);
    if (known !== undefined)
      back.known.set(`${known.order}/${known.step}`, { state: "done", retcode: 10009 });
    back.connect(local.port, local.token);
    await eventually("the sync", () => back.received.some(({ type }) => type === "sync"));
    return back;
  }

  test("a trailing stop follows the best price that was ever seen, not only those since", async () => {
    const all = await filled({ trailing });
    all.terminal.say(tick(40));
    const submit = await ownSubmit(all.terminal);
    const back = await restarted(all, [entryDeal(), standing()]);
    back.say(tick(35));
    // The first request never arrived: it is passed on again, being the same.
    expect(await ownSubmit(back)).toMatchObject({ order: submit.order, sl: "1.08800" });
  });

  test("a change that had been carried out is not asked for again", async () => {
    const all = await filled({ breakeven: { triggerPips: "15", offsetPips: "0" } });
    all.terminal.say(tick(15));
    const submit = await ownSubmit(all.terminal);
    const back = await restarted(all, [entryDeal(), standing({ sl: submit.sl })], submit);
    await note(all.gateway, "breakeven_set");
    back.say(tick(30), tick(31));
    await eventually("the end of the ticks", () => back.received.some(({ type }) => type === "query"));
    expect(back.submits).toEqual([]);
  });

  test("without a gateway, exits go on all the same", async () => {
    const all = await filled({ trailing });
    all.gateway.stop();
    const back = await restarted(all, [entryDeal(), standing()]);
    back.say(tick(25));
    expect(await ownSubmit(back)).toMatchObject({ action: "sltp", sl: "1.08650" });
  });

  test("a position that was closed meanwhile is told once, on the order that opened it", async () => {
    const all = await filled({ trailing });
    await restarted(all, [entryDeal(), closing()]);
    expect((await note(all.gateway, "stop_loss")).deal).toMatchObject({ deal: "502", profit: "-10.00" });
    expect(notesOn(all.gateway, entryId)).toHaveLength(1);
  });
});
