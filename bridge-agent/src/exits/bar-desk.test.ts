import { describe, expect, it } from "vitest";
import { MAX_BARS } from "../../../src/domain/alert/exits.ts";
import type { ToTerminal } from "../../../src/protocol/ea-link.ts";
import { BarDesk } from "./bar-desk.ts";

const MINUTE = 60_000;
const NOON = 1_800_000_000_000 - (1_800_000_000_000 % MINUTE);

function desk() {
  const clock = { ms: NOON };
  const asked: ToTerminal[] = [];
  const bars = new BarDesk({
    send: (message) => asked.push(message),
    wallMs: () => clock.ms,
    monotonicMs: () => clock.ms,
  });
  const at = (...minutes: readonly number[]) =>
    minutes.map((minute) => `${NOON + minute * MINUTE},1.1,1.2,1.0,1.1,5`).join(";");
  const answer = (id: number, items: string) => bars.answered({ type: "bars", id, symbol: "EURUSD", items });
  const known = () => bars.bars("EURUSD", "M1").map(({ atMs }) => (atMs - NOON) / MINUTE);
  return { clock, asked, bars, at, answer, known };
}

describe("the bars of the terminal", () => {
  it("are asked for once until they come", () => {
    const { asked, known } = desk();
    expect(known()).toEqual([]);
    known();
    expect(asked).toEqual([{ type: "bars", id: 1, symbol: "EURUSD", frame: "M1", count: MAX_BARS }]);
  });

  it("count when they are complete, and are asked for again when another one is", () => {
    const { asked, known, answer, at, clock } = desk();
    known();
    clock.ms = NOON + 30_000;
    answer(1, at(-2, -1, 0));
    expect(known()).toEqual([-2, -1]);
    clock.ms = NOON + MINUTE - 1;
    known();
    expect(asked).toHaveLength(1);
    clock.ms = NOON + MINUTE;
    known();
    expect(asked).toHaveLength(2);
    answer(1, at(-1, 0, 1));
    expect(known()).toEqual([-1, 0]);
  });

  it("are asked for again after a while when there was no new one, or no answer", () => {
    const { asked, known, answer, at, clock } = desk();
    known();
    clock.ms = NOON + 10 * MINUTE;
    answer(1, at(-2, -1));
    known();
    expect(asked).toHaveLength(1);
    clock.ms += 15_000;
    known();
    expect(asked).toHaveLength(2);
    clock.ms += 9_999;
    known();
    expect(asked).toHaveLength(2);
    clock.ms += 1;
    known();
    expect(asked).toHaveLength(3);
  });

  it("of each symbol and frame are their own, and answers to nobody's question are ignored", () => {
    const { bars, asked, answer, at, known } = desk();
    known();
    bars.bars("EURUSD", "H1");
    expect(asked).toHaveLength(2);
    answer(7, at(-1));
    answer(2, `${NOON - 60 * MINUTE},1.1,1.2,1.0,1.1,5`);
    expect(known()).toEqual([]);
    expect(bars.bars("EURUSD", "H1")).toHaveLength(1);
  });

  it("that cannot be read are left out, and asked for again", () => {
    const { known, answer, asked, clock } = desk();
    known();
    answer(1, "1,2,3");
    clock.ms += 10_000;
    expect(known()).toEqual([]);
    expect(asked).toHaveLength(2);
  });

  it("are forgotten with the terminal that told them", () => {
    const { known, answer, at, bars, asked } = desk();
    known();
    answer(1, at(-2, -1));
    bars.forget();
    expect(known()).toEqual([]);
    expect(asked).toHaveLength(2);
  });
});
