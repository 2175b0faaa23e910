import { describe, expect, test } from "vitest";
import type { PendingOrderFacts, Position } from "../../../../../src/protocol/agent-link.ts";
import type { Tick } from "../../../../../src/protocol/market-link.ts";
import { ASKED_MS, type Asked, stillAsked } from "./asked.ts";
import {
  type ChartLine,
  isMovable,
  isWrongSide,
  linesOf,
  marketFor,
  runningGain,
  startOf,
} from "./chart-lines.ts";
import { drawnLines } from "./drawn-lines.ts";
import { lineLabel, lineName, whereWords } from "./line-words.ts";
import { stepsOf } from "./steps.ts";

const steps = stepsOf(5, "0.00001", "0.0001");
const tick: Tick = { symbol: "EURUSD", bid: "1.08500", ask: "1.08510", atMs: 1 };

function position(over: Partial<Position> = {}): Position {
  return {
    ...{ position: "11", symbol: "EURUSD", side: "long", lots: "0.1", openPrice: "1.084" },
    ...{ stopLoss: "1.083", takeProfit: null, magic: "0", orderId: null, openedAtMs: 1 },
    ...over,
  };
}
function pending(over: Partial<PendingOrderFacts> = {}): PendingOrderFacts {
  return {
    ...{ ticket: "22", symbol: "EURUSD", side: "buy", kind: "limit", lots: "0.2", price: "1.08" },
    ...{ stopLimit: null, stopLoss: null, takeProfit: "1.09", expiresAtMs: null, magic: "0" },
    ...{ orderId: null, external: false },
    ...over,
  };
}
function line(part: ChartLine["part"], one: Position | PendingOrderFacts): ChartLine {
  const found = linesOf("position" in one ? [one] : [], "ticket" in one ? [one] : []).find(
    (each) => each.part === part,
  );
  if (found === undefined) throw new Error("there is no such line");
  return found;
}

describe("the lines of a chart", () => {
  test("are what is open and what stands, with the stops that are set and those that could be", () => {
    const lines = linesOf([position()], [pending()]);
    expect(lines.map(({ id, price }) => `${id} ${price}`)).toEqual([
      "position:11:open 1.084",
      "position:11:stopLoss 1.083",
      "position:11:takeProfit null",
      "pending:22:price 1.08",
      "pending:22:stopLoss null",
      "pending:22:takeProfit 1.09",
    ]);
  });

  test("say to everybody what and where they are", () => {
    const stop = line("stopLoss", position());
    expect(lineName(stop)).toBe("Stop loss of position 11, buy 0.1");
    expect(lineName(line("price", pending({ kind: "stop_limit" })))).toBe(
      "Price of order 22, buy stop limit 0.2",
    );
    expect(whereWords(stop, "1.083", tick, steps)).toBe(
      "1.08300, −20.0 pips from the market, −10.0 from the open price",
    );
    expect(whereWords(stop, "1.083", null, steps)).toBe("1.08300, −10.0 from the open price");
    expect([stop, line("open", position({ side: "short" }))].map(lineLabel)).toEqual(["SL", "Sell 0.1"]);
  });

  test("of a stop limit order tell both prices: its stop is moved, its limit follows, and its stops belong to the limit", () => {
    const one = pending({ kind: "stop_limit", price: "1.09", stopLimit: "1.085", stopLoss: "1.084" });
    const lines = linesOf([], [one]);
    expect(lines.map(({ part, price }) => `${part} ${price}`)).toEqual([
      ...["price 1.09", "limit 1.085", "stopLoss 1.084", "takeProfit 1.09"],
    ]);
    expect(lines.filter((each) => !isMovable(each)).map(({ part }) => part)).toEqual(["limit"]);
    const limit = line("limit", one);
    expect([lineName(limit), lineLabel(limit)]).toEqual([
      ...["Limit price of order 22, buy stop limit 0.2", "Limit of buy stop limit 0.2"],
    ]);
    expect(whereWords(limit, "1.085", tick, steps)).toBe("1.08500, −1.0 pips from the market");
    expect(whereWords(line("stopLoss", one), "1.084", null, steps)).toBe("1.08400, −10.0 from its price");
    expect(isWrongSide(line("stopLoss", one), "1.086", tick)).toBe(true);
    expect(drawnLines(lines, { held: null, asked: [] }).map(({ price }) => price)).toContain("1.085");
  });

  test("a long position gains with the bid, at which it would be closed; a short one with the ask", () => {
    expect(runningGain(line("open", position()), tick, steps)?.toFixed()).toBe("10");
    expect(runningGain(line("open", position({ side: "short" })), tick, steps)?.toFixed()).toBe("-11");
    expect(runningGain(line("stopLoss", position()), tick, steps)).toBeNull();
  });

  test("the market reaches stops of a long position at the bid, and buys an order at the ask", () => {
    expect(marketFor(line("stopLoss", position()), tick)).toBe(tick.bid);
    expect(marketFor(line("takeProfit", position({ side: "short" })), tick)).toBe(tick.ask);
    expect(marketFor(line("price", pending()), tick)).toBe(tick.ask);
    expect(marketFor(line("price", pending({ side: "sell" })), tick)).toBe(tick.bid);
  });

  test("a stop that is not set begins on the losing side of both market and open price", () => {
    const price = (part: "stopLoss" | "takeProfit", side: Position["side"], openPrice: string) =>
      startOf(line(part, position({ side, openPrice, stopLoss: null })), tick, steps);
    expect(price("stopLoss", "long", "1.084")).toBe("1.083");
    expect(price("stopLoss", "long", "1.09")).toBe("1.084");
    expect(price("takeProfit", "long", "1.09")).toBe("1.091");
    expect(price("stopLoss", "short", "1.09")).toBe("1.091");
    expect(price("takeProfit", "short", "1.09")).toBe("1.0841");
  });

  test.each([
    [line("stopLoss", position()), "1.08499", false],
    [line("stopLoss", position()), "1.08500", true],
    [line("takeProfit", position()), "1.08499", true],
    [line("stopLoss", position({ side: "short" })), "1.08510", true],
    [line("stopLoss", position({ side: "short" })), "1.08511", false],
    [line("price", pending()), "1.08600", true],
    [line("price", pending()), "1.08400", false],
    [line("price", pending({ kind: "stop" })), "1.08400", true],
    [line("price", pending({ side: "sell", kind: "limit" })), "1.08600", false],
    [line("stopLoss", pending()), "1.08100", true],
    [line("takeProfit", pending()), "1.08100", false],
    [line("open", position()), "1", false],
  ])("what the venue would refuse is told before the drop: %#", (one, price, wrong) => {
    expect(isWrongSide(one, price, tick)).toBe(wrong);
  });
});

describe("what was asked for", () => {
  const lines = linesOf([position()], []);
  const asked: Asked = {
    lineId: "position:11:stopLoss",
    move: { kind: "position", ticket: "11", part: "stopLoss", price: "1.08350" },
    before: "1.083",
    untilMs: 1_000 + ASKED_MS,
  };

  test("waits as long as the ledger has the line where it was", () => {
    const all = [asked];
    expect(stillAsked(all, lines, 1_000)).toBe(all);
  });

  test("is over when the ledger has it elsewhere, or the position is gone", () => {
    expect(stillAsked([asked], linesOf([position({ stopLoss: "1.0835" })], []), 1_000)).toEqual([]);
    expect(stillAsked([asked], [], 1_000)).toEqual([]);
  });

  test("is given up after a while, unless somebody will say how it ended", () => {
    expect(stillAsked([asked], lines, 1_000 + ASKED_MS)).toEqual([]);
    expect(stillAsked([{ ...asked, untilMs: null }], lines, Number.MAX_SAFE_INTEGER)).toHaveLength(1);
  });

  test("and what is held is drawn beside the line, which stays where the ledger has it", () => {
    const held = { lineId: asked.lineId, price: "1.08200" };
    const drawn = drawnLines(lines, { held, asked: [asked] });
    expect(drawn.map(({ id, price, look }) => `${id} ${price} ${look}`)).toEqual([
      "position:11:open 1.084 solid",
      "position:11:stopLoss 1.083 dashed",
      "position:11:stopLoss:asked 1.08350 dotted",
      "position:11:stopLoss:held 1.08200 solid",
    ]);
  });
});
