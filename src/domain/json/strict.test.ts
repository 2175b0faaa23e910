import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULT_JSON_LIMITS, type JsonLimits, parsePlainJson, parseStrictJson, toPlain } from "./strict.ts";

function fault(text: string, limits?: Partial<JsonLimits>): { code: string; at: number | undefined } {
  const parsed = parseStrictJson(text, limits);
  return parsed.ok ? { code: "accepted", at: undefined } : { code: parsed.error.code, at: parsed.error.at };
}

function plain(text: string): unknown {
  const parsed = parsePlainJson(text);
  return parsed.ok ? parsed.value : parsed.error;
}

const jsonText = fc.jsonValue({ maxDepth: 6 }).map((value) => JSON.stringify(value));

describe("what the strict parser accepts", () => {
  it("gives what JSON.parse gives", () => {
    const text =
      ' {"a":[1,-2.5,1e3,true,false,null,"x\\u00e9\\n\\ud83d\\ude00"],"b":{"c":""},"d":[],"e":{}}\r\n';
    expect(plain(text)).toEqual(JSON.parse(text));
  });

  it("agrees with JSON.parse on every JSON value", () => {
    fc.assert(
      fc.property(jsonText, (text) => {
        fc.pre(!/"(__proto__|constructor|prototype)"/.test(text) && !text.includes("\\u0000"));
        expect(plain(text)).toEqual(JSON.parse(text));
      }),
      { numRuns: 500 },
    );
  });

  it("agrees with JSON.parse on every text of any characters", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" }), (binary, grapheme) => {
        for (const value of [binary, grapheme]) {
          fc.pre(!value.includes("\0"));
          expect(plain(JSON.stringify([value]))).toEqual([value]);
        }
      }),
    );
  });

  it("agrees with JSON.parse on every double", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const text = Object.is(value, -0) ? "-0" : String(value);
        expect(plain(text)).toBe(value);
      }),
      { numRuns: 500 },
    );
  });

  it("keeps places as zero-based offsets and numbers as their source text", () => {
    const parsed = parseStrictJson('{"lots": 0.10, "x": "ab"}');
    if (!parsed.ok || parsed.value.type !== "object") throw new Error("should be an object");
    expect(parsed.value).toMatchObject({ at: 0, end: 25 });
    expect(parsed.value.entries.get("lots")).toEqual({
      keyAt: 1,
      value: { type: "number", text: "0.10", at: 9, end: 13 },
    });
    expect(parsed.value.entries.get("x")).toEqual({
      keyAt: 15,
      value: { type: "string", value: "ab", at: 20, end: 24 },
    });
  });

  it("gives objects without a prototype, so that no key reaches one", () => {
    const value = plain('{"toString":1}');
    expect(Object.getPrototypeOf(value)).toBeNull();
    expect(value).toEqual({ toString: 1 });
  });

  it("accepts exactly as many levels, keys, items and characters as the limits say", () => {
    const { depth, keys, items, stringLength } = DEFAULT_JSON_LIMITS;
    const object = (count: number) =>
      `{${Array.from({ length: count }, (_, i) => `"k${i}":${i}`).join(",")}}`;
    const list = (count: number) => `[${Array.from({ length: count }, () => "0").join(",")}]`;
    expect(fault("[".repeat(depth) + "]".repeat(depth)).code).toBe("accepted");
    expect(fault("[".repeat(depth + 1) + "]".repeat(depth + 1))).toEqual({ code: "too_deep", at: depth });
    expect(fault(object(keys)).code).toBe("accepted");
    expect(fault(object(keys + 1)).code).toBe("too_many_keys");
    expect(fault(list(items)).code).toBe("accepted");
    expect(fault(list(items + 1)).code).toBe("array_too_long");
    expect(fault(`"${"x".repeat(stringLength)}"`).code).toBe("accepted");
    expect(fault(`"${"x".repeat(stringLength + 1)}"`)).toEqual({ code: "string_too_long", at: 0 });
    expect(fault('"abc"', { stringLength: 2 }).code).toBe("string_too_long");
  });
});

describe("what the strict parser refuses, and where", () => {
  const refused: [name: string, text: string, code: string, at: number][] = [
    ["an empty text", "", "malformed_json", 0],
    ["blanks only", "  ", "malformed_json", 2],
    ["a byte order mark", "\uFEFF{}", "malformed_json", 0],
    ["text after the end", "{} x", "malformed_json", 3],
    ["two values", "{}{}", "malformed_json", 2],
    ["a key twice", '{"qty":1,"qty":100}', "duplicate_key", 9],
    ["a key twice in a deeper object", '{"a":{"q":1,"q":2}}', "duplicate_key", 12],
    ["a key twice, once with an escape", '{"qty":1,"\\u0071ty":100}', "duplicate_key", 9],
    ["__proto__", '{"__proto__":{}}', "forbidden_key", 1],
    ["an escaped __proto__", '{"\\u005f_proto__":{}}', "forbidden_key", 1],
    ["constructor", '{"a":{"constructor":1}}', "forbidden_key", 6],
    ["prototype", '{"prototype":1}', "forbidden_key", 1],
    ["an overflowing number", '{"lots":1e400}', "number_not_exact", 8],
    ["an underflowing number", "[1e-400]", "number_not_exact", 1],
    ["a number with too many digits", "10000000000000000999", "number_not_exact", 0],
    ["an integer beyond 2^53 that changes", "9007199254740993", "number_not_exact", 0],
    ["a fraction that changes", "0.12345678901234567891", "number_not_exact", 0],
    ["NaN", '{"lots":NaN}', "malformed_json", 8],
    ["-Infinity", "[-Infinity]", "malformed_json", 1],
    ["a leading zero", "[01]", "malformed_json", 1],
    ["a leading zero after a minus", "[-01]", "malformed_json", 2],
    ["a plus sign", "[+1]", "malformed_json", 1],
    ["a decimal point without digits", "[1.]", "malformed_json", 3],
    ["a decimal point without zero", "[.5]", "malformed_json", 1],
    ["an exponent without digits", "[1e]", "malformed_json", 3],
    ["hex", "[0x10]", "malformed_json", 2],
    ["a thousands separator", "[1_000]", "malformed_json", 2],
    ["an unquoted name", "{price:1}", "malformed_json", 1],
    ["an unquoted value", '{"a":abc}', "malformed_json", 5],
    ["single quotes", "{'a':1}", "malformed_json", 1],
    ["a trailing comma", '{"a":1,}', "malformed_json", 7],
    ["a trailing comma in a list", "[1,]", "malformed_json", 3],
    ["a missing comma", '{"a":1 "b":2}', "malformed_json", 7],
    ["a missing colon", '{"a" 1}', "malformed_json", 5],
    ["a comment", "{/*x*/}", "malformed_json", 1],
    ["an open object", '{"a":1', "malformed_json", 6],
    ["an open string", '{"a":"x', "malformed_json", 5],
    ["a line break in a string", '["a\nb"]', "malformed_json", 3],
    ["an unknown escape", '["\\x41"]', "malformed_json", 2],
    ["a short unicode escape", '["\\u12"]', "malformed_json", 2],
    ["an escaped NUL", '["a\\u0000"]', "invalid_text", 3],
    ["a raw NUL", '["a\0"]', "malformed_json", 3],
    ["a lone surrogate", '["\ud83d"]', "invalid_text", 2],
    ["an escaped lone surrogate", '["\\ud83d"]', "invalid_text", 1],
    ["half a word", "[tru]", "malformed_json", 1],
  ];

  it.each(refused)("refuses %s", (_name, text, code, at) => {
    expect(fault(text)).toEqual({ code, at });
  });

  it("says what to do about NaN, which an empty plot gives", () => {
    const parsed = parseStrictJson("[NaN]");
    expect(parsed).toMatchObject({ error: { hint: expect.stringContaining("plot") } });
  });

  it("refuses whatever JSON.parse refuses, and never throws", () => {
    const mutated = fc
      .tuple(
        jsonText,
        fc.nat(),
        fc.nat(4),
        fc.constantFrom("", '"', "{", "}", "[", ",", ":", "0", "-", "e", "\\", " ", "\u0000"),
      )
      .map(([text, at, drop, put]) => {
        const where = text.length === 0 ? 0 : at % text.length;
        return text.slice(0, where) + put + text.slice(where + drop);
      });
    fc.assert(
      fc.property(fc.oneof(mutated, fc.string({ unit: "binary" })), (text) => {
        const strict = parsePlainJson(text);
        if (!strict.ok) {
          expect(strict.error.at).toBeLessThanOrEqual(text.length);
          return;
        }
        expect(strict.value).toEqual(JSON.parse(text));
      }),
      { numRuns: 2000 },
    );
  });

  it("does not exhaust the stack on any nesting", () => {
    expect(fault("[".repeat(60_000)).code).toBe("too_deep");
    expect(fault('{"a":'.repeat(60_000)).code).toBe("too_deep");
  });
});

describe("toPlain", () => {
  it("refuses a number that JavaScript would change, even in a node made by hand", () => {
    const node = {
      type: "array",
      at: 0,
      end: 22,
      items: [{ type: "number", text: "10000000000000000999", at: 1, end: 21 }],
    } as const;
    expect(toPlain(node)).toMatchObject({ ok: false, error: { code: "number_not_exact", at: 1 } });
  });
});
