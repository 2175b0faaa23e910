import { describe, expect, it } from "vitest";
import { retcodes } from "../retcodes.ts";
import { openBroker } from "../testing/broker.ts";

describe("stops of a position", () => {
  it.each([
    ["buy", "sl", ["1.08401", "1.08411"], ["1.08390", "1.08400"], "1.08390"],
    ["buy", "tp", ["1.08599", "1.08609"], ["1.08610", "1.08620"], "1.08610"],
    ["sell", "tp", ["1.08391", "1.08401"], ["1.08390", "1.08400"], "1.08400"],
    ["sell", "sl", ["1.08589", "1.08599"], ["1.08595", "1.08605"], "1.08605"],
  ] as const)(
    "of a %s close it at the market when its closing side reaches the %s, with the position's magic",
    (type, reason, before, after, price) => {
      const { ask, move, server } = openBroker();
      const stops = type === "buy" ? { sl: "1.084", tp: "1.086" } : { sl: "1.086", tp: "1.084" };
      const { order: position } = ask({ type, ...stops, magic: "5" });
      expect(move("EURUSD", before[0], before[1]).changes).toEqual([]);
      expect(move("EURUSD", after[0], after[1]).changes).toMatchObject([
        { change: "order", order: { reason, state: "filled", reference: null } },
        { change: "deal", deal: { position, entry: "out", price, reason, magic: "5", reference: null } },
        { change: "position_closed", position: { position } },
      ]);
      expect(server.positions()).toEqual([]);
      expect(move("EURUSD", after[0], after[1]).changes).toEqual([]);
    },
  );

  it("can be set, changed and taken away", () => {
    const { ask, server, move } = openBroker();
    const { order: position } = ask({});
    const stops = { action: "sltp", position, sl: "1.08400", tp: "1.08600" } as const;
    expect(ask(stops)).toMatchObject({ retcode: retcodes.done, order: "0", deal: "0" });
    expect(server.positions()).toMatchObject([{ sl: "1.084", tp: "1.086" }]);
    const opened = server.positions()[0]?.openedAtMs;
    expect(server.positions()[0]?.updatedAtMs).toBe(opened);
    expect(ask(stops).retcode).toBe(retcodes.noChanges);
    expect(ask({ ...stops, sl: "1.086" }).retcode).toBe(retcodes.invalidStops);
    expect(ask({ ...stops, symbol: "GBPUSD" }).retcode).toBe(retcodes.invalid);
    expect(ask({ ...stops, position: "1" }).retcode).toBe(retcodes.positionClosed);
    expect(ask({ ...stops, position: "0" }).retcode).toBe(retcodes.invalid);
    expect(ask({ ...stops, sl: "0", tp: "0" }).retcode).toBe(retcodes.done);
    expect(move("EURUSD", "1.08000", "1.08010").changes).toEqual([]);
  });

  it("of a netting position are named by the symbol", () => {
    const { ask, server } = openBroker({ account: { mode: "netting" } });
    expect(ask({ action: "sltp", sl: "1.08" }).retcode).toBe(retcodes.positionClosed);
    ask({});
    expect(ask({ action: "sltp", sl: "1.08" }).retcode).toBe(retcodes.done);
    expect(server.positions()).toMatchObject([{ sl: "1.08" }]);
    // The last order's levels replace them, none included; a close in part leaves them.
    ask({ type: "sell", lots: "0.05", sl: "1.09" });
    expect(server.positions()).toMatchObject([{ sl: "1.08" }]);
    ask({ lots: "0.05" });
    expect(server.positions()).toMatchObject([{ sl: "0" }]);
  });

  it("still guard what is left after a close in part", () => {
    const { ask, move } = openBroker();
    const { order: position } = ask({ lots: "0.3", sl: "1.084" });
    ask({ position, type: "sell", lots: "0.1" });
    expect(move("EURUSD", "1.08400", "1.08410").changes).toMatchObject([
      { change: "order" },
      { change: "deal", deal: { lots: "0.2", reason: "sl" } },
      { change: "position_closed" },
    ]);
  });

  it("so near to the market that the position is frozen forbid to change and to close it", () => {
    const { ask, move } = openBroker({ specs: { EURUSD: { freezeLevel: 20 } } });
    const { order: position } = ask({ sl: "1.08400" });
    move("EURUSD", "1.08420", "1.08430");
    expect(ask({ action: "sltp", position, sl: "1.08300" }).retcode).toBe(retcodes.frozen);
    expect(ask({ type: "sell", position }).retcode).toBe(retcodes.frozen);
    move("EURUSD", "1.08421", "1.08431");
    expect(ask({ type: "sell", position }).retcode).toBe(retcodes.done);
  });
});

describe("close-by", () => {
  it("leaves the rest of the larger position open", () => {
    const { ask, server } = openBroker();
    const { order: position } = ask({ lots: "0.3" });
    const { order: positionBy } = ask({ type: "sell", lots: "0.1" });
    expect(ask({ action: "close_by", position, positionBy })).toMatchObject({ retcode: 10009, lots: "0.1" });
    expect(server.positions()).toMatchObject([{ position, lots: "0.2", direction: "long" }]);
  });

  it("needs two opposite positions of one symbol, and a symbol that has it", () => {
    const { ask } = openBroker({
      specs: { GBPUSD: { orders: ["market", "limit", "stop", "sl", "tp"] } },
    });
    const long = ask({}).order;
    const alsoLong = ask({}).order;
    const other = ask({ symbol: "GBPUSD", type: "sell" }).order;
    const otherLong = ask({ symbol: "GBPUSD" }).order;
    const by = (position: string, positionBy: string) =>
      ask({ action: "close_by", position, positionBy }).retcode;
    expect(by(long, alsoLong)).toBe(retcodes.invalid);
    expect(by(long, long)).toBe(retcodes.invalid);
    expect(by(long, other)).toBe(retcodes.invalid);
    expect(by(otherLong, other)).toBe(retcodes.invalidOrder);
    expect(by(long, "1")).toBe(retcodes.positionClosed);
  });

  it("is not for netting accounts", () => {
    const { ask } = openBroker({ account: { mode: "netting" } });
    const { order } = ask({});
    expect(ask({ action: "close_by", position: order, positionBy: order }).retcode).toBe(retcodes.invalid);
  });
});
