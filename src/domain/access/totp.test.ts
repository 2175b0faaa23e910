import fc from "fast-check";
import { expect, test } from "vitest";
import { acceptTotp, TOTP_STEP_MS } from "./totp.ts";

const codeAt = (step: number) => String((step * 7_919) % 1_000_000).padStart(6, "0");
const same = (a: string, b: string) => a === b;
const accept = (code: string, nowMs: number, lastStep: number) =>
  acceptTotp(code, nowMs, { lastStep }, codeAt, same);
const nowMs = 1_795_000_000_000;
const step = Math.floor(nowMs / TOTP_STEP_MS);

test("the code of this step and of its neighbours is taken", () => {
  for (const near of [step - 1, step, step + 1]) expect(accept(codeAt(near), nowMs, -1)).toBe(near);
  for (const far of [step - 2, step + 2]) expect(accept(codeAt(far), nowMs, -1)).toBeNull();
});

test("ASVS 6.5.1: a code is used once, and spends every earlier one", () => {
  fc.assert(
    fc.property(fc.integer({ min: -1, max: 1 }), fc.integer({ min: -1, max: 1 }), (used, offered) => {
      const taken = accept(codeAt(step + offered), nowMs, step + used);
      return offered > used ? taken === step + offered : taken === null;
    }),
  );
});

test("what is not six digits is no code", () => {
  for (const code of ["", "12345", "1234567", "12345a", " 12345", "１２３４５６"]) {
    expect(accept(code, nowMs, -1)).toBeNull();
  }
});
