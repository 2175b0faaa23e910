import { describe, expect, it } from "vitest";
import { decodeBody } from "./decode-body.ts";

const encoder = new TextEncoder();

describe("decodeBody", () => {
  it("gives the text of UTF-8 bytes", () => {
    expect(decodeBody(encoder.encode("BUY €😀"))).toEqual({ ok: true, value: "BUY €😀" });
    expect(decodeBody(new Uint8Array())).toEqual({ ok: true, value: "" });
  });

  it.each([
    ["a lone continuation byte", [0x42, 0x80], 1],
    ["an overlong slash", [0xc0, 0xaf], 0],
    ["a surrogate", [0x42, 0x42, 0xed, 0xa0, 0x80], 2],
    ["a cut sequence", [0x42, 0xe2, 0x82], 1],
    ["UTF-16", [0xff, 0xfe, 0x42, 0x00], 0],
  ])("refuses %s, where it stands", (_name, bytes, at) => {
    expect(decodeBody(Uint8Array.from(bytes))).toMatchObject({
      ok: false,
      error: { code: "invalid_utf8", at },
    });
  });

  it("refuses a byte order mark instead of swallowing it", () => {
    expect(decodeBody(encoder.encode("\uFEFF{}"))).toMatchObject({
      ok: false,
      error: { code: "invalid_utf8", at: 0 },
    });
  });
});
