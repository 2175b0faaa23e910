import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalDecimal, Decimal, isDecimalText, positiveDecimalTextSchema } from "./decimal.ts";

describe("decimal text", () => {
  it.each(["0", "1", "-1.5", "0.00001", "123456789012345.0123456789"])("takes %s", (text) => {
    expect(isDecimalText(text)).toBe(true);
  });

  it.each([
    "",
    " 1",
    "1e5",
    "0x10",
    "1,000",
    "1.",
    ".5",
    "01",
    "+1",
    "NaN",
    "Infinity",
    "--1",
    "1.2.3",
    "1234567890123456",
  ])("refuses %j", (text) => {
    expect(isDecimalText(text)).toBe(false);
  });

  it("zero and negative numbers are not positive", () => {
    for (const text of ["0", "0.00", "-0.1"])
      expect(positiveDecimalTextSchema.safeParse(text).success).toBe(false);
  });

  it("prices add without the error of binary fractions", () => {
    expect(new Decimal("0.1").plus("0.2").equals("0.3")).toBe(true);
  });

  it("the canonical spelling keeps the value and is a decimal text itself", () => {
    const part = fc.integer({ min: 0, max: 999_999_999 });
    fc.assert(
      fc.property(part, part, (whole, fraction) => {
        const text = `${whole}.${fraction}`;
        const canonical = canonicalDecimal(text);
        expect(isDecimalText(canonical)).toBe(true);
        expect(new Decimal(canonical).equals(text)).toBe(true);
        expect(canonicalDecimal(`${text}0`)).toBe(canonical);
      }),
    );
  });
});
