import { describe, expect, it } from "vitest";
import { refusal } from "../../../src/domain/refusal.ts";
import { begun, decide, ended } from "./engine.ts";
import { run, stateOf, view } from "./testing.ts";

const NOW = 1_800_000_000_000;
const trailing = { triggerPips: "20", distancePips: "10", stepPips: "2" };

/** A quote of a long at so many pips of gain. */
const at = (pips: number, changes = {}) => {
  const price = (1.1 + pips / 10_000).toFixed(5);
  return view({ bid: price, ask: price, ...changes });
};

describe("breakeven", () => {
  const exits = { breakeven: { triggerPips: "15", offsetPips: "1" } };

  it("moves the stop to the open price and its offset once the trigger is reached, and not before", () => {
    expect(decide(stateOf(exits), at(14.9), NOW).action).toBeNull();
    expect(decide(stateOf(exits), at(15), NOW).action).toEqual({
      kind: "stop",
      price: "1.10010",
      why: "breakeven",
    });
  });

  it("happens once: a stop that somebody takes back afterwards is left alone", () => {
    const { state } = run(exits, [150, 160, 170]);
    expect(state.breakeven).toBe("done");
    expect(decide(state, at(30, { stopLoss: "1.09000" }), NOW + 99_000).action).toBeNull();
  });

  it("counts as done when a better stop stands there already", () => {
    const { state, action } = decide(stateOf(exits), at(15, { stopLoss: "1.10020" }), NOW);
    expect(action).toBeNull();
    expect(state.breakeven).toBe("done");
  });

  it("stays armed when the market comes back, and waits until the venue takes the stop", () => {
    const armed = decide(stateOf(exits), at(15, { stopsLevel: 200 }), NOW);
    expect(armed.action).toBeNull();
    expect(decide(armed.state, at(-5), NOW).action).toBeNull();
    expect(decide(armed.state, at(5), NOW).action).toMatchObject({ price: "1.10010" });
  });

  it("is told in a note when the venue has carried it out", () => {
    const { notes } = run(exits, [150, 150, 150]);
    expect(notes.map(({ code }) => code)).toEqual(["breakeven_set"]);
  });
});

describe("a trailing stop", () => {
  it("without a trigger protects a position from its first quote, which is a spread below its open price", () => {
    const atOnce = { trailing: { ...trailing, triggerPips: "0" } };
    expect(decide(stateOf(atOnce), at(-1), NOW).action).toMatchObject({ price: "1.09890", why: "trailing" });
  });

  it("is made when none was set, at its distance, once the trigger is reached", () => {
    expect(decide(stateOf({ trailing }), at(19.9), NOW).action).toBeNull();
    expect(decide(stateOf({ trailing }), at(20), NOW).action).toMatchObject({
      price: "1.10100",
      why: "trailing",
    });
  });

  it("of a short lies above the market", () => {
    const short = view({ side: "short", bid: "1.09790", ask: "1.09800" });
    expect(decide(stateOf({ trailing }, "short"), short, NOW).action).toMatchObject({ price: "1.09900" });
  });

  it("moves by its step at least", () => {
    const { state } = decide(stateOf({ trailing }), at(20), NOW);
    expect(decide(state, at(21.9, { stopLoss: "1.10100" }), NOW).action).toBeNull();
    expect(decide(state, at(22, { stopLoss: "1.10100" }), NOW).action).toMatchObject({ price: "1.10120" });
  });

  it("keeps the stops level, and is never set looser than what stands", () => {
    const state = stateOf({ trailing });
    expect(decide(state, at(20, { stopsLevel: 150 }), NOW).action).toMatchObject({ price: "1.10050" });
    expect(decide(state, at(20, { stopsLevel: 150, stopLoss: "1.10060" }), NOW).action).toBeNull();
  });

  it("is set as near as allowed when the market came back before it could be set", () => {
    const { state } = decide(stateOf({ trailing }), at(40), NOW);
    expect(decide(state, at(25), NOW).action).toMatchObject({ price: "1.10249" });
  });

  it("counts from the stop that was set last while the terminal does not show it yet", () => {
    const { state } = run({ trailing }, [300, 300]);
    expect(state.lastStop).toBe("1.10200");
    // Without that, the market's way back would put it as near as allowed, which is lower.
    expect(decide(state, at(15), NOW + 99_000).action).toBeNull();
    expect(decide(state, at(32), NOW + 99_000).action).toMatchObject({ price: "1.10220" });
  });

  it("moves at most once a second, and is told at most once a minute, its last place included", () => {
    const { state } = run({ trailing }, [200, 240]);
    const soon = decide(state, at(60, { stopLoss: "1.10100" }), NOW + 1_500);
    expect(soon.action).toBeNull();
    const path = Array.from({ length: 100 }, (_, index) => 200 + index * 20);
    const { notes, actions } = run({ trailing }, [...path, ...path.map(() => 2_200)]);
    expect(actions.length).toBeGreaterThan(40);
    expect(notes.map(({ code }) => code)).toEqual(["stop_trailed", "stop_trailed", "stop_trailed"]);
    expect(notes.at(-1)?.message).toContain("1.12100");
  });

  it("rounds to the symbol's tick, away from the market", () => {
    const { action } = decide(stateOf({ trailing }), at(20.3, { tickSize: "0.00025" }), NOW);
    expect(action).toMatchObject({ price: "1.10100" });
  });
});

describe("an ATR trailing stop", () => {
  const atr = { frame: "H1" as const, period: 14, multiplier: "2", shift: 0, triggerPips: "10" };

  it("waits until the range is known, and then follows at its distance", () => {
    const waiting = decide(stateOf({ atrTrailing: atr }), at(30), NOW);
    expect(waiting.action).toBeNull();
    const known = { ...waiting.state, atrDistance: "0.0012" };
    expect(decide(known, at(25), NOW).action).toMatchObject({ price: "1.10180", why: "atr_trailing" });
  });

  it("does not move back when the range grows", () => {
    const state = { ...stateOf({ atrTrailing: atr }), atrDistance: "0.0030" };
    expect(decide(state, at(30, { stopLoss: "1.10180" }), NOW).action).toBeNull();
  });
});

describe("partial closes", () => {
  const partials = [
    { atPips: "10", percent: "50" },
    { atPips: "20", percent: "50" },
  ];

  it("close their share of the opened lots, rounded down, and the last of them the rest", () => {
    const { actions, lots } = run({ partials }, [100, 100, 200, 200], { changes: { lots: "0.05" } });
    expect(actions).toEqual([
      { kind: "close", lots: "0.02", partial: 0 },
      { kind: "close", lots: "0.03", partial: 1 },
    ]);
    expect(lots).toBe("0");
  });

  it("leave what is not in their percentages", () => {
    const thirds = [1, 2].map((n) => ({ atPips: String(10 * n), percent: "30" }));
    const { actions, lots } = run({ partials: thirds }, [100, 100, 200, 200], { changes: { lots: "0.05" } });
    expect(actions.map((action) => action.kind === "close" && action.lots)).toEqual(["0.01", "0.02"]);
    expect(lots).toBe("0.02");
  });

  it("that are less than can be closed are told, and go to the next one", () => {
    const { actions, notes } = run({ partials }, [100, 100, 200, 200], { changes: { lots: "0.01" } });
    expect(notes.map(({ code }) => code)).toEqual(["exit_failed"]);
    expect(actions).toEqual([{ kind: "close", lots: "0.01", partial: 1 }]);
  });

  it("never leave less than the smallest order", () => {
    const changes = { lots: "0.15", minLots: "0.1" };
    const { actions } = run({ partials: [{ atPips: "10", percent: "90" }] }, [100, 100], { changes });
    expect(actions).toEqual([]);
  });

  it("of 100 percent close also what was added to the position", () => {
    const all = stateOf({ partials: [{ atPips: "10", percent: "100" }] });
    expect(decide(all, at(10, { lots: "1.3" }), NOW).action).toMatchObject({ lots: "1.3" });
  });

  it("that are larger than one order may be go on until they are whole", () => {
    const asked = decide(stateOf({ partials }), at(10), NOW);
    if (asked.action === null) throw new Error("no action");
    const state = begun(asked.state, asked.action, "ord_00000000000000000000000000");
    const first = ended(state, { end: "done", closedLots: "0.3" }, NOW);
    expect(decide(first.state, at(10, { lots: "0.7" }), NOW).action).toMatchObject({
      lots: "0.2",
      partial: 0,
    });
  });

  it("take what is left when a part was closed by hand", () => {
    const state = stateOf({ partials });
    expect(decide(state, at(10, { lots: "0.3" }), NOW).action).toEqual({
      kind: "close",
      lots: "0.3",
      partial: 0,
    });
  });

  it("that were carried out in part close the rest of their share", () => {
    const asked = decide(stateOf({ partials }), at(10), NOW);
    if (asked.action === null) throw new Error("no action");
    const state = begun(asked.state, asked.action, "ord_00000000000000000000000000");
    const part = ended(state, { end: "failed", refusal: undefined, closedLots: "0.2" }, NOW);
    expect(decide(part.state, at(10, { lots: "0.8" }), NOW + 1_000).action).toMatchObject({ lots: "0.3" });
  });
});

describe("changes", () => {
  const exits = { breakeven: { triggerPips: "15", offsetPips: "0" }, trailing };

  it("are one at a time for a position, while triggers go on", () => {
    const asked = decide(stateOf(exits), at(15), NOW);
    if (asked.action === null) throw new Error("no action");
    const state = begun(asked.state, asked.action, "ord_00000000000000000000000000");
    const next = decide(state, at(25), NOW + 5_000);
    expect(next.action).toBeNull();
    expect(next.state.trailing).toBe("armed");
  });

  it("that fail are tried again after a pause that grows, and told once for each reason", () => {
    let state = stateOf({ trailing });
    let nowMs = NOW;
    const codes: string[] = [];
    const pauses: number[] = [];
    for (const code of ["market_closed", "market_closed", "market_closed", "no_connection"]) {
      while (decide(state, at(20), nowMs).action === null) nowMs += 100;
      pauses.push(nowMs - NOW);
      const asked = decide(state, at(20), nowMs);
      if (asked.action === null) throw new Error("no action");
      const flying = begun(asked.state, asked.action, "ord_00000000000000000000000000");
      const why = refusal(code, "The venue says no.");
      const over = ended(flying, { end: "failed", refusal: why, closedLots: "0" }, nowMs);
      codes.push(...over.notes.map((note) => note.code));
      state = over.state;
    }
    expect(pauses).toEqual([0, 1_000, 3_000, 8_000]);
    expect(codes).toEqual(["exit_failed", "exit_failed"]);
  });

  it("wait while stop or target are within the freeze level", () => {
    const frozen = at(20, { takeProfit: "1.10210", freezeLevel: 20 });
    expect(decide(stateOf({ trailing }), frozen, NOW).action).toBeNull();
    expect(decide(stateOf({ trailing }), { ...frozen, freezeLevel: 9 }, NOW).action).not.toBeNull();
  });

  it("do not wait for a clock that was set back an hour", () => {
    const { state } = run({ trailing }, [200, 240]);
    expect(decide(state, at(60, { stopLoss: "1.10100" }), NOW - 3_600_000).action).not.toBeNull();
  });
});
