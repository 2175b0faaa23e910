import { describe, expect, it } from "vitest";
import { opens } from "../emergency/opens.ts";
import { defaultOrderRules, type OrderRules } from "./instruction.ts";
import { facts, price, settings } from "./plan-test-support.ts";
import type { PlanningSettings } from "./profile.ts";
import { type Holdings, planTicketAct, type TicketAct } from "./ticket-acts.ts";

const held: Holdings["positions"][number] = { position: "91", symbol: "EURUSD", side: "long", lots: "0.2" };
const standing: Holdings["pendings"][number] = {
  ...{ ticket: "71", symbol: "EURUSD", side: "buy", stopLimit: null },
};
const holdings: Holdings = {
  facts,
  positions: [
    held,
    { ...held, position: "92", external: true },
    { ...held, position: "93", side: "short" },
    { ...held, position: "94", symbol: "BTCUSD", lots: "0.5" },
    { ...held, position: "95", symbol: "GONE" },
  ],
  pendings: [
    standing,
    { ...standing, ticket: "72", external: true },
    { ...standing, ticket: "73", side: "sell" },
    { ...standing, ticket: "74", stopLimit: "1.08" },
    { ...standing, ticket: "75", symbol: "GONE" },
  ],
};

const close = { do: "close_position", position: "91", amount: { unit: "all" } } as const;
const flip = { do: "flip_position", position: "91" } as const;
const stops = { do: "modify_position", position: "91" } as const;
const move = { do: "modify_pending", ticket: "71" } as const;
const withdraw = { do: "cancel_pending", ticket: "71" } as const;
const none = { unit: "none" } as const;

function plan(act: TicketAct, changed: Partial<PlanningSettings> = {}, at: Partial<Holdings> = {}) {
  return planTicketAct(act, { settings: { ...settings, ...changed } }, { ...holdings, ...at });
}
function instructions(...given: Parameters<typeof plan>) {
  const planned = plan(...given);
  return planned.ok ? planned.value.map(({ instruction }) => instruction) : planned.error.code;
}
function rules(changed: Partial<OrderRules>): Partial<PlanningSettings> {
  return { rules: { ...defaultOrderRules, ...changed } };
}
/** The account with another position 91. */
function holding(changed: Partial<typeof held>): Partial<Holdings> {
  return { positions: [{ ...held, ...changed }] };
}
function lots(value: string, position = "91"): TicketAct {
  return { ...close, position, amount: { unit: "lots", value } };
}
/** An owner who lets nothing in EURUSD happen outside these prices. */
const band = { symbols: { EURUSD: { venueSymbol: "EURUSD", minPrice: "1", maxPrice: "1.5" } } };

const all: readonly TicketAct[] = [
  close,
  flip,
  { ...stops, stopLoss: none },
  { ...move, price: "1.1" },
  withdraw,
];

describe("an act on a ticket", () => {
  it.each(all)("that is not there by the latest report is refused: $do", (act) => {
    const what = "position" in act ? "unknown_position" : "unknown_order";
    expect(instructions(act, {}, { positions: [], pendings: [] })).toBe(what);
    // A position's ticket names no pending order, nor the other way round.
    const other = "position" in act ? { ...act, position: "71" } : { ...act, ticket: "91" };
    expect(instructions(other)).toBe(what);
  });

  it.each(all)(
    "leaves alone what Sallyport did not make, until the owner lets it manage that: $do",
    (act) => {
      const foreign = "position" in act ? { ...act, position: "92" } : { ...act, ticket: "72" };
      const refused = plan(foreign);
      expect(refused).toMatchObject({
        error: { code: "position" in act ? "external_position" : "external_order", hint: expect.any(String) },
      });
      expect(plan(foreign, rules({ external: "manage" })).ok).toBe(true);
    },
  );

  it.each(all)(
    "opens only what its plan calls an entry, so that a stop of trading and a lost agent see it: $do",
    (act) => {
      const planned = plan(act);
      if (!planned.ok) throw new Error(planned.error.code);
      for (const { entry, instruction } of planned.value) expect(entry).toBe(opens(instruction));
      expect(planned.value.some(({ entry }) => entry)).toBe(act.do === "flip_position");
      expect(planned.value.map(({ leg }) => leg)).toEqual(planned.value.map((_, index) => index));
    },
  );
});

describe("closing one position", () => {
  it("names it and nothing else", () => {
    expect(instructions(close)).toEqual([
      { kind: "close_position", symbol: "EURUSD", position: "91", amount: { unit: "all" } },
    ]);
  });

  it.each([
    ["0.01", "91", "refuse", true],
    ["0.13", "91", "refuse", true],
    ["0.015", "91", "refuse", false],
    ["0.015", "91", "round_down", true],
    ["0.3", "94", "refuse", true],
    ["0.25", "94", "refuse", false],
    // More than there is closes all of it, at door two.
    ["7", "91", "refuse", true],
  ] as const)("takes lots at the symbol's step: %s of %s, %s -> %s", (value, position, rule, taken) => {
    const planned = instructions(lots(value, position), rules({ lots: rule }));
    expect(planned).toEqual(
      taken ? [expect.objectContaining({ amount: { unit: "lots", value } })] : "volume_off_step",
    );
  });

  it("takes all the lots there are, though the broker's step has become coarser than them", () => {
    const odd = holding({ lots: "0.015" });
    expect(instructions(lots("0.015"), {}, odd)).toMatchObject([{ kind: "close_position" }]);
    expect(instructions(lots("0.0150"), {}, odd)).toMatchObject([{ kind: "close_position" }]);
    expect(instructions(lots("0.005"), {}, odd)).toBe("volume_off_step");
  });

  it.each([
    ["0.5", true],
    ["100", true],
    ["100.01", false],
  ])("takes a share of it, never more than all: %s percent", (value, taken) => {
    const planned = instructions({ ...close, amount: { unit: "percent", value } });
    expect(planned).toEqual(taken ? [expect.anything()] : "percent_too_large");
  });

  it("goes on in a symbol that the terminal knows no more: door two sees what can be done", () => {
    expect(instructions({ ...close, position: "95" })).toMatchObject([{ symbol: "GONE" }]);
    expect(instructions(lots("0.015", "95"))).toMatchObject([{ symbol: "GONE" }]);
  });
});

describe("turning one position around", () => {
  it("closes all of it by its ticket, then opens the same lots the other way", () => {
    expect(instructions(flip)).toEqual([
      { kind: "close_position", symbol: "EURUSD", position: "91", amount: { unit: "all" } },
      { kind: "open", symbol: "EURUSD", side: "sell", type: "market", lots: "0.2" },
    ]);
    expect(instructions({ ...flip, position: "93" })).toMatchObject([
      { position: "93" },
      { side: "buy", lots: "0.2" },
    ]);
  });

  it("opens what that position has, not what its symbol has: on a hedging account others stay as they are", () => {
    const both = { positions: [held, { ...held, position: "96", lots: "3", side: "short" as const }] };
    expect(instructions(flip, {}, both)).toMatchObject([{ position: "91" }, { lots: "0.2", side: "sell" }]);
  });

  it("writes the lots of a netting position that grew by parts as the venue takes them", () => {
    expect(instructions(flip, {}, holding({ lots: "0.30" }))).toMatchObject([{}, { lots: "0.3" }]);
  });

  it.each([
    ["0.02", "volume_too_small", { minLots: "0.05" }],
    ["10.01", "volume_too_large", {}],
    ["0.015", "volume_off_step", {}],
  ])("of %s lots is refused whole when the second half is: %s", (held, code, changed) => {
    expect(instructions(flip, changed, holding({ lots: held }))).toBe(code);
  });

  it("is refused in a symbol that the terminal knows no more, where nothing could be opened", () => {
    expect(instructions({ ...flip, position: "95" })).toBe("unknown_symbol");
  });
});

describe("new stops of one position", () => {
  it("change what is named: none removes, and what is absent stays", () => {
    const [changed] = instructions({ ...stops, stopLoss: price("1.05"), takeProfit: none });
    expect(changed).toEqual({
      ...{ kind: "modify_position", symbol: "EURUSD", position: "91" },
      ...{ stopLoss: price("1.05"), takeProfit: none },
    });
    const [one] = instructions({ ...stops, takeProfit: price("1.2") });
    expect(one).toMatchObject({ stopLoss: undefined, takeProfit: price("1.2") });
  });

  it.each([
    ["91", "1.2", "1.1", "stop_loss_wrong_side"],
    ["91", "1.1", "1.1", "stop_loss_wrong_side"],
    ["93", "1.1", "1.2", "stop_loss_wrong_side"],
    ["91", "1.1", "1.2", true],
    ["93", "1.2", "1.1", true],
  ])("of position %s stand on the right sides of each other: %s, %s", (position, stop, target, taken) => {
    const planned = instructions({
      ...{ ...stops, position },
      ...{ stopLoss: price(stop), takeProfit: price(target) },
    });
    expect(planned).toEqual(taken === true ? [expect.anything()] : taken);
  });

  it("are not held against those that stay: an act that is on its way may be changing them", () => {
    const wide = { ...held, stopLoss: "1.05", takeProfit: "1.1" };
    expect(instructions({ ...stops, stopLoss: price("1.2") }, {}, { positions: [wide] })).toMatchObject([
      { stopLoss: price("1.2") },
    ]);
  });

  it("keep within the owner's band, both of them", () => {
    expect(instructions({ ...stops, stopLoss: price("0.99") }, band)).toBe("price_outside_band");
    expect(instructions({ ...stops, takeProfit: price("1.51") }, band)).toBe("price_outside_band");
    expect(instructions({ ...stops, stopLoss: price("1"), takeProfit: price("1.5") }, band)).toHaveLength(1);
  });

  it("cannot be judged in a symbol that the terminal knows no more", () => {
    expect(instructions({ ...stops, position: "95", stopLoss: none })).toBe("unknown_symbol");
  });
});

describe("moving one pending order", () => {
  it("changes its price, its stops, or both", () => {
    expect(instructions({ ...move, price: "1.1", stopLoss: price("1.05") })).toEqual([
      {
        ...{ kind: "modify_pending", symbol: "EURUSD", ticket: "71", price: "1.1" },
        ...{ stopLoss: price("1.05"), takeProfit: undefined },
      },
    ]);
    expect(instructions({ ...move, takeProfit: none })).toMatchObject([{ price: undefined }]);
  });

  it.each([
    ["71", "1.1", "1.2", "1.3", "stop_loss_wrong_side"],
    ["71", "1.1", "1.05", "1.09", "take_profit_wrong_side"],
    ["73", "1.1", "1.05", "1", "stop_loss_wrong_side"],
    ["73", "1.1", "1.2", "1.15", "take_profit_wrong_side"],
    ["73", "1.1", "1.2", "1.05", true],
  ])("keeps the stops of order %s at %s on their sides: %s, %s", (ticket, at, stop, target, taken) => {
    const planned = instructions({
      ...{ ...move, ticket, price: at },
      ...{ stopLoss: price(stop), takeProfit: price(target) },
    });
    expect(planned).toEqual(taken === true ? [expect.anything()] : taken);
  });

  it("judges the stops of a stop-limit order by its limit price, which only door two knows", () => {
    // Waits for 1.095, then buys at 1.085: a target between the two is a gain.
    const waiting = { ...move, ticket: "74", price: "1.095" };
    const between = { stopLoss: price("1.07"), takeProfit: price("1.09") };
    expect(instructions({ ...waiting, ...between })).toMatchObject([{ takeProfit: price("1.09") }]);
    const crossed = { stopLoss: price("1.09"), takeProfit: price("1.07") };
    expect(instructions({ ...waiting, ...crossed })).toBe("stop_loss_wrong_side");
    expect(instructions({ ...waiting, price: "1.6" }, band)).toBe("price_outside_band");
  });

  it("keeps all three prices within the owner's band", () => {
    expect(instructions({ ...move, price: "1.6" }, band)).toBe("price_outside_band");
    expect(instructions({ ...move, stopLoss: price("0.5") }, band)).toBe("price_outside_band");
    expect(instructions({ ...move, takeProfit: price("1.6") }, band)).toBe("price_outside_band");
  });

  it("cannot be judged in a symbol that the terminal knows no more, where it can still be withdrawn", () => {
    expect(instructions({ ...move, ticket: "75", price: "1.1" })).toBe("unknown_symbol");
    expect(instructions({ ...withdraw, ticket: "75" })).toEqual([
      { kind: "cancel_pending", symbol: "GONE", ticket: "75" },
    ]);
  });
});
