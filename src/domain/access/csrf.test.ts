import { createHmac } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { csrfTokenAt, csrfTokenGood } from "./csrf.ts";
import { CSRF_ROTATION_MS } from "./limits.ts";

const macOf = (key: string) => (text: string) => createHmac("sha256", key).update(text).digest("base64url");
const same = (a: string, b: string) => a === b;
const good = (token: string, nowMs: number, key = "key", sessionId = "s") =>
  csrfTokenGood(token, macOf(key), sessionId, nowMs, same);

test("ASVS 3.5.1: a token is good for its period and the next one, and for no other", () => {
  fc.assert(
    fc.property(fc.nat(1e12), fc.nat(3 * CSRF_ROTATION_MS), (madeAtMs, laterMs) => {
      const periods =
        Math.floor((madeAtMs + laterMs) / CSRF_ROTATION_MS) - Math.floor(madeAtMs / CSRF_ROTATION_MS);
      const token = csrfTokenAt(macOf("key"), "s", madeAtMs);
      return good(token, madeAtMs + laterMs) === periods <= 1;
    }),
  );
});

test("a token of another session is none", () => {
  const token = csrfTokenAt(macOf("key"), "s", 0);
  expect(good(token, 0)).toBe(true);
  expect(good(token, 0, "another key")).toBe(false);
  expect(good(token, 0, "key", "another session")).toBe(false);
  expect(good("", 0)).toBe(false);
});
