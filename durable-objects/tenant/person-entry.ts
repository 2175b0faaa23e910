import { auditEntrySchema, subjectPersonalSchema, whoPersonalSchema } from "../../src/domain/audit/entry.ts";
import type { auditEntries } from "./schema.ts";

/** An entry of the audit log as the person is shown it whom it is about. */
export interface PersonEntry {
  readonly sequence: number;
  readonly atMs: number;
  readonly action: string;
  readonly verdict: string;
  readonly code: string | null;
  /** `yes`: the person did it; otherwise what kind of somebody did. */
  readonly byYou: boolean;
  readonly byKind: string;
  readonly address: string | null;
  readonly agent: string | null;
  readonly aboutYou: boolean;
  /** What it was done to, unless that is another person. */
  readonly subject: { readonly kind: string; readonly id: string | null };
  readonly changes: readonly {
    readonly field: string;
    readonly before: string | null;
    readonly after: string | null;
  }[];
}

/** Takes out whatever concerns anybody but `userId`. */
export function entryAbout(row: typeof auditEntries.$inferSelect, userId: string): PersonEntry {
  const entry = auditEntrySchema.parse(JSON.parse(row.entry));
  const who = row.who === null ? null : whoPersonalSchema.parse(JSON.parse(row.who));
  const subject = row.subject === null ? null : subjectPersonalSchema.parse(JSON.parse(row.subject));
  const byYou = who?.id === userId;
  const kind = entry.subject?.kind ?? "none";
  return {
    sequence: entry.sequence,
    atMs: entry.atMs,
    action: entry.action,
    verdict: entry.verdict,
    code: entry.code,
    byYou,
    byKind: entry.who.kind,
    address: byYou ? (who?.address ?? null) : null,
    agent: byYou ? (who?.agent ?? null) : null,
    aboutYou: subject?.id === userId,
    subject: { kind, id: kind === "person" ? null : (entry.subject?.ref ?? null) },
    changes: entry.changes,
  };
}
