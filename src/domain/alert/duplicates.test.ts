import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { judgeDuplicate } from "./duplicates.ts";

const WINDOW_MS = 30_000;

interface Alert {
  readonly explicitId: string | undefined;
  readonly bodyHash: string;
  readonly receivedAtMs: number;
}

/** A strategy's memory in its simplest form: every accepted alert, the id being its number. */
function receiveAll(alerts: readonly Alert[], windowMs: number): string[] {
  const accepted: (Alert & { alertId: string })[] = [];
  return alerts.map((alert, index) => {
    const verdict = judgeDuplicate(
      { ...alert, windowMs },
      {
        byId: accepted.find(
          (earlier) => alert.explicitId !== undefined && earlier.explicitId === alert.explicitId,
        ),
        byBody: accepted.findLast((earlier) => earlier.bodyHash === alert.bodyHash),
      },
    );
    if (verdict.kind !== "new") return `${verdict.kind} of ${verdict.of}`;
    accepted.push({ ...alert, alertId: String(index) });
    return "new";
  });
}

function bodiesAt(...times: number[]): Alert[] {
  return times.map((receivedAtMs) => ({ explicitId: undefined, bodyHash: "h", receivedAtMs }));
}

describe("without an id", () => {
  it("all of TradingView's resends of one notification are one alert", () => {
    expect(receiveAll(bodiesAt(0, 5_000, 13_000, 24_000), WINDOW_MS)).toEqual([
      "new",
      "duplicate of 0",
      "duplicate of 0",
      "duplicate of 0",
    ]);
  });

  it("the window counts from the first, so that a static message every 20 s is not swallowed for ever", () => {
    expect(receiveAll(bodiesAt(0, 20_000, 40_000, 60_000), WINDOW_MS)).toEqual([
      "new",
      "duplicate of 0",
      "new",
      "duplicate of 2",
    ]);
  });

  it("the same body is new again exactly when the window has passed", () => {
    expect(receiveAll(bodiesAt(0, WINDOW_MS - 1), WINDOW_MS)[1]).toBe("duplicate of 0");
    expect(receiveAll(bodiesAt(0, WINDOW_MS), WINDOW_MS)[1]).toBe("new");
  });

  it("a clock that went back makes no new alert of a repeat", () => {
    expect(receiveAll(bodiesAt(100_000, 1_000), WINDOW_MS)[1]).toBe("duplicate of 0");
  });

  it("a window of zero switches the rule off", () => {
    expect(receiveAll(bodiesAt(5, 5, 4), 0)).toEqual(["new", "new", "new"]);
  });

  it("a suppressed alert comes with the hint to add an id", () => {
    const verdict = judgeDuplicate(
      { bodyHash: "h", receivedAtMs: 1, windowMs: WINDOW_MS },
      { byBody: { alertId: "a", receivedAtMs: 0 } },
    );
    expect(verdict).toMatchObject({ kind: "duplicate", hint: expect.stringContaining("id") });
  });
});

describe("with an id", () => {
  const first: Alert = { explicitId: "x", bodyHash: "h", receivedAtMs: 0 };

  it("the same body under the same id is a duplicate however late", () => {
    expect(receiveAll([first, { ...first, receivedAtMs: 1e12 }], WINDOW_MS)[1]).toBe("duplicate of 0");
  });

  it("another body under the same id is a conflict", () => {
    expect(receiveAll([first, { ...first, bodyHash: "other" }], WINDOW_MS)[1]).toBe("conflict of 0");
  });

  it("the same body under another id is new at once, because the sender says so", () => {
    expect(receiveAll([first, { ...first, explicitId: "y" }], WINDOW_MS)[1]).toBe("new");
  });
});

describe("for every series of alerts", () => {
  const alert = fc.record({
    explicitId: fc.option(fc.constantFrom("x", "y"), { nil: undefined }),
    bodyHash: fc.constantFrom("a", "b", "c"),
    receivedAtMs: fc.integer({ min: 0, max: 100_000 }),
  });
  const series = fc
    .array(alert, { maxLength: 30 })
    .map((alerts) => alerts.toSorted((a, b) => a.receivedAtMs - b.receivedAtMs));

  it("no two accepted alerts share an id, and none repeats a body without an id within the window", () => {
    fc.assert(
      fc.property(series, fc.integer({ min: 1, max: 50_000 }), (alerts, windowMs) => {
        const verdicts = receiveAll(alerts, windowMs);
        const accepted = alerts.filter((_, index) => verdicts[index] === "new");
        const ids = accepted.flatMap((one) => one.explicitId ?? []);
        expect(new Set(ids).size).toBe(ids.length);
        accepted.forEach((later, index) => {
          if (later.explicitId !== undefined) return;
          for (const earlier of accepted.slice(0, index)) {
            if (earlier.bodyHash !== later.bodyHash) continue;
            expect(later.receivedAtMs - earlier.receivedAtMs).toBeGreaterThanOrEqual(windowMs);
          }
        });
      }),
    );
  });

  it("whatever is suppressed names an accepted alert of the same id or the same body", () => {
    fc.assert(
      fc.property(series, (alerts) => {
        receiveAll(alerts, WINDOW_MS).forEach((verdict, index) => {
          if (verdict === "new") return;
          const original = alerts[Number(verdict.split(" ").at(-1))];
          const repeat = alerts[index];
          const isSameId = repeat?.explicitId !== undefined && repeat.explicitId === original?.explicitId;
          expect(isSameId || repeat?.bodyHash === original?.bodyHash).toBe(true);
          expect(verdict.startsWith("conflict")).toBe(isSameId && repeat?.bodyHash !== original?.bodyHash);
        });
      }),
    );
  });
});
