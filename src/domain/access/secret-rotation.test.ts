import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { liveSecrets, revokeSecret, rotateSecrets, type SecretTimes } from "./secret-rotation.ts";

const NOW = 1_000_000;
const only: SecretTimes[] = [{ n: 1, expiresAtMs: null }];
const two: SecretTimes[] = [
  { n: 1, expiresAtMs: NOW + 100 },
  { n: 2, expiresAtMs: null },
];

function numbers(secrets: readonly SecretTimes[]): number[] {
  return secrets.map(({ n }) => n);
}

describe("ASVS 13.3.4: rotation of a secret", () => {
  it("keeps the old one good until the overlap ends, and not a moment longer", () => {
    const rotated = rotateSecrets(only, 1, 500, NOW);
    if (!rotated.ok) throw new Error(rotated.error.code);
    const next = [...rotated.value.kept, { n: rotated.value.n, expiresAtMs: null }];
    expect(numbers(liveSecrets(next, NOW + 499))).toEqual([1, 2]);
    expect(numbers(liveSecrets(next, NOW + 500))).toEqual([2]);
  });

  it("is refused while the window of the one before is open, and open again after it", () => {
    expect(rotateSecrets(two, 2, 500, NOW + 99)).toMatchObject({
      ok: false,
      error: { code: "rotation_open" },
    });
    expect(rotateSecrets(two, 2, 500, NOW + 100)).toMatchObject({ ok: true, value: { n: 3 } });
  });

  it("with no overlap ends the old one at once, for leaks", () => {
    expect(rotateSecrets(only, 1, 0, NOW)).toEqual({ ok: true, value: { kept: [], n: 2 } });
  });

  it("never gives more than two secrets that are good, whatever is done in whatever order", () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant("rotate" as const), overlapMs: fc.nat(500), waitMs: fc.nat(400) }),
      fc.record({ do: fc.constant("revoke" as const), which: fc.nat(1), waitMs: fc.nat(400) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        let secrets = only;
        let now = NOW;
        let highest = 1;
        for (const one of steps) {
          now += one.waitMs;
          if (one.do === "rotate") {
            const rotated = rotateSecrets(secrets, highest, one.overlapMs, now);
            if (!rotated.ok) continue;
            expect(rotated.value.n).toBeGreaterThan(highest);
            highest = rotated.value.n;
            secrets = [...rotated.value.kept, { n: highest, expiresAtMs: null }];
          } else {
            const revoked = revokeSecret(secrets, secrets[one.which]?.n ?? 0, now);
            if (revoked.ok) secrets = revoked.value;
          }
          const live = liveSecrets(secrets, now);
          expect(live.length).toBeGreaterThanOrEqual(1);
          expect(live.length).toBeLessThanOrEqual(2);
          // The newest has no end: a strategy never runs out of secrets by itself.
          expect(live.at(-1)?.expiresAtMs).toBeNull();
        }
      }),
    );
  });
});

describe("revoking a secret", () => {
  it("voids it at once; the other one is then the only one and has no end", () => {
    expect(revokeSecret(two, 2, NOW)).toEqual({ ok: true, value: [{ n: 1, expiresAtMs: null }] });
    expect(revokeSecret(two, 1, NOW)).toEqual({ ok: true, value: [{ n: 2, expiresAtMs: null }] });
  });

  it("is refused for the only one, and for one that is not there or has expired", () => {
    expect(revokeSecret(only, 1, NOW)).toMatchObject({ ok: false, error: { code: "last_secret" } });
    expect(revokeSecret(only, 2, NOW)).toMatchObject({ ok: false, error: { code: "unknown_secret" } });
    expect(revokeSecret(two, 1, NOW + 100)).toMatchObject({ ok: false, error: { code: "unknown_secret" } });
  });
});
