import { expect, test } from "vitest";
import { isLoopback } from "./loopback.ts";

test("this machine is known by every name that it has for itself", () => {
  for (const host of ["localhost", "desk.localhost", "127.0.0.1", "127.8.9.10", "[::1]", "::1"]) {
    expect(isLoopback(host), host).toBe(true);
  }
});

test("ASVS 4.1.2: nothing else is taken for this machine", () => {
  for (const host of [
    "",
    "localhost.example",
    "notlocalhost",
    "127.0.0.1.example",
    "x127.0.0.1",
    "128.0.0.1",
    "10.0.0.1",
    "[::2]",
    "[::ffff:7f00:1]",
    "0.0.0.0",
  ]) {
    expect(isLoopback(host), host).toBe(false);
  }
});

test("a URL writes numbers in other notations as the address that they are", () => {
  expect(isLoopback(new URL("http://0x7f.1/").hostname)).toBe(true);
  expect(isLoopback(new URL("http://2130706433/").hostname)).toBe(true);
});
