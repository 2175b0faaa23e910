import { describe, expect, it } from "vitest";
import { agreementsOf, agreementTo, askedBy, consentAnswerSchema } from "./consent.ts";

const answer = (given: unknown) => consentAnswerSchema.parse(given);
const asked = askedBy("2027-01", "3");

describe("agreeing at sign-up", () => {
  it("asks nothing where the operator has no texts, and records what was volunteered", () => {
    expect(askedBy(undefined, "")).toEqual({ terms: null, privacy: null });
    expect(agreementsOf(answer({}), askedBy("", ""))).toEqual({ ok: true, value: [] });
    expect(agreementsOf(answer({ terms: "x", productNotices: true }), askedBy("", ""))).toEqual({
      ok: true,
      value: [{ kind: "product_notices", version: null }],
    });
  });

  it("needs every text in the version of now: what was not shown cannot be agreed to", () => {
    for (const wrong of [{}, { terms: "2027-01" }, { terms: "2026-01", privacy: "3" }, { privacy: "3" }]) {
      expect(agreementsOf(answer(wrong), asked)).toMatchObject({
        ok: false,
        error: { code: "consent_needed" },
      });
    }
    expect(agreementsOf(answer({ terms: "2027-01", privacy: "3" }), asked)).toEqual({
      ok: true,
      value: [
        { kind: "terms", version: "2027-01" },
        { kind: "privacy", version: "3" },
      ],
    });
  });

  it("takes nothing else for an answer", () => {
    for (const wrong of [{ terms: true }, { marketing: true }, { productNotices: "yes" }, null]) {
      expect(consentAnswerSchema.safeParse(wrong).success).toBe(false);
    }
  });
});

describe("agreeing later", () => {
  it("is to the version of now, or refused", () => {
    expect(agreementTo("terms", "2027-01", asked).ok).toBe(true);
    expect(agreementTo("terms", "2026-01", asked)).toMatchObject({ error: { code: "consent_needed" } });
    expect(agreementTo("privacy", undefined, asked)).toMatchObject({ error: { code: "consent_needed" } });
    expect(agreementTo("terms", "1", askedBy("", ""))).toMatchObject({ error: { code: "nothing_asked" } });
    expect(agreementTo("product_notices", undefined, asked).ok).toBe(true);
  });
});
