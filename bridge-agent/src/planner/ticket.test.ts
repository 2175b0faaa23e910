import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Decimal } from "../../../src/domain/decimal.ts";
import type { Instruction } from "../../../src/domain/order/instruction.ts";
import { circumstances, facts, market, pending, position } from "../testing/fixtures.ts";
import { plan } from "./plan.ts";

type ModifyPosition = Extract<Instruction, { kind: "modify_position" }>;
type ModifyPending = Extract<Instruction, { kind: "modify_pending" }>;

function stepsOf(instruction: Instruction, from: ReturnType<typeof market>) {
  const planned = plan(instruction, from, circumstances());
  return planned.ok ? planned.value.phases.flat() : planned.error.code;
}
const price = (value: string) => ({ unit: "price", value }) as const;
const none = { unit: "none" } as const;

describe("the stops of one position", () => {
  const one = position({ stopLoss: "1.07000", takeProfit: "1.10000" });
  const [other, foreign] = [position(), position({ orderId: null })];
  const from = market({ positions: [one, other, foreign] });
  const change = (changes: Partial<ModifyPosition>, ticket = one.position): ModifyPosition => ({
    ...{ kind: "modify_position", symbol: "EURUSD", position: ticket },
    ...changes,
  });

  test("are changed on it and on no other, and what is not named stays", () => {
    const steps = stepsOf(change({ stopLoss: price("1.08") }), from);
    expect(steps).toMatchObject([
      { action: "sltp", position: one.position, ticket: "0", sl: "1.08000", tp: "1.10000" },
    ]);
    expect(steps).toHaveLength(1);
  });

  test("are removed by none", () => {
    expect(stepsOf(change({ takeProfit: none }), from)).toMatchObject([{ sl: "1.07000", tp: "0" }]);
  });

  test("go to the nearest tick, and are refused on the wrong side of the market", () => {
    expect(stepsOf(change({ stopLoss: price("1.0800049") }), from)).toMatchObject([{ sl: "1.08000" }]);
    expect(stepsOf(change({ stopLoss: price("1.09") }), from)).toBe("stop_loss_wrong_side");
    expect(stepsOf(change({ takeProfit: price("1.07") }), from)).toBe("take_profit_wrong_side");
  });

  test("are left alone where the position is gone, or somebody else's", () => {
    expect(stepsOf(change({ stopLoss: none }, "999999"), from)).toBe("nothing_to_do");
    expect(stepsOf(change({ stopLoss: none }, foreign.position), from)).toBe("nothing_to_do");
    const managed = plan(change({ stopLoss: none }, foreign.position), from, {
      ...circumstances(),
      rules: { ...circumstances().rules, external: "manage" },
    });
    expect(managed).toMatchObject({
      ok: true,
      value: { phases: [[{ position: foreign.position, sl: "0" }]] },
    });
  });

  test("cannot be changed while the broker freezes them", () => {
    const frozen = market({
      symbols: new Map([["EURUSD", facts("EURUSD", { freezeLevel: 100 })]]),
      positions: [position({ position: "7", stopLoss: "1.08480" })],
    });
    expect(stepsOf(change({ stopLoss: none }, "7"), frozen)).toBe("frozen");
  });

  test("of any position and any prices: one step on that ticket, on a tick, on the right sides, or a refusal", () => {
    const level = fc.option(
      fc.oneof(
        fc.constant(none),
        fc.integer({ min: 900_000, max: 1_300_000 }).map((at) => price((at / 1e6).toFixed(6))),
      ),
      { nil: undefined },
    );
    fc.assert(
      fc.property(fc.constantFrom("long", "short"), level, level, (side, stopLoss, takeProfit) => {
        const held = position({ side, stopLoss: null, takeProfit: null });
        const all = market({ positions: [position(), held] });
        const planned = stepsOf(change({ stopLoss, takeProfit }, held.position), all);
        if (typeof planned === "string") return;
        const [step] = planned;
        expect(planned).toHaveLength(1);
        expect(step).toMatchObject({ action: "sltp", position: held.position });
        for (const [text, isBelow] of [
          [step?.sl ?? "", side === "long"],
          [step?.tp ?? "", side === "short"],
        ] as const) {
          if (text === "0") continue;
          expect(text).toMatch(/^1\.\d{5}$|^0\.\d{5}$/);
          const quote = all.quotes.get("EURUSD");
          const bound = side === "long" ? quote?.bid : quote?.ask;
          expect(new Decimal(text).lessThan(bound ?? "0")).toBe(isBelow);
        }
      }),
    );
  });
});

describe("one pending order", () => {
  const one = pending({ price: "1.07000", stopLoss: "1.06000", takeProfit: "1.09000" });
  const other = pending();
  const from = market({ pendings: [one, other] });
  const change = (changes: Partial<ModifyPending>, ticket = one.ticket): ModifyPending => ({
    ...{ kind: "modify_pending", symbol: "EURUSD", ticket },
    ...changes,
  });

  test("is moved, and keeps what is not named", () => {
    const steps = stepsOf(change({ price: "1.075" }), from);
    expect(steps).toMatchObject([
      { action: "modify", ticket: one.ticket, price: "1.07500", sl: "1.06000", tp: "1.09000" },
    ]);
    expect(steps).toHaveLength(1);
    expect(stepsOf(change({ stopLoss: none, takeProfit: price("1.1") }), from)).toMatchObject([
      { price: "1.07000", sl: "0", tp: "1.10000" },
    ]);
  });

  test("is not moved to the other side of the market, nor past a stop that it keeps", () => {
    expect(stepsOf(change({ price: "1.09" }), from)).toBe("entry_wrong_side");
    expect(stepsOf(change({ price: "1.055" }), from)).toBe("stop_loss_wrong_side");
    expect(stepsOf(change({ price: "1.055", stopLoss: price("1.05") }), from)).toMatchObject([
      { price: "1.05500", sl: "1.05000" },
    ]);
  });

  test("of kind stop-limit takes its limit price along", () => {
    const standing = pending({ side: "buy", kind: "stop_limit", price: "1.09", stopLimit: "1.08" });
    const steps = stepsOf(change({ price: "1.095" }, standing.ticket), market({ pendings: [standing] }));
    expect(steps).toMatchObject([{ kind: "stop_limit", price: "1.09500", stoplimit: "1.08500" }]);
  });

  test("is withdrawn, and no other one", () => {
    const cancel = { kind: "cancel_pending", symbol: "EURUSD", ticket: one.ticket } as const;
    const steps = stepsOf(cancel, from);
    expect(steps).toMatchObject([{ action: "remove", ticket: one.ticket }]);
    expect(steps).toHaveLength(1);
    expect(stepsOf({ ...cancel, ticket: "999999" }, from)).toBe("nothing_to_do");
  });

  test("of somebody else is left alone", () => {
    const foreign = market({ pendings: [pending({ ticket: "8", orderId: null })] });
    expect(stepsOf(change({ price: "1.07" }, "8"), foreign)).toBe("nothing_to_do");
    expect(stepsOf({ kind: "cancel_pending", symbol: "EURUSD", ticket: "8" }, foreign)).toBe("nothing_to_do");
  });
});
