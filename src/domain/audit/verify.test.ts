import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nextRecord } from "./append.ts";
import { chainOf, chains, draftOf, happenings, sha256, TENANT } from "./audit-test-support.ts";
import { type AuditRecord, auditRecordSchema } from "./entry.ts";
import { hashOfEntry } from "./hash.ts";
import { type Head, verifyChain } from "./verify.ts";

function headAt({ entry, hash }: AuditRecord): Head {
  return { tenantId: entry.tenantId, sequence: entry.sequence, hash, atMs: entry.recordedAtMs };
}

/** Every way to one leaf of plain data. */
function leaves(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== "object" || value === null) return [path];
  return Object.entries(value).flatMap(([key, part]) => leaves(part, [...path, key]));
}

function tamper(value: unknown): unknown {
  if (typeof value === "number") return value + 1;
  if (typeof value === "string")
    return value.endsWith("0") ? `${value.slice(0, -1)}1` : `${value.slice(0, -1)}0`;
  return value === null ? "x" : null;
}

/** A deep copy in which the leaf at `path` is another one. */
function tampered(value: unknown, path: readonly string[]): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return tamper(value);
  if (Array.isArray(value)) {
    return value.map((part, index) => (String(index) === key ? tampered(part, rest) : part));
  }
  const fields = Object.entries(value ?? {});
  return Object.fromEntries(fields.map(([name, part]) => [name, name === key ? tampered(part, rest) : part]));
}

/** A chain that says something else from `at` on, with every hash right. */
function rewritten(chain: readonly AuditRecord[], at: number): AuditRecord[] {
  const records = chain.slice(0, at);
  for (const record of chain.slice(at)) {
    const previous = records.at(-1)?.hash ?? record.entry.previous;
    const entry = { ...record.entry, previous, count: record.entry.count + 1 };
    records.push({ ...record, entry, hash: hashOfEntry(entry, sha256) });
  }
  return records;
}

describe("ASVS 16.4.2: a chain of audit entries", () => {
  it("holds as it was written, whole or from any entry on", () => {
    fc.assert(
      fc.property(chains, fc.nat(7), (chain, from) => {
        expect(verifyChain(chain, chain.map(headAt), sha256, TENANT)).toBeNull();
        const part = chain.slice(from % chain.length);
        expect(verifyChain(part, chain.map(headAt), sha256, TENANT)).toBeNull();
      }),
    );
  });

  it("is the same after it was stored as JSON", () => {
    fc.assert(
      fc.property(chains, (chain) => {
        const stored: unknown[] = chain.map((record) => JSON.parse(JSON.stringify(record)));
        expect(verifyChain(stored, [], sha256)).toBeNull();
        for (const record of stored) expect(auditRecordSchema.safeParse(record).success).toBe(true);
      }),
    );
  });

  it("breaks at the very entry in which any field is another one", () => {
    fc.assert(
      fc.property(chains, fc.nat(), fc.nat(), (chain, n, leaf) => {
        const at = n % chain.length;
        const paths = leaves(chain[at]);
        const path = paths[leaf % paths.length] ?? [];
        const forged = chain.map((record, index) => (index === at ? tampered(record, path) : record));
        const fault = verifyChain(forged, chain.map(headAt), sha256, TENANT);
        // A first entry with another number passes for the beginning of a part until its hash is looked at.
        expect(fault, path.join(".")).not.toBeNull();
        if (path.at(-1) !== "sequence") expect(fault?.sequence, path.join(".")).toBe(at + 1);
      }),
      { numRuns: 300 },
    );
  });

  it("breaks where an entry was taken out, put in twice, or moved", () => {
    fc.assert(
      fc.property(fc.array(happenings, { minLength: 3, maxLength: 8 }).map(chainOf), fc.nat(), (chain, n) => {
        const at = 1 + (n % (chain.length - 2));
        const record = chain[at];
        if (record === undefined) throw new Error("no such record");
        const without = chain.toSpliced(at, 1);
        expect(verifyChain(without, [], sha256)).toMatchObject({ code: "gap", sequence: at + 1 });
        const twice = chain.toSpliced(at, 0, record);
        expect(verifyChain(twice, [], sha256)).toMatchObject({ code: "gap", sequence: at + 2 });
        const moved = [...without, record];
        expect(verifyChain(moved, [], sha256)).toMatchObject({ code: "gap", sequence: at + 1 });
      }),
    );
  });

  it("that was written anew with right hashes is found by the next signed head", () => {
    fc.assert(
      fc.property(chains, fc.nat(), (chain, n) => {
        const at = n % chain.length;
        const forged = rewritten(chain, at);
        expect(verifyChain(forged, [], sha256)).toBeNull();
        const fault = verifyChain(forged, chain.map(headAt), sha256);
        expect(fault).toMatchObject({ code: "head_differs", sequence: at + 1 });
      }),
    );
  });

  it("that was cut off at its end is found by a signed head", () => {
    const chain = chainOf([
      { action: "strategy.created", who: { kind: "bootstrap" } },
      { action: "strategy.halted", who: { kind: "bootstrap" } },
    ]);
    const fault = verifyChain(chain.slice(0, 1), chain.map(headAt), sha256);
    expect(fault).toMatchObject({ code: "end_missing", sequence: 2 });
    expect(verifyChain([], chain.map(headAt), sha256)).toMatchObject({ code: "end_missing", sequence: 1 });
  });

  it("of another tenant does not pass for this one's", () => {
    const chain = chainOf([{ action: "strategy.created", who: { kind: "bootstrap" } }]);
    const other = "ten_00000000000000000000000000";
    expect(verifyChain(chain, [], sha256, other)).toMatchObject({ code: "other_tenant", sequence: 1 });
    const [record] = chain;
    if (record === undefined) throw new Error("no record");
    expect(verifyChain(chain, [{ ...headAt(record), tenantId: other }], sha256)).toMatchObject({
      code: "other_tenant",
    });
  });

  it("does not take the same event twice", () => {
    const draft = draftOf({ action: "strategy.halted", who: { kind: "bootstrap" } });
    const context = {
      tenantId: TENANT,
      nowMs: 1,
      salts: ["0".repeat(64), "1".repeat(64)] as const,
      pseudonymOf: (id: string) => id,
      sha256,
    };
    const one = nextRecord(draft, { sequence: 0, hash: "0".repeat(64) }, context);
    const two = nextRecord(draft, { sequence: 1, hash: one.hash }, context);
    expect(verifyChain([one, two], [], sha256)).toMatchObject({ code: "id_twice", sequence: 2 });
  });
});

describe("ASVS 14.2.7: what is personal in an entry", () => {
  it("can be deleted, and the chain stays what it was", () => {
    fc.assert(
      fc.property(chains, fc.nat(), (chain, n) => {
        const forgotten = chain.map((record, index) =>
          index === n % chain.length ? { ...record, who: null, subject: null } : record,
        );
        expect(verifyChain(forgotten, chain.map(headAt), sha256, TENANT)).toBeNull();
      }),
    );
  });

  it("is nowhere in what the hash covers", () => {
    const [record] = chainOf([
      {
        action: "member.changed",
        who: {
          kind: "person",
          id: "usr_ONE",
          name: "ann@example.com",
          address: "203.0.113.7",
          agent: "Browser",
        },
        subject: { kind: "person", id: "usr_TWO", name: "bob@example.com" },
      },
    ]);
    const hashed = JSON.stringify(record?.entry);
    for (const personal of ["usr_", "ann@", "bob@", "203.0.113.7", "Browser"]) {
      expect(hashed).not.toContain(personal);
    }
    expect(record?.entry.who.ref).toMatch(/^psn_/);
    expect(record?.entry.subject?.ref).toMatch(/^psn_/);
  });

  it("cannot be swapped for another person", () => {
    const chain = chainOf([
      { action: "login.succeeded", who: { kind: "person", id: "usr_ONE", name: "ann@example.com" } },
    ]);
    const framed = chain.map((record) => ({
      ...record,
      who: record.who === null ? null : { ...record.who, name: "bob@example.com" },
    }));
    expect(verifyChain(framed, [], sha256)).toMatchObject({ code: "person_changed", sequence: 1 });
  });
});
