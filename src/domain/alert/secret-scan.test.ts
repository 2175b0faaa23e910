import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseAlert } from "./parse.ts";
import { findSecrets, redactSecrets } from "./secret-scan.ts";

const SECRET = "sp_hook_9aB3xYz0_k1";

function values(text: string): string[] {
  return findSecrets(text).map((secret) => secret.value);
}

describe("findSecrets", () => {
  it.each([
    ["JSON", `{"secret":"${SECRET}","action":"buy"}`],
    ["JSON with blanks", `{ "action": "buy" ,\n "secret" :\t"${SECRET}" }`],
    ["JSON that is malformed further on", `{"secret":"${SECRET}","price":{{close}}`],
    ["JSON that is malformed before", `{"price":,"secret":"${SECRET}"}`],
    ["JSON that was cut", `{"secret":"${SECRET}`],
    ["JSON in extras", `{"ticker":"X","extras":{"secret":"${SECRET}"}}`],
    ["PineConnector", `60123456789,buy,EURUSD,secret=${SECRET},risk=1`],
    ["PineConnector in capitals with blanks", `60123456789,buy,EURUSD, Secret = ${SECRET} ,risk=1`],
    ["PineConnector in quotes", `60123456789,buy,EURUSD,secret="${SECRET}"`],
    ["plain text", `BUY EURUSD 0.1 secret=${SECRET}`],
    ["plain text on its own line", `BUY EURUSD 0.1\nsecret=${SECRET}\n`],
    ["prose", `please buy! secret=${SECRET}`],
  ])("finds the secret in %s", (_name, text) => {
    expect(values(text)).toEqual([SECRET]);
  });

  it("resolves escapes, because a sender's JSON library may write them", () => {
    expect(findSecrets('{"secret":"a\\u0062\\/c"}')).toEqual([{ value: "ab/c", at: 11, length: 10 }]);
  });

  it.each([
    ["no secret", '{"action":"buy"}'],
    ["another key that ends in secret", "BUY X my_secret=abc client.secret=abc top-secret=abc"],
    ["an empty one", '{"secret":""} secret="" secret='],
    ["one that is no text", '{"secret":123}'],
    ["nothing", ""],
  ])("finds nothing in %s", (_name, text) => {
    expect(values(text)).toEqual([]);
  });

  it("gives at most four, because each costs a comparison before the sender is known", () => {
    const text = Array.from({ length: 1000 }, (_, i) => `secret=abc${i}`).join(" ");
    expect(values(text)).toEqual(["abc0", "abc1", "abc2", "abc3"]);
  });

  it("never throws, and every candidate stands where it says", () => {
    const piece = fc.constantFrom(
      '"secret"',
      "secret",
      ":",
      "=",
      '"',
      " ",
      "\\",
      ",",
      "abc",
      "\n",
      "{",
      "}",
      "\\u00",
      "😀",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: "binary" }),
          fc.array(piece).map((pieces) => pieces.join("")),
        ),
        (text) => {
          for (const { value, at, length } of findSecrets(text)) {
            const raw = text.slice(at, at + length);
            expect(raw).toHaveLength(length);
            if (!raw.includes("\\")) expect(raw).toBe(value);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe("redactSecrets", () => {
  it("masks with as many characters, so that places in the message still hold", () => {
    const text = `{"secret":"${SECRET}","action":"byu","symbol":"X"}`;
    const redacted = redactSecrets(text, findSecrets(text));
    expect(redacted).toBe(`{"secret":"${"*".repeat(SECRET.length)}","action":"byu","symbol":"X"}`);
    expect(parseAlert(redacted, { settings: {} })).toEqual(parseAlert(text, { settings: {} }));
  });

  it("masks the same secret wherever else it stands", () => {
    const text = `BUY EURUSD secret=${SECRET} comment=${SECRET}`;
    expect(redactSecrets(text, findSecrets(text))).not.toContain(SECRET);
  });

  it("leaves short texts alone elsewhere, so that a message stays readable", () => {
    expect(redactSecrets("BUY X 1 secret=X", findSecrets("BUY X 1 secret=X"))).toBe("BUY X 1 secret=*");
  });

  it("leaves no secret in any well-formed message", () => {
    const secret = fc
      .string({ minLength: 8, maxLength: 40 })
      .filter((text) => /^[^\s"\\,;&|'{}*]+$/.test(text));
    fc.assert(
      fc.property(secret, fc.boolean(), (value, isJson) => {
        const text = isJson ? JSON.stringify({ action: "halt", secret: value }) : `BUY X secret=${value}`;
        const redacted = redactSecrets(text, findSecrets(text));
        expect(redacted).not.toContain(value);
        expect(redacted).toHaveLength(text.length);
      }),
    );
  });
});
