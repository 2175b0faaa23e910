import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { KeyRing } from "./key-ring.ts";

const key = (fill: number) => Buffer.alloc(32, fill).toString("base64url");
const old = { id: "old", key: key(1) };
const current = { id: "new", key: key(2) };
const ring = new KeyRing(JSON.stringify([old, current]));
const owner = { tenantId: "ten_A", objectId: "str_B", purpose: "hook-secret/1" };

describe("a sealed secret (ASVS 11.3.2, 11.3.3, 13.3.1)", () => {
  it("opens to what was sealed, and shows nothing of it", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), (text) => {
        const sealed = ring.seal(text, owner);
        expect(ring.open(sealed, owner)).toBe(text);
        if (text.length > 3) expect(sealed).not.toContain(text);
      }),
    );
  });

  it("never has the same nonce twice (ASVS 11.3.4)", () => {
    const sealed = Array.from({ length: 1_000 }, () => ring.seal("x", owner).split(".")[2]?.slice(0, 16));
    expect(new Set(sealed).size).toBe(1_000);
  });

  it.each([
    ["another tenant", { ...owner, tenantId: "ten_X" }],
    ["another object", { ...owner, objectId: "str_X" }],
    ["another purpose", { ...owner, purpose: "hook-secret/2" }],
    ["parts that read the same when joined", { ...owner, tenantId: "ten_As", objectId: "tr_B" }],
  ])("does not open for %s", (_, other) => {
    expect(() => ring.open(ring.seal("x", owner), other)).toThrow("cannot be opened");
  });

  it("does not open when any character of it is another one", () => {
    const sealed = ring.seal("a secret", owner);
    for (let at = 0; at < sealed.length; at++) {
      for (const character of ["A", "b", "0"]) {
        if (sealed[at] === character) continue;
        expect(() => ring.open(sealed.slice(0, at) + character + sealed.slice(at + 1), owner)).toThrow();
      }
    }
    for (const broken of ["", "v1.new.", "v1.new.AAAA", sealed.slice(0, -1), `${sealed}A`, "sp_hook_clear"]) {
      expect(() => ring.open(broken, owner)).toThrow();
    }
  });

  it("opens under an older key of the ring, is sealed anew under the last, and needs the older no more", () => {
    const before = new KeyRing(JSON.stringify([old])).seal("x", owner);
    expect(ring.isCurrent(before)).toBe(false);
    expect(ring.open(before, owner)).toBe("x");
    const after = ring.seal(ring.open(before, owner), owner);
    expect(ring.isCurrent(after)).toBe(true);
    const alone = new KeyRing(JSON.stringify([current]));
    expect(alone.open(after, owner)).toBe("x");
    expect(() => alone.open(before, owner)).toThrow('no key "old"');
  });

  it("does not open under another key of the same id", () => {
    const other = new KeyRing(JSON.stringify([{ id: "new", key: key(3) }]));
    expect(() => other.open(ring.seal("x", owner), owner)).toThrow("cannot be opened");
  });
});

describe("a key ring", () => {
  it.each([
    undefined,
    "",
    "[]",
    "{}",
    '[{"id":"a","key":"short"}]',
    JSON.stringify([old, { ...current, id: "old" }]),
    JSON.stringify([{ ...old, id: "UPPER" }]),
    JSON.stringify([{ ...old, more: 1 }]),
  ])("that cannot be used is refused without showing it: %s", (configured) => {
    expect(() => new KeyRing(configured)).toThrow(/^KEY_RING is not a JSON array of keys \{id, key\}$/);
  });
});
