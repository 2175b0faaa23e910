import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import { changeText } from "./confirmed-change.ts";

const change = { method: "POST", path: "/api/x", body: { lots: "1", account: "a" } };

test("the order of keys and the case of the method do not matter", () => {
  expect(changeText({ ...change, method: "post", body: { account: "a", lots: "1" } })).toBe(
    changeText(change),
  );
});

test("ASVS 7.5.3: any other method, path or value is another change", () => {
  const texts = [
    change,
    { ...change, method: "PUT" },
    { ...change, path: "/api/y" },
    { ...change, body: { ...change.body, lots: "10" } },
    { ...change, body: { lots: "1" } },
    { ...change, body: { ...change.body, more: null } },
    { ...change, body: null },
    { ...change, body: {} },
    {
      ...change,
      body: [
        ["account", "a"],
        ["lots", "1"],
      ],
    },
  ].map(changeText);
  expect(new Set(texts).size).toBe(texts.length);
});

test("two bodies have the same text only when they are the same", () => {
  const values = fc.jsonValue({ maxDepth: 2 }).map((value): unknown => JSON.parse(JSON.stringify(value)));
  fc.assert(
    fc.property(values, values, (one, other) => {
      const same = changeText({ ...change, body: one }) === changeText({ ...change, body: other });
      expect(same).toBe(isDeepStrictEqual(one, other));
    }),
  );
});
