import type { AuditDraft } from "./draft.ts";
import { AUDIT_VERSION, type AuditEntry, type AuditRecord } from "./entry.ts";
import { BEFORE_THE_FIRST, commitSubject, commitWho, hashOfEntry, type Sha256Hex } from "./hash.ts";

/** Where a chain stands: its last entry. */
export interface ChainEnd {
  readonly sequence: number;
  readonly hash: string;
}

export const emptyChain: ChainEnd = { sequence: 0, hash: BEFORE_THE_FIRST };

export interface AppendContext {
  readonly tenantId: string;
  readonly nowMs: number;
  /** Two salts of 32 random bytes in hex: whoever knows a commitment must not be able to guess what it hides. */
  readonly salts: readonly [who: string, subject: string];
  /** The pseudonym of a person in this tenant, the same at every call until it is deleted. */
  readonly pseudonymOf: (personId: string) => string;
  readonly sha256: Sha256Hex;
}

/** The record that follows `end`. */
export function nextRecord(draft: AuditDraft, end: ChainEnd, context: AppendContext): AuditRecord {
  const { tenantId, nowMs, salts, pseudonymOf, sha256 } = context;
  const { who, subject } = draft;
  const isPerson = who.kind === "person" && who.id !== null;
  const { id, name, address, agent } = who;
  // A token or an agent is no person: its id stays when the person's part goes.
  const whoPersonal = { salt: salts[0], id: isPerson ? id : null, name, address, agent };
  const subjectPersonal =
    subject?.kind === "person" ? { salt: salts[1], id: subject.id, name: subject.name } : null;
  const entry: AuditEntry = {
    v: AUDIT_VERSION,
    tenantId,
    sequence: end.sequence + 1,
    previous: end.hash,
    id: draft.id,
    atMs: draft.atMs,
    recordedAtMs: nowMs,
    action: draft.action,
    verdict: draft.verdict,
    code: draft.code,
    who: {
      kind: who.kind,
      ref: isPerson && id !== null ? pseudonymOf(id) : id,
      personal: commitWho(whoPersonal, sha256),
    },
    subject:
      subject === null
        ? null
        : {
            kind: subject.kind,
            ref: subjectPersonal === null ? subject.id : pseudonymOf(subject.id),
            name: subjectPersonal === null ? subject.name : null,
            personal: subjectPersonal === null ? null : commitSubject(subjectPersonal, sha256),
          },
    changes: draft.changes,
    moreChanges: draft.moreChanges,
    reason: draft.reason,
    count: draft.count,
  };
  return { entry, hash: hashOfEntry(entry, sha256), who: whoPersonal, subject: subjectPersonal };
}
