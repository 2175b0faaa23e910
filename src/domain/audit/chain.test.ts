import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AuditLink, genesisHash, linkHash, verifyChain } from "./chain.ts";
import { type AuditNews, auditText, makeAuditEntry } from "./entry.ts";

const sha256Hex = (text: string) => createHash("sha256").update(text).digest("hex");
const tenantId = `ten_${"A".repeat(26)}`;
const news: AuditNews = {
  actor: `usr_${"B".repeat(26)}`,
  action: "member.changed",
  subject: `usr_${"C".repeat(26)}`,
};

function chain(length: number): AuditLink[] {
  let previous = genesisHash(sha256Hex, tenantId);
  return Array.from({ length }, (_, at) => {
    const entry = makeAuditEntry(
      { ...news, after: { role: "viewer", step: at } },
      sha256Hex(String(at)).slice(0, 32),
      at,
    );
    previous = linkHash(sha256Hex, previous, at + 1, entry);
    return { tenantId, seq: at + 1, entry, hash: previous };
  });
}

const lengths = fc.integer({ min: 2, max: 12 });

describe("the audit chain", () => {
  it("ASVS 16.4.2: of an untouched export is whole, in whatever order the fields stand", () => {
    const links = chain(5);
    const head = links.at(-1)?.hash;
    expect(verifyChain(sha256Hex, links)).toEqual({ ok: true, entries: 5, head });
    const turned = links.map((link) => ({
      ...link,
      entry: Object.fromEntries(Object.entries(link.entry).reverse()),
    }));
    expect(verifyChain(sha256Hex, turned)).toMatchObject({ ok: true, head });
    expect(verifyChain(sha256Hex, [])).toEqual({ ok: true, entries: 0, head: null });
  });

  it("names the first entry that was changed", () => {
    fc.assert(
      fc.property(lengths, fc.nat(), (length, pick) => {
        const links = chain(length);
        const at = pick % length;
        const changed = links.map((link, index) =>
          index === at ? { ...link, entry: { ...link.entry, after: { role: "owner" } } } : link,
        );
        expect(verifyChain(sha256Hex, changed)).toMatchObject({ ok: false, at: at + 1 });
      }),
    );
  });

  it("is broken where an entry was taken out, put in twice, or exchanged with the next", () => {
    fc.assert(
      fc.property(lengths, fc.nat(), (length, pick) => {
        const links = chain(length);
        const at = pick % (length - 1);
        const without = links.toSpliced(at, 1);
        const doubled = links.toSpliced(at, 0, ...links.slice(at, at + 1));
        const exchanged = links.toSpliced(at, 2, ...links.slice(at, at + 2).reverse());
        expect(verifyChain(sha256Hex, without)).toMatchObject({ ok: false, at: at + 1 });
        expect(verifyChain(sha256Hex, doubled)).toMatchObject({ ok: false, at: at + 2 });
        expect(verifyChain(sha256Hex, exchanged)).toMatchObject({ ok: false, at: at + 1 });
      }),
    );
  });

  it("of another tenant does not continue this one, and never makes the check throw", () => {
    const links = chain(3).map((link, at) =>
      at === 2 ? { ...link, tenantId: `ten_${"Z".repeat(26)}` } : link,
    );
    expect(verifyChain(sha256Hex, links)).toMatchObject({ ok: false, at: 3 });
    fc.assert(
      fc.property(fc.array(fc.anything(), { minLength: 1 }), (odd) => !verifyChain(sha256Hex, odd).ok),
    );
  });
});

describe("an entry", () => {
  it("ASVS 16.2.5: never holds a secret", () => {
    for (const secret of [
      `sp_hook_${"a".repeat(38)}`,
      `sp_api_${"A".repeat(64)}`,
      "whsec_c2VjcmV0",
      "eyJhbGciOiJF.eyJpc3Mi.AAAA",
    ]) {
      expect(auditText(`before ${secret} after`)).toBe("before [secret] after");
    }
  });

  it("ASVS 16.4.1: cannot be made to look like two", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.integer({ min: 0, max: 0x2100 }).map((code) => String.fromCharCode(code)) }),
        (text) => {
          const entry = makeAuditEntry({ ...news, after: { name: text } }, "0".repeat(32), 0);
          expect(JSON.stringify(entry)).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e]/u);
        },
      ),
    );
    expect(auditText('a\r\n{"fake":1}')).toBe('a\ufffd\ufffd{"fake":1}');
  });
});
