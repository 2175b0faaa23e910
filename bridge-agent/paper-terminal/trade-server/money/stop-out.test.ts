import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Decimal } from "../../../../src/domain/decimal.ts";
import { accountFigures } from "./account-figures.ts";
import { isMarginCall, isStopOut, mostUnprofitable, type StopOutTerms } from "./stop-out.ts";
import { decimal } from "./testing.ts";

const percent: StopOutTerms = { mode: "percent", call: "50", stopOut: "30" };
const money: StopOutTerms = { mode: "money", call: "500", stopOut: "200" };

interface Held {
  readonly ticket: number;
  readonly profit: Decimal;
  readonly margin: Decimal;
}

/** An account with `balance` and positions; closing one moves its profit into the balance. */
function figuresOf(balance: string, positions: readonly Held[]) {
  return (closed: readonly Held[]) => {
    const open = positions.filter((position) => !closed.includes(position));
    const sum = (values: readonly Decimal[]) =>
      values.reduce((total, value) => total.plus(value), decimal(0));
    return accountFigures(
      {
        balance: decimal(balance).plus(sum(closed.map(({ profit }) => profit))),
        credit: decimal(0),
        profit: sum(open.map(({ profit }) => profit)),
        margin: sum(open.map(({ margin }) => margin)),
        assets: decimal(0),
      },
      2,
    );
  };
}

/** What a server closes that goes by the two rules. */
function stoppedOut(
  positions: readonly Held[],
  terms: StopOutTerms,
  figures: ReturnType<typeof figuresOf>,
): Held[] {
  const closed: Held[] = [];
  while (isStopOut(figures(closed), terms)) {
    const worst = mostUnprofitable(positions.filter((position) => !closed.includes(position)));
    if (worst === undefined) break;
    closed.push(worst);
  }
  return closed;
}

const held = (ticket: number, profit: string, margin: string): Held => ({
  ticket,
  profit: decimal(profit),
  margin: decimal(margin),
});

describe("a margin call and a stop-out", () => {
  const figures = (equity: string, margin: string) => figuresOf("0", [held(1, equity, margin)])([]);

  it("come when the level has fallen to their percentage", () => {
    expect(isMarginCall(figures("501", "1000"), percent)).toBe(false);
    expect(isMarginCall(figures("500", "1000"), percent)).toBe(true);
    expect(isStopOut(figures("301", "1000"), percent)).toBe(false);
    expect(isStopOut(figures("300", "1000"), percent)).toBe(true);
    expect(isStopOut(figures("-50", "1000"), percent)).toBe(true);
  });

  it("come when the equity has fallen to their sum, where they are counted in money", () => {
    expect(isMarginCall(figures("500", "1"), money)).toBe(true);
    expect(isStopOut(figures("200.01", "1"), money)).toBe(false);
    expect(isStopOut(figures("200", "1"), money)).toBe(true);
  });

  it("never come without margin, although the level is 0 then", () => {
    const empty = figures("10", "0");
    expect(empty.level.toNumber()).toBe(0);
    expect([isMarginCall(empty, percent), isStopOut(empty, percent), isStopOut(empty, money)]).toEqual([
      false,
      false,
      false,
    ]);
  });
});

describe("what a stop-out closes", () => {
  it("is the most unprofitable position, and the next only while the level does not hold", () => {
    const positions = [held(1, "-100", "400"), held(2, "-600", "400"), held(3, "50", "400")];
    const closed = stoppedOut(positions, percent, figuresOf("1000", positions));
    // Equity 350 of 1200 is 29.17 %; without the second position 350 of 800 is 43.75 %.
    expect(closed.map(({ ticket }) => ticket)).toEqual([2]);
  });

  it("is the older one of two with the same loss", () => {
    expect(mostUnprofitable([held(1, "-5", "1"), held(2, "-5", "1")])?.ticket).toBe(1);
    expect(mostUnprofitable([])).toBeUndefined();
  });

  it("is nothing while the level holds", () => {
    const positions = [held(1, "-100", "400")];
    expect(stoppedOut(positions, percent, figuresOf("1000", positions))).toEqual([]);
  });

  it("ends always: with a level that holds, or with nothing left; worst first, none twice, none too many", () => {
    const amounts = fc.integer({ min: -100_000, max: 100_000 });
    const positions = fc.array(fc.tuple(amounts, fc.integer({ min: 0, max: 50_000 })), { maxLength: 15 });
    const terms = fc.constantFrom(percent, money);
    fc.assert(
      fc.property(positions, amounts, terms, (rows, balance, settings) => {
        const open = rows.map(([profit, margin], i) => held(i, String(profit), String(margin)));
        const figures = figuresOf(String(balance), open);
        const closed = stoppedOut(open, settings, figures);
        expect(new Set(closed).size).toBe(closed.length);
        expect(isStopOut(figures(closed), settings) && closed.length < open.length).toBe(false);
        if (closed.length > 0) expect(isStopOut(figures(closed.slice(0, -1)), settings)).toBe(true);
        const losses = closed.map(({ profit }) => profit.toNumber());
        expect(losses).toEqual(losses.toSorted((a, b) => a - b));
        for (const kept of open.filter((position) => !closed.includes(position))) {
          expect(losses.every((loss) => loss <= kept.profit.toNumber())).toBe(true);
        }
      }),
    );
  });
});
