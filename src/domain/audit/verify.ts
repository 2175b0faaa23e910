import { type AuditRecord, auditRecordSchema } from "./entry.ts";
import { BEFORE_THE_FIRST, commitSubject, commitWho, hashOfEntry, type Sha256Hex } from "./hash.ts";

/** A place in the chain with what a signed head says of it. */
export interface Head {
  readonly tenantId: string;
  readonly sequence: number;
  readonly hash: string;
  /** When it was signed. */
  readonly atMs: number;
}

export const linkFaultCodes = [
  "malformed",
  "other_tenant",
  "gap",
  "link_broken",
  "entry_changed",
  "person_changed",
  "id_twice",
  "head_differs",
  "end_missing",
] as const;

/** The first link that does not hold. */
export interface LinkFault {
  readonly code: (typeof linkFaultCodes)[number];
  /** The entry at fault, or, when it cannot be read, the one that should stand there. */
  readonly sequence: number;
  readonly message: string;
}

/**
 * Walks a chain entry by entry, from wherever it begins. Feed it the entries in order and the heads, whose
 * signatures have been verified, whenever they come; the first fault is kept, and nothing after it counts.
 */
export interface ChainWalk {
  /**
   * Before the first entry: what the chain continues, by a head whose signature was verified. The part up to it was
   * deleted; the first entry must be the next one.
   */
  readonly beginAfter: (head: Head) => void;
  readonly next: (record: unknown) => LinkFault | null;
  /** What is left to say when nothing more comes; `heads` are all signed heads that are known. */
  readonly finish: (heads: readonly Head[]) => LinkFault | null;
  readonly state: () => {
    readonly first: number;
    readonly last: number;
    readonly hash: string;
    readonly entries: number;
    /** True when a signed head vouches for where the chain begins. */
    readonly vouched: boolean;
  };
}

/** `tenantId` null: that of the first entry. */
export function walkChain(sha256: Sha256Hex, tenantId: string | null = null): ChainWalk {
  let fault: LinkFault | null = null;
  let tenant = tenantId;
  let [first, last, hash] = [0, 0, BEFORE_THE_FIRST];
  let vouched = false;
  let before = BEFORE_THE_FIRST;
  const ids = new Set<string>();
  const hashes = new Map<number, string>();

  const judge = (value: unknown): LinkFault | null => {
    const expected = last + 1;
    const parsed = auditRecordSchema.safeParse(value);
    if (!parsed.success) {
      const place = parsed.error.issues[0]?.path.join(".") ?? "";
      return { code: "malformed", sequence: expected, message: `the entry cannot be read at "${place}"` };
    }
    const { entry } = parsed.data;
    const { sequence } = entry;
    tenant ??= entry.tenantId;
    if (entry.tenantId !== tenant) {
      return { code: "other_tenant", sequence, message: `it belongs to ${entry.tenantId}, not to ${tenant}` };
    }
    // The part before an export's first entry is not in it; what it was follows from the first `previous`.
    if (first === 0 && sequence > 1 && !vouched) [last, hash] = [sequence - 1, entry.previous];
    if (sequence !== last + 1) {
      return {
        code: "gap",
        sequence: last + 1,
        message: `entry ${last + 1} is missing: ${sequence} stands in its place`,
      };
    }
    if (entry.previous !== hash) {
      return { code: "link_broken", sequence, message: `it does not continue entry ${sequence - 1}` };
    }
    if (hashOfEntry(entry, sha256) !== parsed.data.hash) {
      return { code: "entry_changed", sequence, message: "its hash is not that of what it says" };
    }
    const changed = personChanged(parsed.data, sha256);
    if (changed !== null) return { code: "person_changed", sequence, message: changed };
    if (ids.has(entry.id)) return { code: "id_twice", sequence, message: `${entry.id} was recorded before` };
    ids.add(entry.id);
    hashes.set(sequence, parsed.data.hash);
    if (first === 0) [first, before] = [sequence, entry.previous];
    [last, hash] = [sequence, parsed.data.hash];
    return null;
  };

  return {
    beginAfter: (head) => {
      if (first > 0 || vouched) return;
      [vouched, last, hash] = [true, head.sequence, head.hash];
    },
    next: (record) => {
      fault ??= judge(record);
      return fault;
    },
    finish: (heads) => {
      fault ??= judgeHeads(heads, tenant, { first, last, hashes, before });
      return fault;
    },
    state: () => ({ first, last, hash, entries: hashes.size, vouched }),
  };
}

/** Verifies a whole chain at once; see `walkChain`. */
export function verifyChain(
  records: Iterable<unknown>,
  heads: readonly Head[],
  sha256: Sha256Hex,
  tenantId: string | null = null,
): LinkFault | null {
  const walk = walkChain(sha256, tenantId);
  for (const record of records) {
    const fault = walk.next(record);
    if (fault !== null) return fault;
  }
  return walk.finish(heads);
}

/** What is personal may be gone, but not be another one. */
function personChanged({ entry, who, subject }: AuditRecord, sha256: Sha256Hex): string | null {
  if (who !== null && commitWho(who, sha256) !== entry.who.personal) {
    return "who it was is not what was committed to";
  }
  if (subject === null) return null;
  if (entry.subject === null || entry.subject.personal === null)
    return "it names a person that it does not concern";
  return commitSubject(subject, sha256) === entry.subject.personal
    ? null
    : "whom it concerns is not what was committed to";
}

interface Walked {
  readonly first: number;
  readonly last: number;
  readonly hashes: ReadonlyMap<number, string>;
  /** What the first entry says that it continues. */
  readonly before: string;
}

function judgeHeads(
  heads: readonly Head[],
  tenantId: string | null,
  { first, last, hashes, before }: Walked,
): LinkFault | null {
  let agreed = first - 1;
  for (const head of [...heads].sort((a, b) => a.sequence - b.sequence)) {
    const { sequence } = head;
    if (tenantId !== null && head.tenantId !== tenantId) {
      return { code: "other_tenant", sequence, message: `a signed head belongs to ${head.tenantId}` };
    }
    if (sequence > last) {
      return { code: "end_missing", sequence: last + 1, message: `a signed head knows ${sequence} entries` };
    }
    const known = sequence === first - 1 ? before : hashes.get(sequence);
    if (first > 0 && sequence >= first - 1 && known !== head.hash) {
      const message = `another hash was signed here: something from entry ${agreed + 1} on was written anew`;
      return { code: "head_differs", sequence, message };
    }
    agreed = sequence;
  }
  return null;
}
