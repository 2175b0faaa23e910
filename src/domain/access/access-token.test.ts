import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { accessClaims, judgeAccessClaims } from "./access-token.ts";

const nowMs = 1_795_000_000_500;
const token = {
  userId: `usr_${"A".repeat(26)}`,
  tenantId: `ten_${"B".repeat(26)}`,
  role: "trader" as const,
  sessionId: "0".repeat(32),
  jti: "f".repeat(32),
};
const claims = accessClaims(token, nowMs);
const codeOf = (payload: unknown, atMs = nowMs) => {
  const judged = judgeAccessClaims(payload, atMs);
  return judged.ok ? "good" : judged.error.code;
};

describe("an access token", () => {
  it("ASVS 9.2.1: lives 30 minutes and not a moment longer", () => {
    expect(codeOf(claims)).toBe("good");
    expect(codeOf(claims, claims.exp * 1000 - 1)).toBe("good");
    expect(codeOf(claims, claims.exp * 1000)).toBe("token_expired");
    expect(claims.exp - claims.iat).toBe(1_800);
  });

  it("ASVS 9.2.2, 9.2.3: of another issuer or for another audience is none", () => {
    for (const change of [
      { iss: "https://evil.example" },
      { aud: "urn:sallyport:agent" },
      { aud: [claims.aud] },
      { aud: `${claims.aud}/x` },
    ]) {
      expect(codeOf({ ...claims, ...change })).toBe("invalid_token");
    }
  });

  it("from the future, of a longer life or of odd times is none", () => {
    const { iat, exp } = claims;
    for (const change of [
      { iat: iat + 60, exp: exp + 60 },
      { exp: exp + 1 },
      { exp: iat },
      { exp: Number.POSITIVE_INFINITY },
      { exp: iat + 0.5 },
      { exp: String(exp) },
      { iat: -1 },
    ]) {
      expect(codeOf({ ...claims, ...change })).toBe("invalid_token");
    }
  });

  it("with a field more or less, or of another form, is none", () => {
    expect(codeOf({ ...claims, admin: true })).toBe("invalid_token");
    for (const field of Object.keys(claims)) {
      expect(codeOf(Object.fromEntries(Object.entries(claims).filter(([name]) => name !== field)))).toBe(
        "invalid_token",
      );
    }
    expect(codeOf({ ...claims, role: "root" })).toBe("invalid_token");
    expect(codeOf({ ...claims, sub: "../usr" })).toBe("invalid_token");
  });

  it("never makes the check throw, whatever was signed", () => {
    fc.assert(fc.property(fc.anything(), (payload) => codeOf(payload) === "invalid_token"));
  });
});
