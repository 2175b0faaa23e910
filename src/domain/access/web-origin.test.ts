import fc from "fast-check";
import { expect, test } from "vitest";
import { checkWebOrigin } from "./web-origin.ts";

test("ASVS 3.4.2: an origin is taken only as a browser would send it, so that comparing texts is enough", () => {
  for (const good of [
    "https://app.example.com",
    "https://app.example.com:8443",
    "https://xn--bcher-kva.example",
  ]) {
    expect(checkWebOrigin(good, false)).toEqual({ ok: true, value: good });
  }
  for (const wrong of [
    "",
    "*",
    "null",
    "https://*",
    "https://*.example.com",
    "https://app.example.com/",
    "https://app.example.com/path",
    "https://APP.example.com",
    "https://app.example.com:443",
    "https://user@app.example.com",
    "https://app.example.com?x",
    "https://app.example.com#x",
    " https://app.example.com",
    "https://app.example.com\r\nx: y",
    "https://",
    "app.example.com",
    "http://app.example.com",
    "file:///etc/passwd",
    "data:text/html,x",
    "chrome-extension://abc",
    `https://${"a".repeat(300)}.example`,
  ]) {
    expect(checkWebOrigin(wrong, true), wrong).toMatchObject({
      ok: false,
      error: { code: "invalid_origin" },
    });
  }
});

test("a page on the developer's own machine counts only where the operator allows it, and with its port", () => {
  for (const local of ["http://localhost:5173", "http://127.0.0.1:3000", "http://desk.localhost:8000"]) {
    expect(checkWebOrigin(local, true).ok, local).toBe(true);
    expect(checkWebOrigin(local, false).ok, local).toBe(false);
  }
  for (const wrong of [
    "http://localhost",
    "http://localhost.example:5173",
    "http://10.0.0.1:3000",
    "ws://localhost:1",
  ]) {
    expect(checkWebOrigin(wrong, true).ok, wrong).toBe(false);
  }
});

test("whatever is taken is its own origin", () => {
  fc.assert(
    fc.property(fc.oneof(fc.webUrl(), fc.string()), (text) => {
      const checked = checkWebOrigin(text, true);
      return !checked.ok || (checked.value === text && new URL(text).origin === text);
    }),
  );
});
