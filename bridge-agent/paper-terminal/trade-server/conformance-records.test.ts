import { describe, expect, it } from "vitest";
import { openBroker, requestOf, type TestBroker } from "./testing/broker.ts";

/** The histories and account figures that are printed in MetaQuotes' book, end to end through the server. */
const flat = (broker: TestBroker, symbol: string, price: string) => broker.market.set(symbol, price, price);

const dealsOf = ({ server }: TestBroker) => Array.from(server.dealsAfter(0n));

describe("a netting account", () => {
  const netting = { account: { mode: "netting", leverage: 100 } } as const;

  it("weighs what is added, turns round in one INOUT deal, and keeps one identifier (HistoryDealGet)", () => {
    const broker = openBroker(netting);
    const { ask, server } = broker;
    const deal = (type: "buy" | "sell", lots: string, price: string) => {
      flat(broker, "EURUSD", price);
      return ask({ type, lots });
    };
    const first = deal("buy", "0.01", "1.10011").order;
    const added = deal("buy", "0.01", "1.10009").order;
    expect(server.positions()).toMatchObject([{ ident: first, lots: "0.02", price: "1.10010" }]);
    deal("sell", "0.03", "1.10018");
    deal("buy", "0.01", "1.10017");
    const deals = dealsOf(broker);
    expect(deals.map((each) => [each.entry, each.profit])).toEqual([
      ["in", "0.00"],
      ["in", "0.00"],
      ["inout", "0.16"],
      ["out", "0.01"],
    ]);
    expect(new Set(deals.map((each) => each.position))).toEqual(new Set([first]));
    expect(server.account().balance).toBe("100000.17");
    expect(server.positions()).toEqual([]);
    expect(server.historyOrder(added)).toMatchObject({ price: "0", priceCurrent: "1.10009" });
  });

  it("gives the position the ticket of the order that turned it round (E4)", () => {
    const broker = openBroker(netting);
    const { ask, server, market } = broker;
    market.set("XTIUSD", "71.33", "71.35");
    const first = ask({ symbol: "XTIUSD", lots: "0.01" });
    expect(server.positions()).toMatchObject([{ position: first.order, ident: first.order }]);
    const turned = ask({ symbol: "XTIUSD", type: "sell", lots: "0.02", magic: "9" });
    expect(server.positions()).toMatchObject([
      { position: turned.order, ident: first.order, direction: "short", lots: "0.01", magic: "9" },
    ]);
    const found = server.findByMagic("9", 0);
    expect(found).toMatchObject({
      orders: [],
      history: [{ ticket: turned.order, position: first.order }],
      deals: [{ entry: "inout" }],
      positions: [{ ident: first.order }],
    });
  });
});

describe("profit on USDRUB, the account in dollars (HistoryDealGet)", () => {
  it.each([
    ["1", "76.239", "238.15"],
    ["1", "75.750", "878.03"],
    ["2", "74.721", "4449.04"],
  ])("of %s lots from %s to 76.421 is %s: rubles divided by the closing price", (lots, open, profit) => {
    const broker = openBroker();
    flat(broker, "USDRUB", open);
    const { order } = broker.ask({ symbol: "USDRUB", lots });
    flat(broker, "USDRUB", "76.421");
    broker.ask({ symbol: "USDRUB", lots, type: "sell", position: order });
    expect(dealsOf(broker)[1]).toMatchObject({ entry: "out", price: "76.421", profit });
  });
});

it("a buy limit of 75.75 is dealt at 75.750 with the market at 75.67, which the history shows (G7)", () => {
  const broker = openBroker();
  const { ask, move, server, market } = broker;
  market.set("USDRUB", "75.80", "75.82");
  const { order } = ask({ action: "pending", symbol: "USDRUB", type: "buy_limit", price: "75.75" });
  expect(move("USDRUB", "75.65", "75.67").changes).toHaveLength(3);
  expect(dealsOf(broker)).toMatchObject([{ price: "75.750", entry: "in", position: order }]);
  expect(server.historyOrder(order)).toMatchObject({ price: "75.750", priceCurrent: "75.670" });
});

describe("the account's figures", () => {
  const at100 = (openingBalance: string) => openBroker({ account: { leverage: 100, openingBalance } });

  it("round the margin before the level is computed (OrderCheck on XAUUSD)", () => {
    const broker = at100("15565.22");
    flat(broker, "XAUUSD", "1899.97");
    expect(broker.server.margin("XAUUSD", "buy", "0.01")).toBe("19.00");
    const request = requestOf({ symbol: "XAUUSD", lots: "0.01" });
    const { figures, ...said } = broker.server.check(request, broker.nowMs());
    expect(said).toEqual({ retcode: 0, comment: "Done" });
    expect(Object.entries(figures).map(([name, amount]) => [name, amount.toFixed(2)])).toEqual([
      ["balance", "15565.22"],
      ["credit", "0.00"],
      ["profit", "0.00"],
      ["equity", "15565.22"],
      ["margin", "19.00"],
      ["free", "15546.22"],
      ["level", "81922.21"],
    ]);
    expect(broker.server.positions()).toEqual([]);
    broker.ask({ symbol: "XAUUSD", lots: "0.01" });
    expect(broker.server.account()).toMatchObject({
      equity: "15565.22",
      margin: "19.00",
      free: "15546.22",
      level: "81922.21",
    });
  });

  it("checked beforehand do not count an opposite order against the margin (OrderCheck)", () => {
    const { ask, server, nowMs } = at100("10000.00");
    ask({ lots: "0.1" });
    const opposite = requestOf({ type: "sell", lots: "0.1" });
    expect(server.check(opposite, nowMs()).figures.margin.toFixed(2)).toBe("217.01");
    expect(server.account().margin).toBe("108.51");
    const { retcode, comment } = server.check(requestOf({ lots: "0.001" }), nowMs());
    expect([retcode, comment]).toEqual([10014, "Invalid volume"]);
  });

  it("of one lot of USDRUB with a loss of 78.76 (account margin)", () => {
    const broker = at100("10000.00");
    flat(broker, "USDRUB", "76.239");
    broker.ask({ symbol: "USDRUB", lots: "1" });
    flat(broker, "USDRUB", "76.179");
    broker.pass(250);
    expect(broker.server.account()).toMatchObject({
      profit: "-78.76",
      margin: "1000.00",
      equity: "9921.24",
      free: "8921.24",
      level: "992.12",
    });
  });

  it("of a second lot, with the broker's thresholds beside them", () => {
    const broker = at100("8513.93");
    flat(broker, "USDRUB", "76.239");
    broker.ask({ symbol: "USDRUB", lots: "1" });
    broker.ask({ symbol: "USDRUB", lots: "1" });
    expect(broker.server.account()).toMatchObject({
      margin: "2000.00",
      free: "6513.93",
      level: "425.70",
      marginCall: "50",
      stopOut: "30",
    });
  });
});
