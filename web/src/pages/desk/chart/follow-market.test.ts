import { describe, expect, test } from "vitest";
import type { MarketBar, Tick } from "../../../../../src/protocol/market-link.ts";
import { followMarket, TOLD_BARS } from "./follow-market.ts";

const MINUTE = 60_000;

function bar(atMs: number, close: string): MarketBar {
  return { atMs, open: "1", high: close, low: "1", close, ticks: 1 };
}
function tick(atMs: number, bid: string): Tick {
  return { symbol: "EURUSD", bid, ask: "9", atMs };
}

/** A market whose terminal answers when the test says so. */
function market(kept: readonly Tick[] = []) {
  const asked: { count: number; answer: (bars: readonly MarketBar[]) => void; refuse: () => void }[] = [];
  const timers = new Set<{ delayMs: number; run: () => void }>();
  const shown: { bars: readonly MarketBar[]; tick: Tick | null }[] = [];
  const failures: (Error | null)[] = [];
  const listeners = new Set<(ticks: readonly Tick[]) => void>();
  const followed = followMarket({
    frame: "M1",
    fetchBars: (count) =>
      new Promise((answer, fail) => {
        asked.push({ count, answer, refuse: () => fail(new Error("the terminal is away")) });
      }),
    fetchTicks: () => Promise.resolve(kept),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onChange: (bars, tick) => shown.push({ bars, tick }),
    onFailure: (error) => failures.push(error),
    after: (delayMs, run) => {
      const timer = { delayMs, run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    chance: () => 0.5,
  });
  return {
    ...{ followed, asked, shown, failures, listeners, timers },
    tell: (...ticks: Tick[]) => {
      for (const listener of listeners) listener(ticks);
    },
    ring: () => {
      for (const timer of [...timers]) {
        timers.delete(timer);
        timer.run();
      }
    },
    settled: () => new Promise((done) => setImmediate(done)),
  };
}

describe("a followed market", () => {
  test("asks for all bars at once, and adds the ticks that came while they were on their way", async () => {
    const { asked, shown, tell, settled } = market();
    expect(asked.map(({ count }) => count)).toEqual([TOLD_BARS]);
    tell(tick(MINUTE + 5, "3"));
    expect(shown.at(-1)).toEqual({ bars: [], tick: tick(MINUTE + 5, "3") });
    asked[0]?.answer([bar(0, "1"), bar(MINUTE, "2")]);
    await settled();
    expect(shown.at(-1)?.bars.map(({ close }) => close)).toEqual(["1", "3"]);
  });

  test("a refusal is told, and ticks that come show that it is worth another try; not with every tick", async () => {
    const { asked, failures, shown, tell, ring, settled } = market();
    asked[0]?.refuse();
    await settled();
    expect(failures.map((error) => error?.message)).toEqual(["the terminal is away"]);
    tell(tick(5, "1"));
    expect(asked).toHaveLength(1);
    ring();
    tell(tick(6, "1"));
    tell(tick(7, "1"));
    expect(asked).toHaveLength(2);
    asked[1]?.answer([bar(0, "1")]);
    await settled();
    expect(failures.at(-1)).toBeNull();
    expect(shown.at(-1)?.bars).toHaveLength(1);
  });

  test("the gateway's ticks stand in while the terminal gives no bars, and make room for all of the terminal's", async () => {
    const { asked, failures, shown, tell, ring, settled } = market([tick(5, "2"), tick(MINUTE, "4")]);
    asked[0]?.refuse();
    await settled();
    expect(failures).toHaveLength(1);
    expect(shown.at(-1)?.bars.map(({ close }) => close)).toEqual(["2", "4"]);
    tell(tick(2 * MINUTE, "5"));
    expect(shown.at(-1)?.bars.map(({ close }) => close)).toEqual(["2", "4", "5"]);
    ring();
    tell(tick(2 * MINUTE + 1, "6"));
    expect(asked.map(({ count }) => count)).toEqual([TOLD_BARS, TOLD_BARS]);
    asked[1]?.answer([bar(MINUTE, "7"), bar(2 * MINUTE, "8")]);
    await settled();
    expect(failures.at(-1)).toBeNull();
    expect(shown.at(-1)?.bars.map(({ close }) => close)).toEqual(["7", "8"]);
  });

  test("a bar that is complete is asked for again: a reader that was behind missed ticks of it", async () => {
    const { asked, shown, tell, ring, settled } = market();
    asked[0]?.answer([bar(0, "2")]);
    await settled();
    tell(tick(MINUTE, "3"));
    expect(asked).toHaveLength(1);
    ring();
    expect(asked).toHaveLength(2);
    expect(asked[1]?.count).toBeLessThan(TOLD_BARS);
    asked[1]?.answer([bar(0, "7"), bar(MINUTE, "3")]);
    await settled();
    expect(shown.at(-1)?.bars.map(({ close }) => close)).toEqual(["7", "3"]);
  });

  test("after a gap all bars are asked for again, and what is shown stays when there is no answer", async () => {
    const { followed, asked, failures, shown, settled } = market();
    asked[0]?.answer([bar(0, "2")]);
    await settled();
    followed.again();
    expect(asked[1]?.count).toBe(TOLD_BARS);
    asked[1]?.refuse();
    await settled();
    expect(failures).toEqual([null]);
    expect(shown.at(-1)?.bars).toHaveLength(1);
  });

  test("what was stopped hears nothing, asks nothing and shows nothing more", async () => {
    const { followed, asked, shown, listeners, timers, settled } = market();
    asked[0]?.answer([bar(0, "2")]);
    await settled();
    const before = shown.length;
    followed.again();
    followed.stop();
    asked[1]?.answer([bar(0, "9")]);
    await settled();
    expect(shown).toHaveLength(before);
    expect(listeners.size).toBe(0);
    expect(timers.size).toBe(0);
  });
});
