import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makeHookSecret, makeToken } from "../access/token.ts";
import { draftOf, happenings } from "./audit-test-support.ts";
import { auditDraftSchema, MOST_CHANGES } from "./draft.ts";
import { changesBetween } from "./make-draft.ts";
import { auditText, isAuditText, MASK } from "./text.ts";

const CONTROL = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

describe("ASVS 16.4.1: text of an entry", () => {
  it("never holds a control character, whatever was sent", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 500 }),
        fc.integer({ min: 8, max: 300 }),
        (text, longest) => {
          const made = auditText(text, longest);
          expect(made).not.toMatch(CONTROL);
          expect(made.length).toBeLessThanOrEqual(longest);
          expect(isAuditText(made)).toBe(true);
        },
      ),
    );
  });

  it("tells a line break from somebody who typed the escape of one", () => {
    expect(auditText("a\r\nb", 40)).toBe("a\\u{d}\\u{a}b");
    expect(auditText("a\\u{d}\\u{a}b", 40)).toBe("a\\u{5c}u{d}\\u{5c}u{a}b");
  });

  it("is left alone when it is harmless", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme-ascii", maxLength: 60 }), (text) => {
        fc.pre(!text.includes("\\"));
        expect(auditText(text, 60)).toBe(text);
      }),
    );
    expect(auditText("Größe 0,1 €", 40)).toBe("Größe 0,1 €");
  });

  it("masks keys of every kind, also where the text is cut", () => {
    const random = new Uint8Array(32).fill(7);
    const secrets = [
      makeHookSecret(random),
      makeToken("own", "0".repeat(26), random),
      "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
      "eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJ1c3IifQ.c2lnbmF0dXJl",
      `${"A".repeat(26)}-${"B".repeat(26)}`,
      "-----BEGIN PRIVATE KEY-----\nMC4CAQ",
      "Bearer abcdefgh",
      "v1.2026-11-21-0a1b2c3d.AAAAAAAAAAAAAAAA.c2VhbGVkc2VhbGVk",
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...secrets),
        fc.nat(120),
        fc.integer({ min: 20, max: 200 }),
        (secret, before, longest) => {
          const made = auditText(`${"x ".repeat(before)}${secret}`, longest);
          expect(made).not.toContain(secret.slice(-8));
          expect(made).not.toContain(secret.slice(0, 20));
        },
      ),
    );
  });
});

describe("a draft", () => {
  it("is well formed whatever it is made from, and bounded", () => {
    fc.assert(
      fc.property(happenings, (happening) => {
        const draft = draftOf(happening);
        expect(auditDraftSchema.safeParse(draft).error).toBeUndefined();
        expect(JSON.stringify(draft)).not.toMatch(CONTROL);
        expect(JSON.stringify(draft).length).toBeLessThan(100_000);
      }),
    );
  });

  it("has no field for anything else", () => {
    const draft = draftOf({ action: "login.failed", who: { kind: "sender" } });
    expect(auditDraftSchema.safeParse({ ...draft, body: "x" }).success).toBe(false);
    expect(auditDraftSchema.safeParse({ ...draft, reason: "a\nb" }).success).toBe(false);
    expect(auditDraftSchema.safeParse({ ...draft, action: "made.up" }).success).toBe(false);
  });
});

describe("changes", () => {
  it("name each field with what it was and what it became", () => {
    const before = { windowMs: 1000, routes: [{ enabled: true }], limit: null };
    const after = { windowMs: 2000, routes: [], limit: null };
    expect(changesBetween(before, after).changes).toEqual([
      { field: "windowMs", before: "1000", after: "2000" },
      { field: "routes.0.enabled", before: "true", after: null },
      { field: "routes", before: null, after: "[]" },
    ]);
  });

  it("say of a field whose name speaks of a secret only that it changed", () => {
    const { changes } = changesBetween(undefined, {
      hook: { secret: "hunter2hunter2", apiKey: "abc" },
      name: "x",
    });
    expect(changes).toEqual([
      { field: "hook.secret", before: null, after: MASK },
      { field: "hook.apiKey", before: null, after: MASK },
      { field: "name", before: null, after: "x" },
    ]);
  });

  it("are counted where there are too many to list", () => {
    const many = Object.fromEntries(Array.from({ length: MOST_CHANGES + 5 }, (_, n) => [`f${n}`, n]));
    const { changes, moreChanges } = changesBetween({}, many);
    expect([changes.length, moreChanges]).toEqual([MOST_CHANGES, 5]);
  });
});
