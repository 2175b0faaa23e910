import { canonicalJson } from "../json/canonical.ts";
import { AUDIT_VERSION, type AuditEntry, type SubjectPersonal, type WhoPersonal } from "./entry.ts";

/** SHA-256 of bytes in hex; passed in because the domain has no crypto of its own. */
export type Sha256Hex = (data: Uint8Array) => string;

/** `previous` of a chain's first entry. */
export const BEFORE_THE_FIRST = "0".repeat(64);

/** One byte before everything that is hashed says what it is, so that no entry can pass for a commitment. */
const KIND = { entry: 1, who: 2, subject: 3 } as const;

const utf8 = new TextEncoder();

/**
 * The hash of an entry: SHA-256 over the bytes {version, 1}, the 32 bytes of `previous`, and the entry's
 * canonical JSON in UTF-8.
 */
export function hashOfEntry(entry: AuditEntry, sha256: Sha256Hex): string {
  return sha256(bytes(KIND.entry, entry.previous, canonicalJson(entry)));
}

/** The commitment to who did it: {version, 2}, the 32 bytes of the salt, canonical JSON of the rest. */
export function commitWho({ salt, ...rest }: WhoPersonal, sha256: Sha256Hex): string {
  return sha256(bytes(KIND.who, salt, canonicalJson(rest)));
}

/** The commitment to the person that it was done to. */
export function commitSubject({ salt, ...rest }: SubjectPersonal, sha256: Sha256Hex): string {
  return sha256(bytes(KIND.subject, salt, canonicalJson(rest)));
}

function bytes(kind: number, hex: string, text: string): Uint8Array {
  const tail = utf8.encode(text);
  const all = new Uint8Array(2 + hex.length / 2 + tail.length);
  all[0] = AUDIT_VERSION;
  all[1] = kind;
  for (let i = 0; i < hex.length / 2; i++) all[2 + i] = Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16);
  all.set(tail, 2 + hex.length / 2);
  return all;
}
