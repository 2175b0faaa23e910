import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  deriveOrderId,
  fingerprintOfAlert,
  idKinds,
  idSchema,
  magicOf,
  makeAlertId,
  makeId,
  orderIdSchema,
  strategyFingerprint,
  timeOfId,
} from "./ids.ts";

const sha256 = (text: string): Uint8Array => createHash("sha256").update(text).digest();
const random16 = fc.uint8Array({ minLength: 16, maxLength: 16 });
const timeMs = fc.integer({ min: 0, max: 2 ** 48 });

describe("ids", () => {
  it("every made id is valid for its own kind and for no other", () => {
    fc.assert(
      fc.property(fc.constantFrom(...idKinds), timeMs, random16, (kind, atMs, random) => {
        const id = makeId(kind, atMs, random);
        for (const other of idKinds) expect(idSchema(other).safeParse(id).success).toBe(other === kind);
      }),
    );
  });

  it("made ids sort by their time, and give the time back", () => {
    fc.assert(
      fc.property(timeMs, timeMs, random16, random16, (first, second, randomA, randomB) => {
        fc.pre(first < second);
        const earlier = makeId("str", first, randomA);
        expect(earlier < makeId("str", second, randomB)).toBe(true);
        expect(timeOfId(earlier)).toBe(first);
      }),
    );
  });

  it("an alert id leads to its strategy", () => {
    fc.assert(
      fc.property(timeMs, random16, random16, (atMs, forStrategy, forAlert) => {
        const strategyId = makeId("str", atMs, forStrategy);
        const alertId = makeAlertId(strategyId, atMs, forAlert);
        expect(idSchema("alt").safeParse(alertId).success).toBe(true);
        expect(fingerprintOfAlert(alertId)).toBe(strategyFingerprint(strategyId));
        expect(timeOfId(alertId)).toBe(atMs);
      }),
    );
  });

  it("too little randomness is a bug and throws", () => {
    expect(() => makeId("ten", 0, new Uint8Array(15))).toThrow();
  });

  it("the order id depends on alert, account and leg, and on nothing else", () => {
    const one = deriveOrderId(sha256, "alt_1", "acc_1", 0);
    expect(orderIdSchema.safeParse(one).success).toBe(true);
    expect(deriveOrderId(sha256, "alt_1", "acc_1", 0)).toBe(one);
    const others = [
      deriveOrderId(sha256, "alt_2", "acc_1", 0),
      deriveOrderId(sha256, "alt_1", "acc_2", 0),
      deriveOrderId(sha256, "alt_1", "acc_1", 1),
    ];
    expect(new Set([one, ...others]).size).toBe(4);
  });

  it("a magic number is a positive 63-bit integer, another one for each step of an order", () => {
    const orderId = deriveOrderId(sha256, "alt_1", "acc_1", 0);
    const seen = new Set<string>();
    for (let step = 0; step < 256; step++) {
      const magic = BigInt(magicOf(sha256, orderId, step));
      expect(magic > 0n && magic < 2n ** 63n).toBe(true);
      seen.add(magic.toString());
    }
    expect(seen.size).toBe(256);
    expect(() => magicOf(sha256, orderId, 256)).toThrow();
  });
});
