import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { NOON_MS, openBroker, temporaryDirectory, told } from "./testing/broker.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

describe("swaps at the end of the day", () => {
  // EURUSD: -7.2 points for a long lot, 3.1 for a short one; Wednesday's night counts three times.
  const monday = NOON_MS + 3 * DAY_MS;

  it("gather on the position, three nights on Wednesday and none at the weekend", () => {
    const { ask, pass, server } = openBroker({ nowMs: monday });
    ask({ lots: "1" });
    const swaps = Array.from({ length: 7 }, () => {
      pass(DAY_MS);
      return server.positions()[0]?.swap;
    });
    expect(swaps).toEqual(["-7.20", "-14.40", "-36.00", "-43.20", "-50.40", "-50.40", "-50.40"]);
    expect(server.account()).toMatchObject({ balance: "100000.00", profit: "-60.40" });
  });

  it("are told as a change of the position, by the server's midnight", () => {
    const { ask, pass } = openBroker({ nowMs: monday, settings: { offsetMs: 2 * HOUR_MS } });
    const { order: position } = ask({ lots: "1", type: "sell" });
    expect(pass(10 * HOUR_MS - 2).transactions).toEqual([]);
    const { transactions } = pass(1);
    expect(told(transactions)).toEqual(["position"]);
    expect(transactions[0]).toMatchObject({
      position,
      records: [{ change: "position", position: { swap: "3.10" } }],
    });
  });

  it("are settled by the deals that close, in proportion", () => {
    const { ask, pass, server } = openBroker({ nowMs: monday });
    const { order: position } = ask({ lots: "1" });
    pass(DAY_MS);
    ask({ lots: "0.25", type: "sell", position });
    expect(server.positions()).toMatchObject([{ swap: "-5.40" }]);
    ask({ lots: "0.75", type: "sell", position });
    const deals = Array.from(server.dealsAfter(0n));
    expect(deals.map((deal) => deal.swap)).toEqual(["0.00", "-1.80", "-5.40"]);
    expect(server.account().balance).toBe("99982.80");
  });
});

describe("a stop-out", () => {
  const poor = { account: { leverage: 100, openingBalance: "1500.00" } } as const;

  it("closes the position with the largest loss, and no more when the level holds then", () => {
    const { ask, move, server } = openBroker(poor);
    const small = ask({ lots: "0.2" }).order;
    const large = ask({ lots: "0.6" }).order;
    expect(move("EURUSD", "1.07200", "1.07210").changes).toEqual([]);
    const { transactions, changes } = move("EURUSD", "1.06950", "1.06960");
    expect(told(transactions)).toEqual([
      "order_add started",
      "deal_add",
      "order_delete filled",
      "history_add filled",
    ]);
    expect(changes[1]).toMatchObject({ deal: { position: large, reason: "so", profit: "-936.00" } });
    expect(changes[0]).toMatchObject({ order: { comment: expect.stringMatching(/^so: [0-9.]+%$/) } });
    expect(server.positions()).toMatchObject([{ position: small }]);
    expect(Number(server.account().level)).toBeGreaterThan(30);
  });

  it("goes on until nothing is left, when that is what it takes", () => {
    const { ask, move, server } = openBroker(poor);
    for (let i = 0; i < 3; i++) ask({ lots: "0.3" });
    move("EURUSD", "1.05000", "1.05010");
    expect(server.positions()).toEqual([]);
    expect(Array.from(server.dealsAfter(0n)).filter((deal) => deal.reason === "so")).toHaveLength(3);
    expect(server.account().level).toBe("0.00");
  });

  it("leaves positions alone whose market is closed", () => {
    const { ask, market, pass, server } = openBroker({ ...poor, settings: { alwaysOpen: false } });
    ask({ lots: "1" });
    pass(DAY_MS);
    market.set("EURUSD", "1.05000", "1.05010");
    pass(60_000);
    expect(server.positions()).toHaveLength(1);
    pass(2 * DAY_MS);
    expect(server.positions()).toEqual([]);
  });
});

describe("time that passed without a process", () => {
  const restart = (pauseMs: number, more = {}) => {
    const path = join(temporaryDirectory(), "server.db");
    const before = openBroker({ path });
    before.ask({ sl: "1.08000" });
    before.ask({ action: "pending", type: "buy_limit", price: "1.08400", time: "day" });
    before.store.close();
    before.market.set("EURUSD", "1.07900", "1.07910");
    const nowMs = before.nowMs() + pauseMs;
    return openBroker({ path, market: before.market, nowMs, ...more });
  };

  it("is made up for at the start: stops and pending orders were dealt when the market reached them", () => {
    const { server } = restart(60_000);
    expect(server.positions()).toMatchObject([{ price: "1.08400" }]);
    const deals = Array.from(server.dealsAfter(0n));
    expect(deals).toMatchObject([{ reason: "expert" }, { reason: "sl" }, { entry: "in" }]);
    expect(deals[1]?.atMs).toBeLessThan(NOON_MS + 1_000);
    expect(server.orders()).toEqual([]);
  });

  it("charges each night, but no more than the last seven days", () => {
    const quiet = (days: number) => {
      const path = join(temporaryDirectory(), "server.db");
      const before = openBroker({ path, nowMs: NOON_MS });
      before.ask({ lots: "1" });
      before.store.close();
      const { server } = openBroker({ path, nowMs: NOON_MS + days * DAY_MS });
      return server.positions()[0]?.swap;
    };
    // Friday's night and none of the weekend's; a whole week has seven.
    expect(quiet(3)).toBe("-7.20");
    expect(quiet(7)).toBe("-50.40");
    expect(quiet(30)).toBe("-50.40");
  });

  it("and a clock that went back make nothing happen until it is where it was", () => {
    const { pass, ask, market, server } = openBroker();
    ask({ sl: "1.08400" });
    pass(HOUR_MS);
    market.set("EURUSD", "1.08300", "1.08310");
    expect(pass(-2 * HOUR_MS).changes).toEqual([]);
    expect(pass(HOUR_MS).changes).toEqual([]);
    expect(ask({}).retcode).toBe(10009);
    expect(pass(HOUR_MS).changes).not.toEqual([]);
    expect(server.positions()).toHaveLength(1);
  });
});
