import fc from "fast-check";
import { expect, it } from "vitest";
import { latencyOf, percentile } from "./latency.ts";

it("tells each hop for the orders that made it, and the whole way for those that have a deal", () => {
  const whole = { received: 0, account: 4, sent: 5, agent: 9, terminal: 10, deal: 60 };
  const told = latencyOf([
    whole,
    { ...whole, deal: 100 },
    { received: 0, account: 2 },
    { account: 3, sent: 3 },
  ]);
  const figures = told.map(({ from, to, count, p50Ms, p99Ms }) => [`${from}-${to}`, count, p50Ms, p99Ms]);
  expect(figures).toEqual([
    ["received-account", 3, 4, 4],
    ["account-sent", 3, 1, 1],
    ["sent-agent", 2, 4, 4],
    ["agent-terminal", 2, 1, 1],
    ["terminal-deal", 2, 50, 90],
    ["received-deal", 2, 60, 100],
  ]);
});

it("has no figures without orders, and no time below nothing where clocks differ", () => {
  expect(latencyOf([])[0]).toEqual({
    ...{ from: "received", to: "account", count: 0 },
    ...{ p50Ms: null, p90Ms: null, p99Ms: null },
  });
  expect(latencyOf([{ terminal: 12, deal: 9 }]).at(-2)).toMatchObject({ count: 1, p50Ms: 0 });
});

it("takes as percentile a value that is there, which so many do not exceed", () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(1_000), { minLength: 1 }),
      fc.integer({ min: 1, max: 100 }),
      (values, share) => {
        const sorted = values.toSorted((a, b) => a - b);
        const found = percentile(sorted, share) ?? -1;
        expect(sorted).toContain(found);
        expect(sorted.filter((value) => value <= found).length).toBeGreaterThanOrEqual(
          (share / 100) * sorted.length,
        );
        const below = sorted.filter((value) => value < found).length;
        expect(below).toBeLessThan((share / 100) * sorted.length);
      },
    ),
  );
});
