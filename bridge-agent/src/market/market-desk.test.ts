import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { FromTerminal, ToTerminal } from "../../../src/protocol/ea-link.ts";
import { type FromMarketAgent, MOST_TICKS } from "../../../src/protocol/market-link.ts";
import { MarketDesk } from "./market-desk.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function makeDesk() {
  const [toGateway, toTerminal]: [FromMarketAgent[], ToTerminal[]] = [[], []];
  const link = { behind: false };
  const desk = new MarketDesk({
    behind: () => link.behind,
    toGateway: (frame) => void toGateway.push(frame),
    toTerminal: (message) => void toTerminal.push(message),
  });
  const watch = (symbols: string[], books: string[] = []) =>
    desk.told({ type: "watch", symbols, books, leaseMs: 60_000 });
  return { desk, link, toGateway, toTerminal, watch };
}

function tick(symbol: string, at = 1): FromTerminal {
  return { type: "tick", symbol, bid: "1.1", ask: "1.2", at };
}

describe("the market desk", () => {
  test("tells every tick of what is watched, those of a moment together, and nothing else", () => {
    const { desk, toGateway, toTerminal, watch } = makeDesk();
    desk.frames([tick("EURUSD")]);
    vi.advanceTimersByTime(1_000);
    expect(toGateway).toEqual([]);
    watch(["EURUSD"]);
    expect(toTerminal).toEqual([{ type: "watch", symbols: "EURUSD", books: "" }]);
    desk.frames([tick("EURUSD", 1), tick("GBPUSD", 1), tick("EURUSD", 2)]);
    vi.advanceTimersByTime(60);
    const item = { symbol: "EURUSD", bid: "1.1", ask: "1.2" };
    expect(toGateway).toEqual([{ type: "ticks", items: [1, 2].map((atMs) => ({ ...item, atMs })) }]);
  });

  test("a gateway that falls behind gets the newest ticks once it has caught up, no more than one frame of them", () => {
    const { desk, link, toGateway, watch } = makeDesk();
    watch(["EURUSD"]);
    link.behind = true;
    for (let at = 1; at <= 3 * MOST_TICKS; at++) desk.frames([tick("EURUSD", at)]);
    vi.advanceTimersByTime(1_000);
    expect(toGateway).toEqual([]);
    link.behind = false;
    vi.advanceTimersByTime(60);
    expect(toGateway).toHaveLength(1);
    const [frame] = toGateway;
    const times = frame?.type === "ticks" ? frame.items.map(({ atMs }) => atMs) : [];
    expect(times).toHaveLength(MOST_TICKS);
    expect(times.at(-1)).toBe(3 * MOST_TICKS);
  });

  test("of a book only the newest of a moment goes out", () => {
    const { desk, toGateway, watch } = makeDesk();
    watch(["EURUSD"], ["EURUSD"]);
    for (const at of [1, 2]) {
      desk.frames([{ type: "book", symbol: "EURUSD", bids: "1.1,2;1.0,5", asks: "", at }]);
    }
    vi.advanceTimersByTime(60);
    const bids = [
      { price: "1.1", lots: "2" },
      { price: "1.0", lots: "5" },
    ];
    expect(toGateway).toEqual([{ type: "book", book: { symbol: "EURUSD", bids, asks: [], atMs: 2 } }]);
  });

  test("stops when the gateway was not heard for the lease, and tells the terminal so", () => {
    const { desk, toGateway, toTerminal, watch } = makeDesk();
    watch(["EURUSD"]);
    vi.advanceTimersByTime(59_000);
    watch(["EURUSD"]);
    vi.advanceTimersByTime(59_000);
    expect(toTerminal).toHaveLength(1);
    vi.advanceTimersByTime(1_001);
    expect(toTerminal.at(-1)).toEqual({ type: "watch", symbols: "", books: "" });
    desk.frames([tick("EURUSD")]);
    vi.advanceTimersByTime(60);
    expect(toGateway).toEqual([]);
  });

  test("tells a terminal that comes back what is watched", () => {
    const { desk, toTerminal, watch } = makeDesk();
    watch(["EURUSD"], ["EURUSD"]);
    desk.frames([{ type: "ready" }]);
    expect(toTerminal).toHaveLength(2);
    expect(toTerminal[1]).toEqual(toTerminal[0]);
  });

  test("answers each question for bars by its own number, with none when there are none or the terminal is gone", () => {
    const { desk, toGateway, toTerminal } = makeDesk();
    const ask = (id: number) => desk.told({ type: "bars", id, symbol: "EURUSD", frame: "M5", count: 2 });
    for (const id of [7, 8, 9]) ask(id);
    const ids = toTerminal.flatMap((message) => (message.type === "bars" ? [message.id] : []));
    const [first = 0, second = 0] = ids;
    desk.frames([
      { type: "bars", id: second, symbol: "EURUSD", items: "" },
      { type: "bars", id: first, symbol: "EURUSD", items: "300000,1.1,1.2,1.0,1.15,9" },
      { type: "bars", id: 1, symbol: "EURUSD", items: "300000,1.1,1.2,1.0,1.15,9" },
    ]);
    desk.terminalGone();
    const bar = { atMs: 300_000, open: "1.1", high: "1.2", low: "1.0", close: "1.15", ticks: 9 };
    expect(toGateway).toEqual([
      { type: "bars", id: 8, bars: null },
      { type: "bars", id: 7, bars: [bar] },
      { type: "bars", id: 9, bars: null },
    ]);
  });
});
