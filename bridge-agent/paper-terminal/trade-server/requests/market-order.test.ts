import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Execution, TradeMode } from "../market/symbol-spec.ts";
import { retcodes } from "../retcodes.ts";
import { openBroker, requestOf, temporaryDirectory, told } from "../testing/broker.ts";

describe("a market order", () => {
  it("opens a position whose ticket is the order's, at the ask for buys and the bid for sells", () => {
    const { ask, server } = openBroker();
    const buy = ask({});
    const sell = ask({ type: "sell", magic: "18446744073709551615" });
    expect(server.positions()).toMatchObject([
      { position: buy.order, ident: buy.order, direction: "long", price: "1.08510", magic: "77" },
      { position: sell.order, direction: "short", price: "1.08500", magic: "18446744073709551615" },
    ]);
    expect(buy.deal).not.toBe(sell.deal);
  });

  it("closes in part and then whole, with the profit of what is closed", () => {
    const { ask, server, market } = openBroker();
    const { order: position } = ask({ lots: "0.3" });
    market.set("EURUSD", "1.08610", "1.08620");
    expect(ask({ type: "sell", position, lots: "0.1" })).toMatchObject({ retcode: 10009, lots: "0.1" });
    expect(server.positions()).toMatchObject([{ position, lots: "0.2" }]);
    expect(ask({ type: "sell", position, lots: "0.21" }).retcode).toBe(retcodes.invalidCloseVolume);
    ask({ type: "sell", position, lots: "0.2" });
    expect(Array.from(server.dealsAfter(0n), ({ entry, profit }) => [entry, profit])).toEqual([
      ["in", "0.00"],
      ["out", "10.00"],
      ["out", "20.00"],
    ]);
    expect(ask({ type: "sell", position }).retcode).toBe(retcodes.positionClosed);
    expect(server.account().balance).toBe("100030.00");
  });

  it.each([
    ["of no symbol that is known", { symbol: "NONE" }, retcodes.invalid],
    ["of less than the least volume", { lots: "0.001" }, retcodes.invalidVolume],
    ["between two steps", { lots: "0.015" }, retcodes.invalidVolume],
    ["of more than the largest volume", { lots: "100.01" }, retcodes.invalidVolume],
    ["with a stop on the wrong side", { sl: "1.08500" }, retcodes.invalidStops],
    ["with a stop between two ticks", { sl: "1.080001" }, retcodes.invalidStops],
    ["that costs more than there is", { lots: "100", symbol: "XAUUSD" }, retcodes.invalidVolume],
    ["with return at market execution", { filling: "return" }, retcodes.invalidFill],
    ["that closes what is not there", { position: "1" }, retcodes.positionClosed],
    ["of a pending type", { type: "buy_limit" }, retcodes.invalidOrder],
    ["of a symbol without a price", { symbol: "GBPJPY", price: "1" }, retcodes.priceOff],
  ] as const)("%s is refused, changes nothing, and is answered alone", (_what, fields, retcode) => {
    const { ask, server } = openBroker();
    const outcome = ask(fields);
    expect(outcome).toMatchObject({ retcode, order: "0", deal: "0", changes: [] });
    expect(told(outcome.transactions)).toEqual(["request"]);
    expect(server.positions()).toEqual([]);
  });

  it("is refused for want of money, by what all positions need together", () => {
    const { ask } = openBroker({ account: { leverage: 100, openingBalance: "2500.00" } });
    expect(ask({ lots: "2" }).retcode).toBe(retcodes.done);
    expect(ask({ lots: "0.5" }).retcode).toBe(retcodes.noMoney);
    // The other side is covered by what is there and needs nothing more.
    expect(ask({ type: "sell", lots: "2" }).retcode).toBe(retcodes.done);
  });
});

describe("the price of a market order", () => {
  const at = (execution: Execution) => openBroker({ specs: { EURUSD: { execution, fillings: [] } } });

  it.each([
    ["instant", retcodes.requote],
    ["request", retcodes.priceChanged],
  ] as const)("of execution %s is kept within the deviation, else answered with %s", (execution, retcode) => {
    const { ask } = at(execution);
    expect(ask({ price: "1.08500", deviation: 9 })).toMatchObject({
      retcode,
      bid: "1.08500",
      ask: "1.08510",
    });
    expect(ask({ price: "1.08500", deviation: 10 })).toMatchObject({ retcode: 10009, price: "1.08510" });
    expect(ask({ price: "0", deviation: 1_000_000 }).retcode).toBe(retcodes.invalidPrice);
  });

  it("of execution market does not look at the price that is said", () => {
    const { ask } = openBroker();
    expect(ask({ price: "2" })).toMatchObject({ retcode: 10009, price: "1.08510" });
  });

  it("can be requoted although it is good, and asking again may help", () => {
    const { ask } = openBroker({
      specs: { EURUSD: { execution: "instant", fillings: [] } },
      conduct: { requoteChance: 0.5 },
    });
    const codes = Array.from({ length: 30 }, () => ask({ price: "1.08510" }).retcode);
    expect(new Set(codes)).toEqual(new Set([retcodes.requote, retcodes.done]));
  });

  it("slips against the client only, at market execution only", () => {
    const { ask } = openBroker({ conduct: { slippagePoints: 3 } });
    const prices = Array.from({ length: 40 }, () => ask({}).price);
    expect(new Set(prices)).toEqual(new Set(["1.08510", "1.08511", "1.08512", "1.08513"]));
    const sold = Array.from({ length: 40 }, () => ask({ type: "sell" }).price);
    expect(new Set(sold)).toEqual(new Set(["1.08500", "1.08499", "1.08498", "1.08497"]));
  });

  it("and everything else that is drawn is the same for the same seed", () => {
    const run = (seed: number) => {
      const { ask } = openBroker({ conduct: { seed, slippagePoints: 9, rejectChance: 0.3 } });
      return Array.from({ length: 30 }, () => {
        const { retcode, price } = ask({});
        return `${retcode} ${price}`;
      });
    };
    expect(run(7)).toEqual(run(7));
    expect(run(7)).not.toEqual(run(8));
  });
});

describe("what a symbol allows", () => {
  const modes: readonly (readonly [TradeMode, number, number, number])[] = [
    ["full", retcodes.done, retcodes.done, retcodes.done],
    ["long_only", retcodes.done, retcodes.longOnly, retcodes.done],
    ["short_only", retcodes.shortOnly, retcodes.done, retcodes.done],
    ["close_only", retcodes.closeOnly, retcodes.closeOnly, retcodes.done],
    ["disabled", retcodes.tradeDisabled, retcodes.tradeDisabled, retcodes.tradeDisabled],
  ];

  it.each(modes)(
    "trade mode %s answers a buy with %s, a sell with %s, a close with %s",
    (tradeMode, ...codes) => {
      const path = join(temporaryDirectory(), "server.db");
      const before = openBroker({ path });
      const { order: position } = before.ask({});
      before.store.close();
      const { ask } = openBroker({ path, specs: { EURUSD: { tradeMode } } });
      expect(
        [ask({}), ask({ type: "sell" }), ask({ type: "sell", position })].map((came) => came.retcode),
      ).toEqual(codes);
    },
  );

  it("a close is judged as a close whatever may be opened", () => {
    const netting = openBroker({
      account: { mode: "netting" },
      specs: { EURUSD: { tradeMode: "long_only" } },
    });
    netting.ask({ lots: "0.2" });
    expect(netting.ask({ type: "sell", lots: "0.1" }).retcode).toBe(retcodes.done);
    expect(netting.ask({ type: "sell", lots: "0.2" }).retcode).toBe(retcodes.longOnly);
    expect(netting.ask({ type: "sell", lots: "0.1" }).retcode).toBe(retcodes.done);
    expect(netting.server.positions()).toEqual([]);
  });

  it("outside the sessions nothing is dealt, placed, changed or removed", () => {
    const saturday = 24 * 3_600_000;
    const { ask, pass, server } = openBroker({ settings: { alwaysOpen: false } });
    const { order: position } = ask({});
    const { order } = ask({ action: "pending", type: "buy_limit", price: "1.08000" });
    pass(saturday);
    expect(server.isOpen("EURUSD", Date.UTC(2026, 10, 21, 12))).toBe(false);
    for (const fields of [
      {},
      { type: "sell", position },
      { action: "pending", type: "buy_limit", price: "1.08000" },
      { action: "modify", order, price: "1.07000" },
      { action: "remove", order },
      { action: "sltp", position, sl: "1.07000" },
    ] as const) {
      expect(ask(fields).retcode).toBe(retcodes.marketClosed);
    }
  });

  it("the volume limit counts positions and orders of one direction (SYMBOL_VOLUME_LIMIT)", () => {
    const { ask } = openBroker({ specs: { EURUSD: { lotLimit: "5" } } });
    expect(ask({ lots: "5" }).retcode).toBe(retcodes.done);
    expect(ask({ lots: "0.01" }).retcode).toBe(retcodes.limitVolume);
    const limit = { action: "pending", lots: "5" } as const;
    expect(ask({ ...limit, type: "buy_limit", price: "1.08000" }).retcode).toBe(retcodes.limitVolume);
    expect(ask({ ...limit, type: "sell_limit", price: "1.09000" }).retcode).toBe(retcodes.done);
    expect(ask({ type: "sell", lots: "0.01" }).retcode).toBe(retcodes.limitVolume);
  });

  it("commission comes with the deal and out of the balance", () => {
    const { ask, server } = openBroker({
      specs: {
        EURUSD: { commission: { kind: "per_lot", amount: "3.50", currency: "USD", charged: "in_out" } },
      },
    });
    const { order: position } = ask({ lots: "2" });
    ask({ lots: "2", type: "sell", position });
    expect(Array.from(server.dealsAfter(0n), (deal) => deal.commission)).toEqual(["-7.00", "-7.00"]);
    expect(server.account().balance).toBe("99966.00");
  });
});

it("requests of one call are carried out in their order, each on what the ones before left", () => {
  const { server, nowMs } = openBroker();
  const [first] = server.execute([requestOf({})], nowMs());
  const position = first?.order ?? "";
  const outcomes = server.execute(
    [requestOf({ type: "sell", position }), requestOf({ type: "sell", position })],
    nowMs(),
  );
  expect(outcomes.map((outcome) => outcome.retcode)).toEqual([retcodes.done, retcodes.positionClosed]);
});
