import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makeSigningKeys } from "../../scripts/lib/secrets.ts";
import { CHALLENGE_MS } from "../domain/access/limits.ts";
import { signAccessToken, verifyAccessToken } from "../protocol/access-token.ts";
import { AuthKeys } from "./auth-keys.ts";
import { VerifiedTokens } from "./verified-tokens.ts";

const nowMs = 1_795_000_000_000;
const [first, second] = [makeSigningKeys(nowMs), makeSigningKeys(nowMs + 1)];
const both = JSON.stringify([...JSON.parse(first), ...JSON.parse(second)]);
const token = {
  userId: `usr_${"A".repeat(26)}`,
  tenantId: `ten_${"B".repeat(26)}`,
  role: "trader" as const,
  sessionId: "0".repeat(32),
  jti: "f".repeat(32),
};
const sign = async (keys: AuthKeys) => signAccessToken(token, await keys.signing(), nowMs);
const verify = async (text: string, keys: AuthKeys) =>
  verifyAccessToken(text, await keys.verification(), nowMs);

describe("two signing keys side by side", () => {
  it("ASVS 11.2.2: the newest signs, both verify, and one that was taken out verifies no more", async () => {
    const [old, turning, next] = [new AuthKeys(first), new AuthKeys(both), new AuthKeys(second)];
    const [byOld, byTurning] = [await sign(old), await sign(turning)];
    expect((await verify(byOld, turning)).ok).toBe(true);
    expect((await verify(byTurning, turning)).ok).toBe(true);
    expect((await verify(byTurning, next)).ok).toBe(true);
    expect(await verify(byOld, next)).toMatchObject({ ok: false, error: { code: "invalid_token" } });
    expect(turning.publicKeys()).toHaveLength(2);
    expect(JSON.stringify(turning.publicKeys())).not.toContain('"d"');
  });

  it("are one or two: what cannot be used is said at the start, without the key", () => {
    const three = JSON.stringify([...JSON.parse(both), ...JSON.parse(makeSigningKeys(nowMs))]);
    for (const configured of ["[]", "{}", three, '[{"kid":"secret-thing"}]']) {
      expect(() => new AuthKeys(configured)).toThrow(/^AUTH_KEYS is not/);
    }
  });
});

describe("a token as received", () => {
  it("with any one character changed, or anything added, is none", async () => {
    const keys = new AuthKeys(first);
    const good = await sign(keys);
    expect((await verify(good, keys)).ok).toBe(true);
    await fc.assert(
      fc.asyncProperty(fc.nat(good.length - 1), fc.constantFrom(..."AQgw._-= "), async (at, other) => {
        fc.pre(good.charAt(at) !== other);
        const changed = good.slice(0, at) + other + good.slice(at + 1);
        const added = good.slice(0, at) + other + good.slice(at);
        expect((await verify(changed, keys)).ok).toBe(false);
        expect((await verify(added, keys)).ok).toBe(false);
      }),
    );
  });

  it("never makes the reader throw", async () => {
    const keys = new AuthKeys(first);
    await fc.assert(fc.asyncProperty(fc.string(), async (text) => !(await verify(text, keys)).ok));
  });

  it("that was verified before is still judged by the clock", async () => {
    const keys = new AuthKeys(first);
    const verified = new VerifiedTokens(() => keys.verification());
    const good = await sign(keys);
    expect((await verified.verify(good, nowMs)).ok).toBe(true);
    expect((await verified.verify(good, nowMs + 1_799_000)).ok).toBe(true);
    expect(await verified.verify(good, nowMs + 1_800_000)).toMatchObject({
      error: { code: "token_expired" },
    });
    expect((await verified.verify(`${good}A`, nowMs)).ok).toBe(false);
  });
});

describe("a passkey challenge", () => {
  it("is known as one's own until it expires, in its one spelling", () => {
    const keys = new AuthKeys(both);
    const challenge = keys.makeChallenge(nowMs);
    expect(keys.isChallenge(challenge, nowMs + CHALLENGE_MS - 1)).toBe(true);
    expect(keys.isChallenge(challenge, nowMs + CHALLENGE_MS)).toBe(false);
    expect(new AuthKeys(second).isChallenge(challenge, nowMs)).toBe(true);
    expect(new AuthKeys(first).isChallenge(challenge, nowMs)).toBe(false);
    for (const other of [`${challenge}=`, ` ${challenge}`, challenge.slice(0, -1), `${challenge}A`, ""]) {
      expect(keys.isChallenge(other, nowMs)).toBe(false);
    }
    expect(keys.makeChallenge(nowMs)).not.toBe(challenge);
  });
});
