import { z } from "zod";
import { tenantIdSchema } from "../ids.ts";
import { type AuditEntry, auditEntrySchema } from "./entry.ts";

/**
 * The hash chain of a tenant's audit: each entry's hash covers the one before, so that nothing can be changed,
 * taken out, put in or moved without every later hash being wrong. The first one covers the tenant's id.
 */

/** Hex SHA-256 of UTF-8 text; passed in, because the domain has no crypto. */
export type Sha256Hex = (text: string) => string;

export const auditLinkSchema = z.strictObject({
  tenantId: tenantIdSchema,
  /** Counts from 1 without gaps. */
  seq: z.int().positive(),
  entry: auditEntrySchema,
  hash: z.string().regex(/^[0-9a-f]{64}$/),
});
export type AuditLink = z.infer<typeof auditLinkSchema>;

const VERSION = "sallyport-audit-1";

/** What the hash of the first entry covers in the place of an entry before. */
export function genesisHash(sha256Hex: Sha256Hex, tenantId: string): string {
  return sha256Hex(JSON.stringify([VERSION, tenantId]));
}

/** The hash of an entry after `previous`. */
export function linkHash(sha256Hex: Sha256Hex, previous: string, seq: number, entry: AuditEntry): string {
  return sha256Hex(JSON.stringify([VERSION, previous, seq, canonical(entry)]));
}

/** One text for one entry, whatever the order in which somebody wrote its fields. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (value === null || typeof value !== "object") return value;
  const pairs = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return { object: pairs.map(([key, inner]) => [key, canonical(inner)]) };
}

export type ChainVerdict =
  | { readonly ok: true; readonly entries: number; readonly head: string | null }
  | { readonly ok: false; readonly at: number; readonly why: string };

/** Judges an export from its first entry on; `at` counts the entries as they stand, from 1. */
export function verifyChain(sha256Hex: Sha256Hex, links: Iterable<unknown>): ChainVerdict {
  let tenantId: string | null = null;
  let previous = "";
  let seq = 0;
  for (const candidate of links) {
    const at = seq + 1;
    const read = auditLinkSchema.safeParse(candidate);
    if (!read.success)
      return { ok: false, at, why: `it is no entry: ${read.error.issues[0]?.path.join(".") ?? ""}` };
    const link = read.data;
    if (tenantId === null) {
      tenantId = link.tenantId;
      previous = genesisHash(sha256Hex, tenantId);
    }
    if (link.tenantId !== tenantId) return { ok: false, at, why: "it is another tenant's" };
    if (link.seq !== at) return { ok: false, at, why: `it says that it is entry ${link.seq}` };
    if (linkHash(sha256Hex, previous, at, link.entry) !== link.hash) {
      return { ok: false, at, why: "its hash does not follow from what it says and the entry before" };
    }
    previous = link.hash;
    seq = at;
  }
  return { ok: true, entries: seq, head: seq === 0 ? null : previous };
}
