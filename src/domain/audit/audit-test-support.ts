import { createHash } from "node:crypto";
import fc from "fast-check";
import { makeId } from "../ids.ts";
import { auditActions } from "./actions.ts";
import { type ChainEnd, emptyChain, nextRecord } from "./append.ts";
import type { AuditDraft } from "./draft.ts";
import type { AuditRecord } from "./entry.ts";
import { type Happening, makeDraft } from "./make-draft.ts";

export const sha256 = (data: Uint8Array): string => createHash("sha256").update(data).digest("hex");

export const TENANT = makeId("ten", 1_795_000_000_000, new Uint8Array(16).fill(1));
const NOW_MS = 1_795_000_000_000;

/** Bytes that differ for every `n`. */
function bytesOf(n: number): Uint8Array {
  return createHash("sha256").update(String(n)).digest();
}

export function draftOf(happening: Happening, n = 0): AuditDraft {
  return makeDraft(happening, NOW_MS + n, bytesOf(n));
}

export function recordOf(draft: AuditDraft, end: ChainEnd, n = 0): AuditRecord {
  return nextRecord(draft, end, {
    tenantId: TENANT,
    nowMs: NOW_MS + n,
    salts: [sha256(bytesOf(n + 1_000_000)), sha256(bytesOf(n + 2_000_000))],
    pseudonymOf: (person) => makeId("psn", 0, createHash("sha256").update(person).digest()),
    sha256,
  });
}

export function chainOf(happenings: readonly Happening[]): AuditRecord[] {
  const records: AuditRecord[] = [];
  for (const [n, happening] of happenings.entries()) {
    const last = records.at(-1);
    const end = last === undefined ? emptyChain : { sequence: last.entry.sequence, hash: last.hash };
    records.push(recordOf(draftOf(happening, n), end, n));
  }
  return records;
}

/** Any text, hostile ones above all. */
const texts = fc.oneof(
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.constantFrom(
    "\r\n200 OK",
    "\u0000",
    "\u202edesrever",
    "\ud800",
    "\\u{d}",
    "<script>",
    "' OR 1=1 --",
    "€",
  ),
);

const jsonData = fc.jsonValue({ maxDepth: 3, stringUnit: "binary" });

export const happenings: fc.Arbitrary<Happening> = fc.record({
  action: fc.constantFrom(...auditActions),
  who: fc.record({
    kind: fc.constantFrom("person", "token", "bootstrap", "agent", "sender", "system"),
    id: fc.option(fc.constantFrom("usr_A", "usr_B", "tok_1")),
    name: fc.option(texts),
    address: fc.option(texts),
    agent: fc.option(texts),
  }),
  subject: fc.record({
    kind: fc.constantFrom("person", "strategy", "account"),
    id: fc.constantFrom("usr_A", "usr_B", "str_1"),
    name: fc.option(texts),
  }),
  before: jsonData,
  after: jsonData,
  reason: fc.option(texts),
});

export const chains: fc.Arbitrary<AuditRecord[]> = fc
  .array(happenings, { minLength: 1, maxLength: 8 })
  .map(chainOf);
