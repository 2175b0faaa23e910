import { describe, expect, it } from "vitest";
import type { Exits } from "../../../src/domain/alert/exits.ts";
import type { Instruction } from "../../../src/domain/order/instruction.ts";
import type { OutMessage } from "../../../src/protocol/ea-frame.ts";
import { fromTerminalSchema } from "../../../src/protocol/ea-link.ts";
import type { LocalOrder } from "../executor/local-orders.ts";
import { Mirror } from "../terminal-link/mirror.ts";
import { buy, orderIdOf } from "../testing/fixtures.ts";
import { accountFrame, asText, dealFrame, positionFrame, symbolFrame } from "../testing/link-frames.ts";
import { ExitKeeper } from "./exit-keeper.ts";
import type { ExitState } from "./exit-state.ts";

const id = orderIdOf("entry");
const trailing: Exits = { trailing: { triggerPips: "10", distancePips: "10", stepPips: "0" } };
const half: Exits = { partials: [{ atPips: "10", percent: "50" }] };

/** A keeper beside a terminal with EURUSD at 1.08500, which does nothing by itself. */
function desk(mode: "hedging" | "netting" = "hedging", saved: ExitState[] = []) {
  const mirror = new Mirror();
  const time = { ms: 1_800_000_000_000 };
  const table = new Map(saved.map((state) => [state.ident, state]));
  const carried: LocalOrder[] = [];
  const gate = { local: true };
  const keeper = new ExitKeeper({
    turns: { run: (work) => work(), soon: (work) => work() },
    table: {
      all: () => Array.from(table.values()),
      save: (state) => void table.set(state.ident, state),
      delete: (ident) => void table.delete(ident),
    },
    local: {
      carryOut: (order) => {
        carried.push(order);
        return orderIdOf(order.key);
      },
      idOf: (_origin, key) => orderIdOf(key),
      isOpen: () => true,
      onEnd: () => undefined,
    },
    notes: { tell: () => undefined },
    bars: { bars: () => [], forget: () => undefined },
    market: mirror,
    gate,
    ...{ nowMs: () => time.ms, wallMs: () => time.ms, monotonicMs: () => time.ms },
  });
  const tell = (...frames: readonly OutMessage[]) => {
    for (const one of frames) mirror.apply(fromTerminalSchema.parse(asText(one)));
  };
  const dealt = (changes: Record<string, string | number>, exits: Exits | undefined, order = id) => {
    const frame = fromTerminalSchema.parse(asText(dealFrame({ price: "1.08500", ...changes })));
    mirror.apply(frame);
    if (frame.type === "deal") keeper.dealt(frame, order, { ...buy, exits } as Instruction);
  };
  const quote = (bid: string, symbol = "EURUSD") => {
    tell({ type: "tick", symbol, bid, ask: bid, at: time.ms });
    keeper.look(new Set([symbol]));
  };
  const asked = () =>
    carried.map(({ what }) =>
      ("steps" in what ? what.steps.map(({ sl, lots }) => `${lots} ${sl}`) : []).join(),
    );
  tell(accountFrame({ mode }), symbolFrame(), { type: "synced", lastdeal: "0" });
  return { mirror, keeper, tell, dealt, quote, asked, carried, table, gate, time };
}

describe("the lots that partial closes are percent of", () => {
  it("are those of all deals of the entry", () => {
    const { dealt, quote, asked } = desk();
    dealt({ deal: "1", lots: "0.04" }, half);
    dealt({ deal: "2", lots: "0.06" }, half);
    quote("1.08600");
    expect(asked()).toEqual(["0.05 0"]);
  });

  it("are the whole position's on a netting account, where the exits of the last entry count", () => {
    const { dealt, quote, asked, table } = desk("netting");
    dealt({ deal: "1", lots: "0.04" }, trailing);
    dealt({ deal: "2", lots: "0.06" }, half, orderIdOf("later"));
    quote("1.08600");
    expect(asked()).toEqual(["0.05 0"]);
    expect(table.get("10")).toMatchObject({ orderId: orderIdOf("later"), exits: half });
  });

  it("are what is left when an order turned a netting position", () => {
    const { dealt, quote, asked } = desk("netting");
    dealt({ deal: "1", lots: "0.04" }, undefined);
    dealt({ deal: "2", side: "sell", entry: "inout", lots: "0.10" }, half);
    quote("1.08400");
    expect(asked()).toEqual(["0.03 0"]);
  });
});

describe("exits", () => {
  it("of an order without any leave those of its position on a netting account as they are", () => {
    const { dealt, quote, asked } = desk("netting");
    dealt({ deal: "1", lots: "0.04" }, trailing);
    dealt({ deal: "2", lots: "0.06" }, undefined, orderIdOf("later"));
    quote("1.08600");
    expect(asked()).toEqual(["0.1 1.08500"]);
  });

  it("end when the position was turned around", () => {
    const { dealt, table } = desk("netting");
    dealt({ deal: "1", lots: "0.04" }, trailing);
    dealt({ deal: "2", side: "sell", entry: "inout", lots: "0.10" }, undefined, orderIdOf("later"));
    expect(table.size).toBe(0);
  });

  it("begin nothing while the terminal is not reconciled or the market is closed, and see every quote", () => {
    const { dealt, quote, asked, gate, tell } = desk();
    dealt({ deal: "1" }, trailing);
    gate.local = false;
    quote("1.08700");
    gate.local = true;
    tell(symbolFrame({ open: 0 }));
    quote("1.08650");
    expect(asked()).toEqual([]);
    tell(symbolFrame());
    quote("1.08640");
    expect(asked()).toEqual(["0.1 1.08600"]);
  });

  it("begin nothing while the account does not allow trading", () => {
    const { dealt, quote, asked, tell } = desk();
    dealt({ deal: "1" }, trailing);
    tell(accountFrame({ obstacle: "algo_trading_off" }));
    quote("1.08700");
    expect(asked()).toEqual([]);
  });

  it("of a position that is missing for a minute are over, and not sooner: the terminal's lists lag", () => {
    const { dealt, keeper, mirror, table, time, tell } = desk();
    dealt({ deal: "1" }, trailing);
    tell({ type: "position_closed", ident: "10" });
    expect(mirror.position("10")).toBeUndefined();
    keeper.look();
    time.ms += 59_999;
    keeper.look();
    expect(table.size).toBe(1);
    tell(positionFrame({ price: "1.08500" }));
    keeper.look();
    tell({ type: "position_closed", ident: "10" });
    keeper.look();
    time.ms += 60_000;
    keeper.look();
    expect(table.size).toBe(0);
  });

  it("of a position that is missing stay while a change of it is on its way", () => {
    const { dealt, quote, keeper, table, time, tell } = desk();
    dealt({ deal: "1" }, trailing);
    quote("1.08700");
    tell({ type: "position_closed", ident: "10" });
    keeper.look();
    time.ms += 120_000;
    keeper.look();
    expect(table.size).toBe(1);
  });

  it("decide a stop anew when nobody can say for a minute what came of it, and never a close", () => {
    const { dealt, quote, asked, time, keeper, table } = desk();
    dealt({ deal: "1" }, { ...trailing, ...half });
    const wait = () => {
      for (const ms of [1, 60_000, 1_500]) {
        time.ms += ms;
        keeper.look();
      }
    };
    quote("1.08599");
    expect(asked()).toEqual([]);
    quote("1.08600");
    wait();
    wait();
    expect(asked()).toEqual(["0.05 0"]);
    expect(table.get("10")).toMatchObject({ failureTold: "outcome_unknown", partialsDone: 0 });

    const stop = desk();
    stop.dealt({ deal: "1" }, trailing);
    stop.quote("1.08600");
    for (const ms of [1, 60_000, 1_500]) {
      stop.time.ms += ms;
      stop.keeper.look();
    }
    expect(stop.asked()).toEqual(["0.1 1.08500", "0.1 1.08500"]);
    expect(new Set(stop.carried.map(({ key }) => key)).size).toBe(2);
  });

  it("remember what a pip was, for a start without the gateway and its table", () => {
    const gold = { symbol: "XAUUSD", digits: 2, point: "0.01", ticksize: "0.01", forex: 0 };
    const quotes = { bid: "2650.00", ask: "2650.00" };
    const before = desk();
    before.mirror.pips = { XAUUSD: "0.1" };
    before.tell(symbolFrame({ ...gold, ...quotes }));
    before.dealt({ deal: "1", symbol: "XAUUSD", price: "2650.00" }, trailing);
    before.quote("2650.50", "XAUUSD");
    const after = desk("hedging", Array.from(before.table.values()));
    after.tell(symbolFrame({ ...gold, ...quotes }), positionFrame({ symbol: "XAUUSD", price: "2650.00" }));
    after.quote("2652.00", "XAUUSD");
    expect(after.asked()).toEqual(["0.10 2651.00"]);
  });

  it("have one order for each change, with a key of its own", () => {
    const { dealt, quote, carried, time } = desk();
    dealt({ deal: "1" }, trailing);
    quote("1.08700");
    time.ms += 5_000;
    quote("1.08800");
    expect(carried).toHaveLength(1);
    expect(carried[0]).toMatchObject({ origin: "exit", key: `10/${id}/0` });
  });
});
