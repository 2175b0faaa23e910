import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Submit } from "../../../src/protocol/ea-link.ts";
import { crashPlaces, crashPoint } from "../crash-point.ts";
import type { TestDesk } from "../testing/desk.ts";
import { openDesk } from "../testing/desk.ts";
import { NOW_MS, orderIdOf, submitOf, temporaryDirectory, testMarket } from "../testing/fixtures.ts";
import { dealLine } from "../trade-server/deals-log.ts";
import { retcodes } from "../trade-server/retcodes.ts";
import { carryOutSteps } from "./carry-out.ts";

class Crash extends Error {}

function die(): never {
  throw new Crash();
}

function begin() {
  const directory = temporaryDirectory();
  const market = testMarket();
  const clock = {
    nowMs: NOW_MS,
    pass(ms: number) {
      clock.nowMs += ms;
    },
  };
  const open = (setting?: string) =>
    openDesk(directory, market.source, () => clock.nowMs, crashPoint(setting, die));
  return { open, clock, directory, market };
}

function statesOf(submits: readonly Submit[], desk: TestDesk) {
  return carryOutSteps(submits, desk).map(({ entry }) => entry.state);
}

function dealsOf(desk: TestDesk) {
  return Array.from(desk.server.dealsAfter(0n));
}

/** The deals log, which has to be the database's deals, line by line. */
function expectLogInStep(desk: TestDesk) {
  expect(readFileSync(desk.dealsPath, "utf8")).toBe(dealsOf(desk).map(dealLine).join(""));
}

describe("a step", () => {
  it("goes to the server once, however often it arrives, and is answered with what came of it", () => {
    const desk = begin().open();
    const submit = submitOf("a");
    const [first, again] = carryOutSteps([submit, { ...submit }], desk);
    const [later] = carryOutSteps([submit], desk);
    expect(first).toMatchObject({ journaledAtMs: NOW_MS, entry: { state: "done", retcode: retcodes.done } });
    expect(first?.changes).not.toEqual([]);
    for (const repeat of [again, later]) {
      expect(repeat).toEqual({ entry: first?.entry, journaledAtMs: undefined, changes: [] });
    }
    expect(dealsOf(desk)).toHaveLength(1);
    expectLogInStep(desk);
    desk.drop();
  });

  it("and the next step of the same order are two", () => {
    const desk = begin().open();
    expect(statesOf([submitOf("a"), submitOf("a", { step: 1 })], desk)).toEqual(["done", "done"]);
    expect(dealsOf(desk).map((deal) => deal.reference?.step)).toEqual([0, 1]);
    desk.drop();
  });

  it.each([
    ["buy", "0.85415"],
    ["sell", "0.85400"],
  ] as const)("to %s at instant execution goes with the price that the terminal sees, %s", (side, price) => {
    const { open, market } = begin();
    market.set("EURGBP", { bid: "0.85400", ask: "0.85415" });
    const desk = open();
    expect(statesOf([submitOf("a", { symbol: "EURGBP", side })], desk)).toEqual(["done"]);
    expect(dealsOf(desk)).toMatchObject([{ price, commission: "-0.35" }]);
    expect(desk.server.historyOrder(dealsOf(desk)[0]?.ticket ?? "")).toMatchObject({ price });
    desk.drop();
  });

  it("may be any request that a terminal can make", () => {
    const desk = begin().open();
    const pending = {
      action: "pending",
      filling: "return",
      time: "specified",
      expires: NOW_MS + 60_000,
    } as const;
    const long = submitOf("a", { lots: "0.3" });
    const short = submitOf("b", { side: "sell" });
    const limit = submitOf("c", { ...pending, kind: "stop_limit", price: "1.09", stoplimit: "1.08" });
    const [first, second, third] = carryOutSteps([long, short, limit], desk);
    expect(desk.server.orders()).toMatchObject([
      {
        ticket: third?.entry.ticket,
        type: "buy_stop_limit",
        stoplimit: "1.08000",
        expirationMs: NOW_MS + 60_000,
      },
    ]);
    const both = { position: first?.entry.ticket ?? "", by: second?.entry.ticket ?? "" };
    const closing = submitOf("d", { action: "close_by", ...both });
    const removing = submitOf("e", { action: "remove", ticket: third?.entry.ticket ?? "" });
    expect(statesOf([closing, removing], desk)).toEqual(["done", "done"]);
    expect(desk.server.positions()).toMatchObject([{ lots: "0.2" }]);
    expect(desk.server.orders()).toEqual([]);
    desk.drop();
  });

  it("that the server refused stays refused", () => {
    const desk = begin().open();
    const submit = submitOf("a", { lots: "0.015" });
    const [first] = carryOutSteps([submit], desk);
    expect(first?.entry).toMatchObject({
      state: "rejected",
      retcode: retcodes.invalidVolume,
      message: "Invalid volume",
    });
    expect(carryOutSteps([submit], desk)[0]?.entry).toEqual(first?.entry);
    expectLogInStep(desk);
    desk.drop();
  });

  it("whose deadline has passed is never carried out, also when the clock goes back", () => {
    const { open, clock } = begin();
    const desk = open();
    const submit = submitOf("a", { deadline: NOW_MS - 1 });
    expect(statesOf([submit, submitOf("b", { deadline: NOW_MS })], desk)).toEqual(["expired", "done"]);
    clock.nowMs -= 60_000;
    expect(statesOf([submit], desk)).toEqual(["expired"]);
    expect(dealsOf(desk)).toHaveLength(1);
    desk.drop();
  });

  it("whose deadline passes while the journal is written is not carried out either", () => {
    const { open, clock } = begin();
    const slow = open();
    const desk = { ...slow, crash: () => void clock.pass(60_000) };
    expect(statesOf([submitOf("a")], desk)).toEqual(["expired"]);
    clock.nowMs = NOW_MS;
    expect(statesOf([submitOf("a")], slow)).toEqual(["expired"]);
    expect(dealsOf(slow)).toEqual([]);
    slow.drop();
  });
});

describe("a process that dies", () => {
  it("between journal and server leaves a step that is proven absent, and stays so", () => {
    const { open } = begin();
    const dying = open("after_journal");
    expect(() => carryOutSteps([submitOf("a"), submitOf("b")], dying)).toThrow(Crash);
    dying.drop();
    const desk = open();
    expect(desk.settled.map((entry) => entry.state)).toEqual(["absent", "absent"]);
    expect(statesOf([submitOf("a")], desk)).toEqual(["absent"]);
    expect(dealsOf(desk)).toEqual([]);
    desk.drop();
    expect(open().settled).toEqual([]);
  });

  it.each(["after_execute", "before_result"] as const)(
    "at %s leaves steps that are known as they ran",
    (place) => {
      const { open } = begin();
      const dying = open(place);
      const submits = [submitOf("a"), submitOf("b", { lots: "0" }), submitOf("c", { action: "sltp" })];
      expect(() => carryOutSteps(submits, dying)).toThrow(Crash);
      dying.drop();
      const desk = open();
      expect(statesOf(submits, desk)).toEqual(["done", "rejected", "rejected"]);
      expect(desk.journal.find(orderIdOf("a"), 0)).toMatchObject({ deal: dealsOf(desk)[0]?.deal });
      expect(dealsOf(desk)).toHaveLength(1);
      expectLogInStep(desk);
      desk.drop();
    },
  );

  it("and comes back with a lost journal is protected by the server's own records", () => {
    const { open, directory } = begin();
    const submits = [submitOf("a"), submitOf("b", { lots: "0.015" })];
    const first = open();
    carryOutSteps(submits, first);
    first.drop();
    rmSync(join(directory, "journal.db"));
    const second = open();
    expect(statesOf([...submits, submitOf("c")], second)).toEqual(["done", "rejected", "done"]);
    expect(dealsOf(second)).toHaveLength(2);
    expectLogInStep(second);
    second.drop();
  });

  it("at any places, with any repeats, neither forgets nor repeats a deal, and never takes back an answer", () => {
    const submits = fc.array(
      fc.record({
        name: fc.integer({ min: 0, max: 5 }),
        step: fc.integer({ min: 0, max: 1 }),
        lots: fc.constantFrom("0.1", "0.2", "0.015"),
        deadline: fc.constantFrom(NOW_MS - 1, NOW_MS + 1_000),
      }),
      { minLength: 1, maxLength: 4 },
    );
    const batches = fc.array(
      fc.record({ submits, crash: fc.option(fc.constantFrom(...crashPlaces), { nil: undefined }) }),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(batches, (plan) => {
        const { open } = begin();
        const told = new Map<string, string>();
        for (const { submits: wanted, crash } of plan) {
          const desk = open(crash);
          try {
            const sent = wanted.map(({ name, ...fields }) => submitOf(name, fields));
            for (const { entry } of carryOutSteps(sent, desk)) {
              const key = `${entry.orderId} ${entry.step}`;
              expect(told.get(key) ?? entry.state).toBe(entry.state);
              told.set(key, entry.state);
            }
          } catch (error) {
            if (!(error instanceof Crash)) throw error;
          }
          desk.drop();
        }
        const desk = open();
        const deals = dealsOf(desk);
        const dealt = deals.map((deal) => `${deal.reference?.orderId} ${deal.reference?.step}`);
        expect(new Set(dealt).size).toBe(deals.length);
        for (const [key, state] of told) expect(dealt.includes(key)).toBe(state === "done");
        for (const deal of deals) {
          const { orderId, step } = deal.reference ?? { orderId: "", step: 0 };
          expect(desk.journal.find(orderId, step)).toMatchObject({ state: "done", deal: deal.deal });
        }
        expectLogInStep(desk);
        desk.drop();
      }),
      { numRuns: 40 },
    );
  }, 30_000);
});
