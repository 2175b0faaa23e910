import fc from "fast-check";
import { expect, it } from "vitest";
import { canonicalJson } from "./canonical.ts";

const data = fc.letrec((tie) => ({
  value: fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.maxSafeInteger().filter((n) => !Object.is(n, -0)),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(fc.string({ unit: "grapheme" }), tie("value"), { maxKeys: 4 }),
  ),
})).value;

function reversed(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(reversed);
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, part]) => [key, reversed(part)]),
  );
}

it("canonical bytes do not depend on the order in which fields were written", () => {
  fc.assert(
    fc.property(data, (value) => {
      expect(canonicalJson(reversed(value))).toBe(canonicalJson(value));
    }),
  );
});

it("canonical bytes are JSON of the same data, so that different data never share them", () => {
  fc.assert(
    fc.property(data, (value) => {
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

it("sorts by UTF-16 units as RFC 8785 says", () => {
  expect(canonicalJson({ "\u20ac": 1, "\ud83d\ude00": 2, "\r": 3, a: 4 })).toBe(
    '{"\\r":3,"a":4,"€":1,"😀":2}',
  );
});

it("refuses what has no single spelling", () => {
  for (const value of [1.5, Number.NaN, -0, 2 ** 60, "\ud800", undefined]) {
    expect(() => canonicalJson(value)).toThrow();
  }
});
