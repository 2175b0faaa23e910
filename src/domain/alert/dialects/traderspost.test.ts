import { describe, expect, it } from "vitest";
import { harness } from "./parser-harness.ts";
import { parseTradersPost } from "./traderspost.ts";

const { read, legs, pointsAt } = harness(parseTradersPost, (message: object | string) =>
  typeof message === "string" ? message : JSON.stringify({ ticker: "EURUSD", ...message }),
);

function code(message: object): string {
  return pointsAt(message)[0];
}

const all = { unit: "all" } as const;

describe("actions", () => {
  it.each([
    ["buy", "short"],
    ["sell", "long"],
  ] as const)("%s without sentiment closes the other side and opens", (action, opposite) => {
    expect(legs({ action, quantity: 0.1 })).toEqual([
      { action: "close", scope: "symbol", side: opposite, amount: all },
      { action: "open", side: action, type: "market", size: { unit: "lots", value: "0.1" } },
    ]);
  });

  it("leaves the size to the route when the message has none", () => {
    expect(legs({ action: "buy" })[1]).toEqual({ action: "open", side: "buy", type: "market" });
  });

  it("exit closes the whole position, as that vendor documents", () => {
    expect(legs({ action: "exit" })).toEqual([
      { action: "close", scope: "symbol", side: "both", amount: all },
    ]);
  });

  it("exit with a quantity closes that many lots", () => {
    expect(legs({ action: "exit", quantity: "0.3" })).toEqual([
      { action: "close", scope: "symbol", side: "both", amount: { unit: "lots", value: "0.3" } },
    ]);
  });

  it("exit with a share of the position closes that share", () => {
    expect(legs({ action: "exit", quantity: 20, quantityType: "percent_of_position" })).toEqual([
      { action: "close", scope: "symbol", side: "both", amount: { unit: "percent", value: "20" } },
    ]);
  });

  it.each(["", "NaN", "0"])("exit with the quantity %j is refused, never taken as all", (quantity) => {
    expect(["not_a_number", "not_positive"]).toContain(code({ action: "exit", quantity }));
  });

  it("cancel deletes pending orders, of one type when asked", () => {
    expect(legs({ action: "cancel" })).toEqual([
      { action: "cancel", scope: "symbol", side: "both", types: [] },
    ]);
    expect(legs({ action: "cancel", cancelOrderType: "stop" })).toEqual([
      { action: "cancel", scope: "symbol", side: "both", types: ["stop"] },
    ]);
  });

  it("cancel: true cancels before everything else", () => {
    expect(legs({ action: "buy", cancel: true, cancelOrderType: "limit" }).map((leg) => leg.action)).toEqual([
      "cancel",
      "close",
      "open",
    ]);
    expect(legs({ action: "exit", cancel: false }).map((leg) => leg.action)).toEqual(["close"]);
    expect(legs({ action: "cancel", cancel: true })).toHaveLength(1);
  });

  it("refuses add, which does not say its side", () => {
    expect(pointsAt({ action: "add", quantity: 1 })[0]).toBe("feature_not_available");
  });
});

describe("sentiment", () => {
  it.each([
    ["buy", "bullish", "long"],
    ["buy", "long", "long"],
    ["sell", "bearish", "short"],
    ["sell", "short", "short"],
    ["sell", "bullish", "long"],
    ["buy", "bearish", "short"],
  ] as const)("%s with %s is the position %s, reached by that order", (action, sentiment, side) => {
    expect(legs({ action, sentiment, quantity: "8" })).toEqual([
      { action: "target", side, exact: false, order: action, size: { unit: "lots", value: "8" } },
    ]);
  });

  it.each(["buy", "sell"])("%s with flat closes all, whatever the quantity and the stops", (action) => {
    for (const quantity of [undefined, "5", "0"]) {
      expect(legs({ action, sentiment: "flat", quantity, stopLoss: { percent: 1 } })).toEqual([
        { action: "target", side: "flat", exact: true },
      ]);
    }
  });

  it("refuses a partial exit without a quantity, never takes the route's size for it", () => {
    expect(pointsAt('{"ticker":"EURUSD","action":"sell","sentiment":"bullish"}')).toEqual([
      "missing_size",
      'sell","sentiment":"bullish"}',
    ]);
  });

  it("refuses a sentiment with other actions, as that vendor does", () => {
    expect(code({ action: "exit", sentiment: "flat" })).toBe("key_not_allowed");
  });

  it("refuses a sentiment with a pending order, which no target position can say", () => {
    expect(code({ action: "buy", sentiment: "bullish", orderType: "limit", limitPrice: 1 })).toBe(
      "feature_not_available",
    );
  });

  it("reads the strategy template of the vendor's page, where everything is text", () => {
    const text = `{
    "ticker": "EURUSD",
    "action": "sell",
    "sentiment": "short",
    "quantity": "0.2",
    "price": "1.0843",
    "time": "2026-03-01T14:30:00Z",
    "interval": "15"
}`;
    expect(read(text)).toEqual({
      dialect: "traderspost",
      symbol: "EURUSD",
      symbolAt: text.indexOf("EURUSD"),
      legs: [
        {
          action: "target",
          side: "short",
          exact: false,
          order: "sell",
          size: { unit: "lots", value: "0.2" },
          at: { size: text.indexOf("0.2") },
        },
      ],
      firedAtMs: Date.UTC(2026, 2, 1, 14, 30),
      timeAt: text.indexOf("2026"),
      chartPrice: "1.0843",
      unavailable: [],
    });
  });
});

describe("form", () => {
  const refused: [text: string, code: string, rest: string][] = [
    ['{"ticker":"X"}', "missing_action", '{"ticker":"X"}'],
    ['{"action":"buy"}', "missing_symbol", '{"action":"buy"}'],
    ['{"ticker":"X","action":"Buy"}', "unknown_action", 'Buy"}'],
    ['{"ticker":"","action":"buy"}', "missing_symbol", '","action":"buy"}'],
    ['{"ticker":"SPY 250624C596","action":"buy"}', "invalid_symbol", ' 250624C596","action":"buy"}'],
    ['{"ticker":1,"action":"buy"}', "wrong_type", '1,"action":"buy"}'],
    ['{"ticker":"X","action":"buy","quantity":1,"quantity":100}', "duplicate_key", '"quantity":100}'],
    ['{"ticker":"X","action":"buy","quantity":1e400}', "number_not_exact", "1e400}"],
    ['{"ticker":"X","action":"buy","quantity":"1e400"}', "too_large", '1e400"}'],
    ['{"ticker":"X","action":"buy","quantity":-1}', "not_positive", "-1}"],
    ['{"ticker":"X","action":"buy","quantity":null}', "wrong_type", "null}"],
    ['{"ticker":"X","action":"buy","quantity":""}', "not_a_number", '"}'],
    [
      '{"ticker":"X","action":"buy","quantity":"{{strategy.order.contracts}}"}',
      "unresolved_placeholder",
      '{{strategy.order.contracts}}"}',
    ],
    ['{"ticker":"X","action":"buy","price":{{close}}}', "unresolved_placeholder", "{{close}}}"],
    ['{"ticker":"X","action":"buy","extras":{"a":"b}}"}}', "unresolved_placeholder", '}}"}}'],
    ['{"ticker":"X","action":"buy","time":"2026-02-30T00:00:00Z"}', "invalid_time", '2026-02-30T00:00:00Z"}'],
    ['{"ticker":"X","action":"cancel","quantity":1}', "key_not_allowed", '"quantity":1}'],
    [
      '{"ticker":"X","action":"buy","cancelOrderType":"stop"}',
      "key_not_allowed",
      '"cancelOrderType":"stop"}',
    ],
    [
      '{"ticker":"X","action":"cancel","cancelOrderType":"trailing_stop"}',
      "feature_not_available",
      'trailing_stop"}',
    ],
    ['{"ticker":"X","action":"exit","orderType":"limit"}', "feature_not_available", 'limit"}'],
    ['{"ticker":"X","action":"buy","cancel":"true"}', "wrong_type", '"true"}'],
    ["[]", "wrong_type", "[]"],
  ];

  it.each(refused)("refuses %j with %s where the fault lies", (text, expected, rest) => {
    expect(pointsAt(text)).toEqual([expected, rest]);
  });

  it("accepts nested objects that end together", () => {
    expect(legs({ action: "buy", extras: { a: { b: { c: 1 } } } })).toHaveLength(2);
  });

  it("keeps the id, under either name, and looks at the secret only for its type", () => {
    expect(read({ action: "exit", id: 77, secret: "****" }).id).toBe("77");
    expect(read({ action: "exit", alertTimestamp: "a" }).id).toBe("a");
    expect(code({ action: "exit", alertTimestamp: "a", id: "a" })).toBe("conflicting_keys");
    expect(code({ action: "exit", secret: 1 })).toBe("wrong_type");
  });
});
