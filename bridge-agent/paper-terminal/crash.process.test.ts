import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Submit } from "../../src/protocol/ea-link.ts";
import { crashPlaces } from "./crash-point.ts";
import { orderIdOf, submitOf } from "./testing/fixtures.ts";
import { begin } from "./testing/process.ts";
import { eventually } from "./testing/tiny-agent.ts";
import { dealLine } from "./trade-server/deals-log.ts";

const submit: typeof submitOf = (name, fields) =>
  submitOf(name, { deadline: Date.now() + 30_000, ...fields });

describe("a terminal that is killed", { timeout: 120_000 }, () => {
  it.each(crashPlaces)("by itself %s neither forgets nor repeats a deal", async (place) => {
    const { start, nextConnection, inspect, dealsLog } = await begin();
    const dying = start(`${place}:3`);
    const link = await nextConnection();
    await link.link();
    const steps = [submit("a"), submit("b"), submit("c")];
    for (const step of steps) {
      link.say(step);
      if (step !== steps[2]) await link.result(step.order);
    }
    expect(await dying.end).toEqual({ code: null, signal: "SIGKILL" });

    const next = start();
    const again = await nextConnection();
    const synced = await again.link();
    const executed = place !== "after_journal";
    const deals = synced.flatMap((told) => (told.type === "deal" ? [told.order] : []));
    expect(deals).toEqual(steps.slice(0, executed ? 3 : 2).map(({ order }) => order));
    again.say({ type: "query", order: orderIdOf("c"), step: 0, magic: submit("c").magic, from: 0 });
    const state = executed ? "done" : "absent";
    expect(await again.next("the answer", ({ type }) => type === "answer")).toMatchObject({ state });
    for (const step of steps) again.say(step);
    expect(await again.result(orderIdOf("c"))).toMatchObject({ state });
    next.kill("SIGKILL");
    await next.end;
    const desk = inspect();
    expect(Array.from(desk.server.dealsAfter(0n))).toHaveLength(executed ? 3 : 2);
    expect(dealsLog()).toBe(Array.from(desk.server.dealsAfter(0n), dealLine).join(""));
    desk.drop();
  });

  it("before it could say that an order is gone says so in the next sync", async () => {
    const { start, nextConnection } = await begin();
    const dying = start("after_execute:2");
    const link = await nextConnection();
    await link.link();
    const placed = submit("a", { action: "pending", kind: "limit", price: "0.5" });
    link.say(placed);
    const { ticket } = await link.result(placed.order);
    link.say(submit("b", { action: "remove", ticket }));
    await dying.end;
    expect(link.told.map(({ type }) => type)).not.toContain("gone");
    start();
    const told = await (await nextConnection()).link();
    expect(told).toMatchObject([{ type: "gone", ticket, order: placed.order }, { type: "synced" }]);
  });

  it("at random, again and again, under a stream of steps that are all sent anew, deals each at most once", async () => {
    const seed = Date.now();
    const random = fc.sample(fc.double({ min: 0, max: 1, noNaN: true }), { seed, numRuns: 100 });
    const { start, nextConnection, inspect, dealsLog } = await begin();
    const all: Submit[] = [];
    const told = new Map<string, string>();
    for (let round = 0; round < 8; round++) {
      const terminal = start();
      const link = await nextConnection();
      await link.link();
      const fresh = Array.from({ length: 60 }, (_, index) => submit(`${round}-${index}`));
      all.push(...fresh);
      for (const step of all) link.say(step);
      const enough = Math.floor((random[round] ?? 0) * all.length);
      await eventually(`result ${enough}`, () => {
        return link.told.filter(({ type }) => type === "result").length >= enough || undefined;
      });
      terminal.kill("SIGKILL");
      await terminal.end;
      for (const message of link.told) {
        if (message.type !== "result") continue;
        expect(told.get(message.order) ?? message.state, `seed ${seed}`).toBe(message.state);
        told.set(message.order, message.state);
      }
    }
    const desk = inspect();
    const deals = Array.from(desk.server.dealsAfter(0n));
    const dealt = new Set(deals.map((deal) => deal.reference?.orderId));
    expect(dealt.size, `seed ${seed}`).toBe(deals.length);
    for (const [order, state] of told) expect(dealt.has(order), `seed ${seed}`).toBe(state === "done");
    for (const deal of deals) {
      const { orderId, step } = deal.reference ?? { orderId: "", step: 0 };
      expect(desk.journal.find(orderId, step)).toMatchObject({ state: "done", deal: deal.deal });
    }
    expect(dealsLog()).toBe(deals.map(dealLine).join(""));
    desk.drop();
  });
});
