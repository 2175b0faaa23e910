import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { idSchema } from "../ids.ts";
import { normaliseEmail, userIdOf } from "./email.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest();

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

test("the id of a user is derived from the address and tells nothing of it", () => {
  const id = userIdOf(sha256, "ada@example.com");
  expect(idSchema("usr").safeParse(id).success).toBe(true);
  expect(userIdOf(sha256, "ada@example.com")).toBe(id);
  expect(userIdOf(sha256, "bob@example.com")).not.toBe(id);
});
