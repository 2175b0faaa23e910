import { beforeAll, describe, expect, it } from "vitest";
import { eventually } from "../paper-terminal/testing/tiny-agent.ts";
import { ask, BUILD_TIMEOUT_MS, next, of, submit } from "./testing/fixtures.ts";
import { begin, builtAdvisor } from "./testing/rig.ts";

async function linked(options: Parameters<typeof begin>[0] = {}, inputs: Record<string, string> = {}) {
  const rig = await begin(options);
  const program = rig.start({ inputs });
  const link = await rig.nextConnection();
  await link.link();
  /** Carries a step out and answers with its result. */
  const carryOut = async (name: string, fields: Parameters<typeof submit>[1] = {}) => {
    const step = submit(name, fields);
    link.say(step);
    return { ...(await link.result(step.order)), magic: step.magic };
  };
  return { ...rig, program, link, carryOut };
}

describe("the expert advisor's commands", { timeout: 60_000 }, () => {
  beforeAll(() => builtAdvisor(), BUILD_TIMEOUT_MS);

  it("buys and sells at the market, gives new stops, closes in part and in whole", async () => {
    const { carryOut, link, venue } = await linked();
    const bought = await carryOut("buy", { lots: "0.3" });
    expect(bought).toMatchObject({ state: "done", retcode: 10009 });
    const position = bought.ticket;
    const guarded = { action: "sltp", position, sl: "1.08", tp: "1.09" } as const;
    expect(await carryOut("sltp", guarded)).toMatchObject({ state: "done", deal: "0" });
    await next(link, "position", ({ sl, tp }) => Number(sl) === 1.08 && Number(tp) === 1.09);
    const part = await carryOut("part", { side: "sell", lots: "0.1", position });
    expect(part).toMatchObject({ state: "done" });
    await next(link, "position", ({ lots }) => Number(lots) === 0.2);
    expect(await carryOut("rest", { side: "sell", lots: "0.2", position })).toMatchObject({ state: "done" });
    await next(link, "position_closed", ({ ident }) => ident === position);
    expect(venue.deals().map(({ entry, side, lots }) => `${entry} ${side} ${lots}`)).toEqual([
      "in buy 0.3",
      "out sell 0.1",
      "out sell 0.2",
    ]);
    expect(venue.deals()[1]?.magic).toBe(part.magic);
  });

  it("closes a position by an opposite one", async () => {
    const { carryOut, link, venue } = await linked();
    const bought = await carryOut("buy", { lots: "0.2" });
    const sold = await carryOut("sell", { side: "sell", lots: "0.1" });
    const closed = await carryOut("by", { action: "close_by", position: bought.ticket, by: sold.ticket });
    expect(closed).toMatchObject({ state: "done" });
    await next(link, "position_closed", ({ ident }) => ident === sold.ticket);
    const deals = of(link.told, "deal").filter(({ entry }) => entry === "out_by");
    expect(deals).toHaveLength(2);
    expect(venue.server.positions()).toMatchObject([{ position: bought.ticket }]);
  });

  it.each([
    ["limit", "buy", "1.08"],
    ["limit", "sell", "1.09"],
    ["stop", "buy", "1.09"],
    ["stop", "sell", "1.08"],
  ] as const)("places a %s to %s, changes it and removes it", async (kind, side, price) => {
    const { carryOut, link, venue } = await linked();
    const placed = await carryOut("pending", { action: "pending", kind, side, price, sl: "0", tp: "0" });
    expect(placed).toMatchObject({ state: "done", deal: "0" });
    await next(link, "pending", (told) => told.ticket === placed.ticket && told.kind === kind);
    const moved = Number(price) < 1.085 ? "1.07" : "1.1";
    const changed = { action: "modify", kind, side, price: moved, ticket: placed.ticket } as const;
    expect(await carryOut("modify", changed)).toMatchObject({ state: "done" });
    await next(link, "pending", (told) => Number(told.price) === Number(moved));
    const removed = { action: "remove", kind, side, price: moved, ticket: placed.ticket } as const;
    expect(await carryOut("remove", removed)).toMatchObject({ state: "done" });
    expect(await next(link, "gone")).toMatchObject({ ticket: placed.ticket, reason: "cancelled" });
    expect(venue.server.orders()).toEqual([]);
    expect(venue.deals()).toEqual([]);
  });

  it("places a stop-limit order with an end, which the venue removes in time", async () => {
    const { carryOut, link } = await linked();
    const expires = Math.ceil(Date.now() / 1_000) * 1_000 + 3_000;
    const placed = await carryOut("pending", {
      ...{ action: "pending", kind: "stop_limit", side: "buy", price: "1.09", stoplimit: "1.088" },
      ...{ time: "specified", expires },
    });
    expect(placed).toMatchObject({ state: "done" });
    expect(await next(link, "pending")).toMatchObject({ kind: "stop_limit", expires });
    expect(await next(link, "gone")).toMatchObject({ ticket: placed.ticket, reason: "expired" });
  });

  it("tells the fill of a pending order and the stop of its position, though nobody asked", async () => {
    const { carryOut, link, venue } = await linked();
    const pending = { action: "pending", kind: "limit", side: "buy", price: "1.08", sl: "1.07" } as const;
    const placed = await carryOut("pending", pending);
    venue.market.set("EURUSD", "1.07990", "1.08000");
    const filled = await next(link, "deal", ({ entry }) => entry === "in");
    expect(filled).toMatchObject({ ticket: placed.ticket, order: placed.order, reason: "expert" });
    await next(link, "position", ({ order }) => order === placed.order);
    venue.market.set("EURUSD", "1.06990", "1.07000");
    expect(await next(link, "deal", ({ entry }) => entry === "out")).toMatchObject({
      reason: "sl",
      order: "",
    });
    await next(link, "position_closed");
  });

  it("refuses what the venue refuses, with its retcode, and sends nothing after the deadline", async () => {
    const { carryOut, venue } = await linked();
    expect(await carryOut("much", { lots: "5000" })).toMatchObject({ state: "rejected", retcode: 10014 });
    const wrong = { action: "pending", kind: "limit", side: "buy", price: "1.2" } as const;
    expect(await carryOut("wrong", wrong)).toMatchObject({ state: "rejected", retcode: 10015 });
    const gone = { action: "remove", ticket: "424242" } as const;
    expect(await carryOut("gone", gone)).toMatchObject({ state: "rejected", retcode: 10035 });
    expect(await carryOut("late", { deadline: Date.now() - 1 })).toMatchObject({
      state: "expired",
      retcode: 0,
    });
    expect(venue.deals()).toEqual([]);
  });

  it("answers queries: what was done, what was refused, what was never seen", async () => {
    const { carryOut, link } = await linked();
    const done = await carryOut("done");
    const refused = await carryOut("refused", { lots: "5000" });
    expect(await ask(link, done)).toMatchObject({ state: "done", deal: done.deal, ticket: done.ticket });
    expect(await ask(link, refused)).toMatchObject({ state: "rejected", retcode: 10014 });
    expect(await ask(link, submit("never"))).toMatchObject({ state: "never" });
  });

  it("tells every tick of watched symbols in their order, and the book", async () => {
    const { link, venue } = await linked();
    link.say({ type: "watch", symbols: "GBPUSD", books: "GBPUSD" });
    await next(link, "book", ({ symbol, bids, asks }) => symbol === "GBPUSD" && bids !== "" && asks !== "");
    const from = link.told.length;
    const prices = Array.from({ length: 20 }, (_, at) => `1.27${100 + at}`);
    for (const price of prices) {
      venue.market.set("GBPUSD", price, "1.28000");
      // The market of the tests has one quote a millisecond.
      const nowMs = Date.now();
      await eventually("the next millisecond", () => Date.now() > nowMs || undefined);
      venue.link.turn();
    }
    await next(link, "tick", ({ symbol, bid }) => symbol === "GBPUSD" && bid === prices.at(-1), from);
    const told = of(link.told.slice(from), "tick").filter(({ symbol }) => symbol === "GBPUSD");
    const bids = told.map(({ bid }) => bid).filter((bid) => prices.includes(bid));
    expect(Array.from(new Set(bids))).toEqual(prices);
    const times = told.map(({ at }) => at);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  it("answers with bars", async () => {
    const { link, venue } = await linked();
    const bars = venue.server.bars("EURUSD", "M5", 10, Date.now());
    link.say({ type: "bars", id: 7, symbol: "EURUSD", frame: "M5", count: 10 });
    const answer = await next(link, "bars");
    expect(answer).toMatchObject({ id: 7, symbol: "EURUSD" });
    expect(answer.items.split(";").filter((item) => item !== "")).toHaveLength(bars.length);
  });

  it("uses the one magic number that it is told to use, and still knows its orders", async () => {
    const { carryOut, link, venue } = await linked({}, { MagicMode: "1", FixedMagic: "4711" });
    const bought = await carryOut("buy");
    expect(bought).toMatchObject({ state: "done" });
    expect(venue.deals()).toMatchObject([{ magic: "4711" }]);
    expect(await next(link, "deal")).toMatchObject({ order: bought.order, magic: "4711" });
  });

  it("trades on a netting account, and follows a position through its reversal", async () => {
    const { carryOut, link } = await linked({ mode: "netting" });
    expect(of(link.told, "account")[0]).toMatchObject({ mode: "netting" });
    const bought = await carryOut("buy", { lots: "0.1" });
    const turned = await carryOut("turn", { side: "sell", lots: "0.3" });
    const position = await next(link, "position", ({ side }) => side === "short");
    expect(position).toMatchObject({ ident: bought.ticket, position: turned.ticket });
    expect(of(link.told, "deal").map(({ entry }) => entry)).toEqual(["in", "inout"]);
  });

  it("tells times in UTC though the broker's clock is three hours ahead, and orders end when they should", async () => {
    const offsetMs = 3 * 3_600_000;
    const { carryOut, link } = await linked({ offsetMs });
    expect(of(link.told, "account")[0]).toMatchObject({ offset: offsetMs });
    const near = (at: number) => expect(Math.abs(at - Date.now())).toBeLessThan(10_000);
    await carryOut("buy");
    near((await next(link, "deal")).at);
    near((await next(link, "position")).at);
    near((await next(link, "tick")).at);
    near(of(link.told, "symbol")[0]?.at ?? 0);
    const expires = Math.ceil(Date.now() / 1_000) * 1_000 + 3_000;
    const pending = { action: "pending", kind: "limit", side: "buy", price: "1.08" } as const;
    const placed = await carryOut("pending", { ...pending, time: "specified", expires });
    expect(placed).toMatchObject({ state: "done" });
    expect(await next(link, "pending")).toMatchObject({ expires });
    expect(await next(link, "gone")).toMatchObject({ ticket: placed.ticket, reason: "expired" });
    expect(Date.now()).toBeGreaterThanOrEqual(expires);
  });

  it.each([
    ["the deal last", { dealLastChance: 1 }],
    ["the answer first", { requestFirstChance: 1 }],
    ["pending orders as placed at once", { startedFirst: false }],
  ])("understands a broker that tells %s", async (_, conduct) => {
    const { carryOut, link, venue } = await linked({ conduct });
    const bought = await carryOut("buy", { lots: "0.2" });
    expect(bought).toMatchObject({ state: "done" });
    const closed = await carryOut("close", { side: "sell", lots: "0.2", position: bought.ticket });
    expect(closed).toMatchObject({ state: "done" });
    await next(link, "position_closed", ({ ident }) => ident === bought.ticket);
    const pending = { action: "pending", kind: "limit", side: "buy", price: "1.08" } as const;
    expect(await carryOut("pending", pending)).toMatchObject({ state: "done" });
    expect(of(link.told, "deal").map(({ order, entry }) => [order, entry])).toEqual([
      [bought.order, "in"],
      [closed.order, "out"],
    ]);
    expect(venue.deals()).toHaveLength(2);
  });

  it("tells every deal of an order that is filled in parts, and what is left of it", async () => {
    const { carryOut, link, venue } = await linked({ conduct: { liquidityLots: "0.05" } });
    const bought = await carryOut("buy", { lots: "0.2", filling: "ioc" });
    expect(bought).toMatchObject({ state: "done", retcode: 10010 });
    const { length } = venue.deals();
    await eventually("all deals", () => of(link.told, "deal").length === length || undefined);
    const told = of(link.told, "deal");
    expect(told.every(({ order }) => order === bought.order)).toBe(true);
    const dealt = told.reduce((lots, deal) => lots + Number(deal.lots), 0);
    expect(dealt + Number(told.at(-1)?.remaining)).toBeCloseTo(0.2);
    const position = venue.server.positions()[0];
    await next(link, "position", ({ lots }) => Number(lots) === Number(position?.lots));
  });

  it("works with the slower timer that was measured on real terminals", async () => {
    const { start, nextConnection } = await begin();
    start({ arguments: ["--timer", "measured"] });
    const link = await nextConnection();
    await link.link();
    const steps = Array.from({ length: 30 }, (_, at) => submit(`slow-${at}`, { lots: "0.01" }));
    link.say(...steps);
    for (const step of steps) expect(await link.result(step.order)).toMatchObject({ state: "done" });
  });
});
