import { createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FrameRecord } from "./ea-frame.ts";
import { encodeFrame, FrameReader, proofMatches, proofOf } from "./ea-frame.ts";
import { EA_FRAME_MAX_BYTES } from "./ea-link.ts";

const keys = fc
  .stringMatching(/^[a-z][a-z0-9_]{0,31}$/)
  .filter((key) => !["type", "constructor", "prototype"].includes(key));
const values = fc
  .string({ unit: "grapheme", maxLength: 40 })
  .map((text) => text.replace(/\p{Cc}/gu, ""))
  .filter((text) => text.isWellFormed());
const messages: fc.Arbitrary<FrameRecord & { type: string }> = fc
  .tuple(fc.stringMatching(/^[a-z][a-z0-9_]{0,31}$/), fc.dictionary(keys, values, { noNullPrototype: true }))
  .map(([type, fields]) => ({ type, ...fields }));

/** Cuts bytes at the given fractions of their length. */
function cut(bytes: Uint8Array, fractions: readonly number[]): Uint8Array[] {
  const places = fractions.map((part) => Math.floor(part * bytes.length)).sort((a, b) => a - b);
  const edges = [0, ...places, bytes.length];
  return edges.slice(1).map((end, i) => bytes.subarray(edges[i], end));
}

function rawFrame(body: string | Uint8Array): Uint8Array {
  return Buffer.concat([lengthOf(Buffer.from(body).length), Buffer.from(body)]);
}

function lengthOf(length: number): Uint8Array {
  const header = Buffer.alloc(4);
  header.writeUInt32BE(length);
  return header;
}

function refusedCode(...chunks: Uint8Array[]): string | undefined {
  const reader = new FrameReader();
  for (const chunk of chunks) {
    const read = reader.push(chunk);
    if (!read.ok) return read.error.code;
  }
  return undefined;
}

describe("frames of the EA link", { timeout: 30_000 }, () => {
  it("come out as they went in, however the stream is cut", () => {
    const fractions = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 });
    fc.assert(
      fc.property(fc.array(messages, { maxLength: 8 }), fractions, (sent, cuts) => {
        const reader = new FrameReader();
        const got: FrameRecord[] = [];
        for (const chunk of cut(Buffer.concat(sent.map(encodeFrame)), cuts)) {
          const read = reader.push(chunk);
          expect(read.ok).toBe(true);
          if (read.ok) got.push(...read.value);
        }
        expect(got).toEqual(sent);
      }),
    );
  });

  it("come out of single bytes, also when a frame is as long as it may be", () => {
    const message = { type: "note", text: "x".repeat(EA_FRAME_MAX_BYTES - "note\u001ftext=".length) };
    const frame = encodeFrame(message);
    expect(frame.length).toBe(4 + EA_FRAME_MAX_BYTES);
    const reader = new FrameReader();
    const got: FrameRecord[] = [];
    for (const byte of Buffer.concat([frame, frame])) {
      const read = reader.push(Uint8Array.of(byte));
      if (read.ok) got.push(...read.value);
    }
    expect(got).toEqual([message, message]);
  });

  it("have the layout that MQL5 expects", () => {
    const frame = encodeFrame({ at: 7, type: "tick", symbol: "EURUSD", note: "a=b" });
    const body = "tick\u001fat=7\u001fsymbol=EURUSD\u001fnote=a=b";
    expect(Buffer.from(frame)).toEqual(Buffer.from(rawFrame(body)));
  });

  it("never make the reader throw, whatever the bytes are", () => {
    const pieces = fc.oneof(
      fc.uint8Array({ maxLength: 64 }),
      fc.uint8Array({ maxLength: 64 }).map(rawFrame),
      fc.string({ unit: "binary" }).map(rawFrame),
      messages.map(encodeFrame),
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 10 }), (chunks) => {
        const reader = new FrameReader();
        let refusedWith: unknown;
        for (const chunk of chunks) {
          const read = reader.push(chunk);
          if (refusedWith !== undefined) expect(read).toEqual({ ok: false, error: refusedWith });
          if (!read.ok) refusedWith = read.error;
        }
      }),
    );
  });

  it.each([
    ["frame_malformed", "an empty frame", ""],
    ["frame_malformed", "no type", "=a"],
    ["frame_malformed", "a type in capitals", "Ping"],
    ["frame_malformed", "a byte order mark", "\ufeffping"],
    ["frame_malformed", "a field without '='", "ping\u001fa"],
    ["frame_malformed", "a field without a name", "ping\u001f=1"],
    ["frame_malformed", "a separator at the end", "ping\u001f"],
    ["frame_malformed", "a control character", "ping\u001fa=\u0000"],
    ["frame_malformed", "a line break", "ping\u001fa=b\nc"],
    ["frame_duplicate_field", "a field twice", "ping\u001fa=1\u001fa=1"],
    ["frame_duplicate_field", "a second type", "ping\u001ftype=pong"],
    ["frame_forbidden_key", "__proto__", "ping\u001f__proto__=1"],
    ["frame_forbidden_key", "constructor", "ping\u001fconstructor=1"],
    ["frame_forbidden_key", "prototype", "ping\u001fprototype=1"],
  ])("are refused with %s for %s", (code, _what, body) => {
    expect(refusedCode(rawFrame(body))).toBe(code);
  });

  it("are refused when they are not UTF-8", () => {
    expect(refusedCode(rawFrame(Uint8Array.of(0x70, 0xff)))).toBe("frame_invalid_utf8");
    expect(refusedCode(rawFrame(Uint8Array.of(0x70, 0xed, 0xa0, 0x80)))).toBe("frame_invalid_utf8");
  });

  it("are refused by their header alone when they are too long, before anything is kept for them", () => {
    expect(refusedCode(lengthOf(EA_FRAME_MAX_BYTES + 1))).toBe("frame_too_long");
    const header = lengthOf(0xffffffff);
    expect(refusedCode(header.subarray(0, 3), header.subarray(3))).toBe("frame_too_long");
  });

  it("refuse to carry what would break them", () => {
    expect(() => encodeFrame({ type: "x", a: "b\u001fc=d" })).toThrow("field a");
    expect(() => encodeFrame({ type: "x", a: "b\nc" })).toThrow("field a");
    expect(() => encodeFrame({ type: "x", a: "\ud800" })).toThrow("field a");
    expect(() => encodeFrame({ type: "x", a: 1.5 })).toThrow("field a");
    expect(() => encodeFrame({ type: "x", a: Number.NaN })).toThrow("field a");
    expect(() => encodeFrame({ type: "x", constructor: "1" })).toThrow("field name");
    expect(() => encodeFrame({ type: "x", "a=b": "1" })).toThrow("field name");
    expect(() => encodeFrame({ type: "x y" })).toThrow("message type");
    expect(() => encodeFrame({ type: "x", a: "y".repeat(EA_FRAME_MAX_BYTES) })).toThrow("bytes");
  });
});

describe("the proofs of the handshake", () => {
  it("are the HMAC that the link describes", () => {
    const expected = createHmac("sha256", "token").update("ea|aa|bb").digest("hex");
    expect(proofOf("token", "ea", "aa", "bb")).toBe(expected);
  });

  it("differ by role, order and token, so that none can be played back", () => {
    const proof = proofOf("token", "ea", "aa", "bb");
    for (const other of [
      proofOf("token", "agent", "aa", "bb"),
      proofOf("token", "ea", "bb", "aa"),
      proofOf("other", "ea", "aa", "bb"),
      "",
      "é".repeat(32),
    ]) {
      expect(proofMatches(proof, other)).toBe(false);
    }
    expect(proofMatches(proof, proofOf("token", "ea", "aa", "bb"))).toBe(true);
  });
});
