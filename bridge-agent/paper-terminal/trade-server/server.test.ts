import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { NOW_MS, orderIdOf, requestOf, temporaryDirectory, testMarket } from "../testing/fixtures.ts";
import { retcodes } from "./retcodes.ts";
import { TradeServer } from "./server.ts";
import { openStore } from "./store.ts";
import { paperSymbols } from "./symbols.ts";
import type { Outcome, TradeRequest } from "./types.ts";

function begin(path = ":memory:", market = testMarket()) {
  const store = openStore(path);
  const server = new TradeServer(store, paperSymbols, market.source, 0);
  const one = (request: TradeRequest): Outcome => {
    const [outcome] = server.execute([request], NOW_MS);
    if (outcome === undefined) throw new Error("no outcome");
    return outcome;
  };
  const deals = () => Array.from(server.dealsAfter(0n));
  return { server, store, market, one, deals };
}

describe("a market order", () => {
  it("is dealt at the ask for a buy and at the bid for a sell, and its position has its ticket", () => {
    const { server, one, deals } = begin();
    const buy = one(requestOf("a"));
    const sell = one(requestOf("b", { side: "sell" }));
    expect([buy.retcode, sell.retcode]).toEqual([retcodes.done, retcodes.done]);
    expect(server.positions()).toMatchObject([
      { position: buy.ticket, direction: "long", price: "1.08510", lots: "0.1" },
      { position: sell.ticket, direction: "short", price: "1.08500", lots: "0.1" },
    ]);
    expect(deals()).toMatchObject([
      { deal: buy.deal, ticket: buy.ticket, position: buy.ticket, entry: "in", reason: "expert" },
      { deal: sell.deal, ticket: sell.ticket, reference: { orderId: orderIdOf("b"), step: 0 } },
    ]);
    expect(BigInt(sell.deal)).toBeGreaterThan(BigInt(buy.deal));
  });

  it("sent twice is dealt twice: the server de-duplicates no more than MetaTrader does", () => {
    const { server, one } = begin();
    one(requestOf("a"));
    one(requestOf("a"));
    expect(server.positions()).toHaveLength(2);
  });

  it.each([
    ["an unknown symbol", { symbol: "EURGBP" }, retcodes.invalid],
    ["a volume off the step", { lots: "0.015" }, retcodes.invalidVolume],
    ["a stop on the wrong side", { sl: "1.09" }, retcodes.invalidStops],
    ["a pending type", { kind: "limit" }, retcodes.invalidOrder],
    ["a position that is not there", { position: "77", side: "sell" }, retcodes.positionClosed],
  ] as const)("with %s is refused and changes nothing", (_what, fields, retcode) => {
    const { server, one, deals } = begin();
    expect(one(requestOf("a", fields))).toMatchObject({ retcode, ticket: "0", deal: "0", changes: [] });
    expect(server.positions()).toEqual([]);
    expect(deals()).toEqual([]);
  });

  it("is refused when the margin would pass the equity, and a hedge of it is not", () => {
    const { server, one } = begin();
    const request = requestOf("a", { lots: "100" });
    expect([one(request).retcode, one(request).retcode, one(request).retcode, one(request).retcode]).toEqual([
      retcodes.done,
      retcodes.done,
      retcodes.done,
      retcodes.done,
    ]);
    expect(one(request).retcode).toBe(retcodes.noMoney);
    expect(one(requestOf("b", { lots: "100", side: "sell" })).retcode).toBe(retcodes.done);
    expect(server.positions()).toHaveLength(5);
  });
});

describe("the close of a position", () => {
  it("in part leaves the rest under the same ticket, and the whole ends it; profit goes to the balance", () => {
    const { server, market, one, deals } = begin();
    const { ticket } = one(requestOf("a", { lots: "0.3" }));
    market.set("EURUSD", { bid: "1.08610", ask: "1.08620" });
    server.tick(1, NOW_MS);
    expect(server.account()).toMatchObject({ balance: "100000.00", equity: "100030.00" });
    const part = one(requestOf("b", { position: ticket, side: "sell", lots: "0.1" }));
    expect(part.retcode).toBe(retcodes.done);
    expect(part.ticket).not.toBe(ticket);
    expect(server.positions()).toMatchObject([{ position: ticket, lots: "0.2", price: "1.08510" }]);
    expect(one(requestOf("c", { position: ticket, side: "sell", lots: "0.2" })).retcode).toBe(retcodes.done);
    expect(server.positions()).toEqual([]);
    expect(deals().map((deal) => [deal.entry, deal.side, deal.lots, deal.price, deal.profit])).toEqual([
      ["in", "buy", "0.3", "1.08510", "0.00"],
      ["out", "sell", "0.1", "1.08610", "10.00"],
      ["out", "sell", "0.2", "1.08610", "20.00"],
    ]);
    expect(server.account()).toMatchObject({ balance: "100030.00", equity: "100030.00" });
  });

  it.each([
    ["more than there is", { lots: "0.2" }, retcodes.invalidCloseVolume],
    ["a volume off the step", { lots: "0.005" }, retcodes.invalidVolume],
    ["the same side", { side: "buy" }, retcodes.invalidOrder],
    ["another symbol", { symbol: "GBPUSD" }, retcodes.invalid],
  ] as const)("with %s is refused", (_what, fields, retcode) => {
    const { server, one } = begin();
    const { ticket } = one(requestOf("a"));
    expect(one(requestOf("b", { position: ticket, side: "sell", ...fields })).retcode).toBe(retcode);
    expect(server.positions()).toMatchObject([{ lots: "0.1" }]);
  });

  it("that was closed before says so", () => {
    const { one } = begin();
    const { ticket } = one(requestOf("a"));
    one(requestOf("b", { position: ticket, side: "sell" }));
    expect(one(requestOf("c", { position: ticket, side: "sell" })).retcode).toBe(retcodes.positionClosed);
  });
});

describe("the records", { timeout: 30_000 }, () => {
  it("are taken up by the next process: positions, orders, balance, stops and the counting", () => {
    const path = join(temporaryDirectory(), "server.db");
    const first = begin(path);
    const kept = first.one(requestOf("a", { sl: "1.08400" }));
    const pending = first.one(
      requestOf("p", { action: "pending", kind: "limit", price: "1.08000", tp: "1.09" }),
    );
    const gone = first.one(requestOf("b"));
    first.one(requestOf("c", { position: gone.ticket, side: "sell" }));
    const dealsBefore = first.deals();
    const before = [first.server.account(), first.server.positions(), first.server.pendings(), dealsBefore];
    first.store.close();

    const second = begin(path, first.market);
    const after = [
      second.server.account(),
      second.server.positions(),
      second.server.pendings(),
      second.deals(),
    ];
    expect(after).toEqual(before);
    expect(second.server.pendings()).toMatchObject([
      { ticket: pending.ticket, price: "1.08000", tp: "1.09" },
    ]);
    const next = second.one(requestOf("d"));
    expect(BigInt(next.deal)).toBe(BigInt(dealsBefore.at(-1)?.deal ?? "0") + 1n);
    expect(BigInt(next.ticket)).toBeGreaterThan(BigInt(gone.ticket));
    first.market.set("EURUSD", { bid: "1.08400", ask: "1.08410" });
    expect(second.server.tick(1, NOW_MS)).toMatchObject([
      { change: "order" },
      { change: "deal", deal: { position: kept.ticket, reason: "sl" } },
      { change: "position_closed" },
    ]);
    second.store.close();
  });

  it("remember every request, refused ones too, and no others", () => {
    const { server, one } = begin();
    const done = one(requestOf("a"));
    one(requestOf("b", { lots: "0.015" }));
    const find = (name: string) => {
      const { magic, reference } = requestOf(name);
      return server.findRequest(magic, reference);
    };
    expect(find("a")).toMatchObject({ retcode: retcodes.done, ticket: done.ticket, deal: done.deal });
    expect(find("b")).toMatchObject({ retcode: retcodes.invalidVolume, deal: "0" });
    expect(find("c")).toBeUndefined();
  });

  it("cannot be opened by a second process while the first lives", () => {
    const path = join(temporaryDirectory(), "server.db");
    const first = begin(path);
    expect(() => openStore(path)).toThrow("locked");
    first.store.close();
  });
});
