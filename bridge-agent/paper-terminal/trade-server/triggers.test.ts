import { describe, expect, it } from "vitest";
import { NOW_MS, orderIdOf, requestOf, testMarket } from "../testing/fixtures.ts";
import type { Quote } from "./quotes.ts";
import { retcodes } from "./retcodes.ts";
import { TradeServer } from "./server.ts";
import { openStore } from "./store.ts";
import { paperSymbols } from "./symbols.ts";
import type { TradeRequest } from "./types.ts";

function begin() {
  const market = testMarket();
  const server = new TradeServer(openStore(":memory:"), paperSymbols, market.source, 0);
  let tick = 0;
  return {
    server,
    one: (request: TradeRequest) => {
      const [outcome] = server.execute([request], NOW_MS);
      if (outcome === undefined) throw new Error("no outcome");
      return outcome;
    },
    move: (quote: Quote, symbol = "EURUSD") => {
      market.set(symbol, quote);
      return server.tick(++tick, NOW_MS + tick * 250);
    },
    deals: () => Array.from(server.dealsAfter(0n)),
  };
}

const pending = (name: string, fields: Parameters<typeof requestOf>[1]) =>
  requestOf(name, { action: "pending", ...fields });

describe("a pending order", () => {
  it.each([
    [
      "buy",
      "limit",
      "1.08400",
      { bid: "1.08391", ask: "1.08401" },
      { bid: "1.08380", ask: "1.08390" },
      "1.08400",
    ],
    [
      "sell",
      "limit",
      "1.08600",
      { bid: "1.08599", ask: "1.08609" },
      { bid: "1.08620", ask: "1.08630" },
      "1.08600",
    ],
    [
      "buy",
      "stop",
      "1.08600",
      { bid: "1.08589", ask: "1.08599" },
      { bid: "1.08595", ask: "1.08605" },
      "1.08605",
    ],
    [
      "sell",
      "stop",
      "1.08400",
      { bid: "1.08401", ask: "1.08411" },
      { bid: "1.08395", ask: "1.08405" },
      "1.08395",
    ],
  ] as const)(
    "of type %s %s at %s waits for its side of the market: limits fill at their price, stops at the market's",
    (side, kind, price, before, after, filledAt) => {
      const { server, one, move, deals } = begin();
      const { ticket, deal } = one(pending("a", { side, kind, price }));
      expect(deal).toBe("0");
      expect(move(before)).toEqual([]);
      expect(server.pendings()).toMatchObject([{ ticket, state: "placed" }]);
      const changes = move(after);
      expect(changes.map((change) => change.change)).toEqual(["order", "deal", "position"]);
      expect(server.pendings()).toEqual([]);
      expect(server.positions()).toMatchObject([{ position: ticket, price: filledAt }]);
      expect(deals()).toMatchObject([
        { ticket, price: filledAt, reason: "expert", reference: { orderId: orderIdOf("a"), step: 0 } },
      ]);
      expect(move(after)).toEqual([]);
    },
  );

  it("brings its stops along to the position", () => {
    const { server, one, move } = begin();
    one(pending("a", { kind: "limit", price: "1.08400", sl: "1.08300", tp: "1.08500" }));
    move({ bid: "1.08390", ask: "1.08400" });
    expect(server.positions()).toMatchObject([{ sl: "1.083", tp: "1.085" }]);
  });

  it("can be modified and removed, and after that is not there", () => {
    const { server, one, move } = begin();
    const { ticket } = one(pending("a", { kind: "limit", price: "1.08400" }));
    const modify = { action: "modify", ticket, price: "1.08300", sl: "1.08200" } as const;
    expect(one(requestOf("b", modify))).toMatchObject({ retcode: retcodes.done, ticket });
    expect(one(requestOf("c", modify)).retcode).toBe(retcodes.noChanges);
    expect(one(requestOf("d", { ...modify, price: "1.09" })).retcode).toBe(retcodes.invalidPrice);
    expect(one(requestOf("e", { ...modify, sl: "1.0831" })).retcode).toBe(retcodes.invalidStops);
    expect(server.pendings()).toMatchObject([{ ticket, price: "1.08300", sl: "1.082" }]);
    const removed = one(requestOf("f", { action: "remove", ticket }));
    expect(removed.changes).toMatchObject([
      { change: "order", order: { ticket, state: "cancelled", reference: { orderId: orderIdOf("a") } } },
    ]);
    for (const action of ["remove", "modify"] as const) {
      expect(one(requestOf("g", { ...modify, action })).retcode).toBe(retcodes.invalidOrder);
    }
    expect(move({ bid: "1.08000", ask: "1.08010" })).toEqual([]);
  });

  it("that the account cannot afford when it triggers is rejected, without a deal", () => {
    const { server, one, move, deals } = begin();
    one(pending("a", { kind: "limit", price: "1.08400", lots: "100" }));
    for (let i = 0; i < 4; i++) one(requestOf(i, { lots: "100" }));
    const changes = move({ bid: "1.08390", ask: "1.08400" });
    expect(changes).toMatchObject([{ change: "order", order: { state: "rejected" } }]);
    expect(server.pendings()).toEqual([]);
    expect(deals()).toHaveLength(4);
  });

  it.each([
    ["a market type", { kind: "market" }, retcodes.invalidOrder],
    ["an unknown symbol", { symbol: "X" }, retcodes.invalid],
    ["a price on the wrong side", { price: "1.09" }, retcodes.invalidPrice],
    ["a stop beyond its own price", { sl: "1.08450" }, retcodes.invalidStops],
    ["no volume", { lots: "0" }, retcodes.invalidVolume],
  ] as const)("with %s is refused", (_what, fields, retcode) => {
    const { server, one } = begin();
    const request = pending("a", { kind: "limit", price: "1.08400", ...fields });
    expect(one(request).retcode).toBe(retcode);
    expect(server.pendings()).toEqual([]);
  });
});

describe("stops of a position", () => {
  it.each([
    ["buy", "sl", { bid: "1.08401", ask: "1.08411" }, { bid: "1.08390", ask: "1.08400" }, "1.08390"],
    ["buy", "tp", { bid: "1.08599", ask: "1.08609" }, { bid: "1.08610", ask: "1.08620" }, "1.08610"],
    ["sell", "tp", { bid: "1.08391", ask: "1.08401" }, { bid: "1.08390", ask: "1.08400" }, "1.08400"],
    ["sell", "sl", { bid: "1.08589", ask: "1.08599" }, { bid: "1.08595", ask: "1.08605" }, "1.08605"],
  ] as const)(
    "of a %s close it at the market when its closing side reaches the %s, for no request's account",
    (side, reason, before, after, price) => {
      const { server, one, move, deals } = begin();
      const stops = side === "buy" ? { sl: "1.084", tp: "1.086" } : { sl: "1.086", tp: "1.084" };
      const { ticket } = one(requestOf("a", { side, ...stops }));
      expect(move(before)).toEqual([]);
      expect(move(after)).toMatchObject([
        { change: "order", order: { reason, kind: "market" } },
        { change: "deal", deal: { position: ticket, entry: "out", price, reason, reference: null } },
        { change: "position_closed", position: { position: ticket } },
      ]);
      expect(server.positions()).toEqual([]);
      expect(deals()).toHaveLength(2);
      expect(move(after)).toEqual([]);
    },
  );

  it("can be set, changed and taken away", () => {
    const { server, one, move } = begin();
    const { ticket } = one(requestOf("a"));
    const stops = { action: "sltp", position: ticket, sl: "1.08400", tp: "1.08600" } as const;
    expect(one(requestOf("b", stops))).toMatchObject({ retcode: retcodes.done, ticket: "0", deal: "0" });
    expect(server.positions()).toMatchObject([{ sl: "1.084", tp: "1.086" }]);
    expect(one(requestOf("c", stops)).retcode).toBe(retcodes.noChanges);
    expect(one(requestOf("d", { ...stops, sl: "1.086" })).retcode).toBe(retcodes.invalidStops);
    expect(one(requestOf("e", { ...stops, symbol: "GBPUSD" })).retcode).toBe(retcodes.invalid);
    expect(one(requestOf("f", { ...stops, position: "1" })).retcode).toBe(retcodes.positionClosed);
    expect(one(requestOf("g", { ...stops, sl: "0", tp: "0" })).retcode).toBe(retcodes.done);
    expect(move({ bid: "1.08000", ask: "1.08010" })).toEqual([]);
  });

  it("still guard what is left after a close in part", () => {
    const { one, move } = begin();
    const { ticket } = one(requestOf("a", { lots: "0.3", sl: "1.084" }));
    one(requestOf("b", { position: ticket, side: "sell", lots: "0.1" }));
    expect(move({ bid: "1.08400", ask: "1.08410" })).toMatchObject([
      { change: "order" },
      { change: "deal", deal: { lots: "0.2", reason: "sl" } },
      { change: "position_closed" },
    ]);
  });
});
