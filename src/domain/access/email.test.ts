import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { idSchema } from "../ids.ts";
import { deriveUserId, normaliseEmail } from "./email.ts";

test("one address has one spelling", () => {
  expect(normaliseEmail("  Ada@Example.COM ")).toBe("ada@example.com");
  expect(normaliseEmail("a.b+c@example.co")).toBe("a.b+c@example.co");
});

test("what is no address, or only looks like one, is refused", () => {
  const odd = [
    "",
    "a",
    "a@b",
    "a@@b.co",
    "a b@c.de",
    "a@b.c\u0000o",
    "a@b.co\r\nbcc: x@y.zz",
    "аda@example.com",
  ];
  for (const text of [...odd, `${"a".repeat(65)}@b.co`, `a@${"b".repeat(260)}.co`, "<a@b.co>", "'--@x"]) {
    expect(normaliseEmail(text), text).toBeNull();
  }
});

test("the id of a user is derived from the address under a key, and tells nothing of it without the key", () => {
  const under = (key: string) => (text: string) => createHmac("sha256", key).update(text).digest();
  const id = deriveUserId(under("one"), "ada@example.com");
  expect(idSchema("usr").safeParse(id).success).toBe(true);
  expect(deriveUserId(under("one"), "ada@example.com")).toBe(id);
  expect(deriveUserId(under("one"), "bob@example.com")).not.toBe(id);
  expect(deriveUserId(under("other"), "ada@example.com")).not.toBe(id);
});
