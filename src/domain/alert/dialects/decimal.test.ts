import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Decimal, decimalTextSchema } from "../../decimal.ts";
import { readDecimal, readPercent, type Sign } from "./decimal.ts";
import type { Reading } from "./reading.ts";

function read(text: string, sign: Sign = "any"): string | undefined {
  const reading: Reading = { text, fault: undefined };
  return readDecimal(reading, text, 3, sign) ?? reading.fault?.code;
}

describe("readDecimal", () => {
  it.each([
    ["0.10", "0.10"],
    ["-1.5", "-1.5"],
    ["123456789012345.0123456789", "123456789012345.0123456789"],
    ["1e-7", "0.0000001"],
    ["1.5E+3", "1500"],
    ["0.10000000000000", "0.1"],
  ])("reads %s", (text, value) => {
    expect(read(text)).toBe(value);
  });

  it.each([
    ["", "not_a_number"],
    [" 1", "not_a_number"],
    ["1,5", "not_a_number"],
    ["1_000", "not_a_number"],
    ["1'000", "not_a_number"],
    ["0x1F", "not_a_number"],
    ["1.", "not_a_number"],
    [".5", "not_a_number"],
    ["+1", "not_a_number"],
    ["007", "not_a_number"],
    ["--1", "not_a_number"],
    ["NaN", "not_a_number"],
    ["-Infinity", "not_a_number"],
    ["１", "not_a_number"],
    ["1e400", "too_large"],
    ["1e99999999999999999999", "too_large"],
    ["1e15", "too_large"],
    ["1234567890123456", "too_large"],
    ["9".repeat(60_000), "too_large"],
    ["1e-11", "number_not_exact"],
    ["1e-99999999999999999999", "number_not_exact"],
    ["0.12345678901", "number_not_exact"],
    [`0.${"1".repeat(60_000)}`, "number_not_exact"],
  ])("refuses %.30s with %s", (text, code) => {
    expect(read(text)).toBe(code);
  });

  it.each([
    ["0", "positive", "not_positive"],
    ["0.00", "positive", "not_positive"],
    ["-0", "positive", "not_positive"],
    ["-1", "positive", "not_positive"],
    ["-0.01", "not_negative", "not_positive"],
    ["0", "not_negative", "0"],
    ["-1", "any", "-1"],
  ] as const)("%s as %s is %s", (text, sign, outcome) => {
    expect(read(text, sign)).toBe(outcome);
  });

  it("notes the place that it was given", () => {
    const reading: Reading = { text: "", fault: undefined };
    readDecimal(reading, "x", 42, "any");
    expect(reading.fault?.at).toBe(42);
  });

  it("gives a plain decimal of the same value, or a refusal, for any text", () => {
    const numeric = fc.stringMatching(/^-?[0-9]{1,18}(\.[0-9]{1,12})?([eE][+-]?[0-9]{1,3})?$/);
    fc.assert(
      fc.property(fc.oneof(numeric, fc.string()), (text) => {
        const reading: Reading = { text, fault: undefined };
        const value = readDecimal(reading, text, 0, "any");
        if (value === undefined) {
          expect(reading.fault).toBeDefined();
          return;
        }
        expect(decimalTextSchema.safeParse(value).success).toBe(true);
        expect(new Decimal(value).equals(new Decimal(text))).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("readPercent", () => {
  it("is more than 0 and at most 100", () => {
    const outcome = (text: string) => {
      const reading: Reading = { text, fault: undefined };
      return readPercent(reading, text, 0) ?? reading.fault?.code;
    };
    expect(outcome("100")).toBe("100");
    expect(outcome("0.5")).toBe("0.5");
    expect(outcome("100.01")).toBe("percent_too_large");
    expect(outcome("0")).toBe("not_positive");
  });
});
