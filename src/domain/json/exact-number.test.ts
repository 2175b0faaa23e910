import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Decimal } from "../decimal.ts";
import { exactNumber } from "./exact-number.ts";

describe("exactNumber", () => {
  it.each([
    ["0", 0],
    ["-0", -0],
    ["0e99999999999999999999", 0],
    ["0.1", 0.1],
    ["1.500000000000000000000000", 1.5],
    ["15000000000000000000000000", 1.5e25],
    ["9007199254740992", 9007199254740992],
    ["1e308", 1e308],
    ["5e-324", 5e-324],
    ["0.30000000000000004", 0.30000000000000004],
  ])("keeps %s", (text, value) => {
    expect(exactNumber(text)).toBe(value);
  });

  it.each([
    "9007199254740993",
    "1e309",
    "-1e400",
    "3e-324",
    "1e-400",
    "1e-99999999999999999999",
    "0.30000000000000001",
  ])("gives nothing for %s", (text) => {
    expect(exactNumber(text)).toBeUndefined();
  });

  it("keeps a number exactly when its shortest spelling means the same decimal", () => {
    const Exact = Decimal.clone({ precision: 60 });
    const digits = fc.stringMatching(/^(0|[1-9][0-9]{0,20})(\.[0-9]{1,20})?$/);
    fc.assert(
      fc.property(digits, (text) => {
        const survives = new Exact(String(Number(text))).equals(new Exact(text));
        expect(exactNumber(text)).toBe(survives ? Number(text) : undefined);
      }),
      { numRuns: 1000 },
    );
  });
});
