import * as z from "zod";
import { idSchema, tenantIdSchema } from "../ids.ts";
import { actorKindSchema, auditDraftSchema, LONGEST, safeText, subjectKindSchema } from "./draft.ts";

/** Raised with every change of what is hashed or how; a reader refuses versions that it does not know. */
export const AUDIT_VERSION = 1;

export const hashSchema = z.string().regex(/^[0-9a-f]{64}$/, "not a SHA-256 in hex");
const saltSchema = z.string().regex(/^[0-9a-f]{64}$/, "not 32 bytes in hex");
const refSchema = z.union([idSchema("psn"), safeText(LONGEST.ref)]);

const { id, atMs, action, verdict, code, changes, moreChanges, reason, count } = auditDraftSchema.shape;

/**
 * What the chain's hash covers. Nothing in it is personal: a person is named by a pseudonym (`psn_`, random), and
 * what is personal stands beside the entry and is covered by a salted commitment. So it can be deleted later
 * and the chain stays what it was.
 */
export const auditEntrySchema = z.strictObject({
  v: z.literal(AUDIT_VERSION),
  tenantId: tenantIdSchema,
  /** From 1, without a gap. */
  sequence: z.number().int().positive(),
  /** The hash of the entry before; 64 zeros for the first. */
  previous: hashSchema,
  id,
  atMs,
  /** When the chain took it, by the tenant's clock. */
  recordedAtMs: z.number().int().nonnegative(),
  action,
  verdict,
  code,
  who: z.strictObject({ kind: actorKindSchema, ref: refSchema.nullable(), personal: hashSchema }),
  subject: z
    .strictObject({
      kind: subjectKindSchema,
      ref: refSchema,
      name: safeText(LONGEST.name).nullable(),
      personal: hashSchema.nullable(),
    })
    .nullable(),
  changes,
  moreChanges,
  reason,
  count,
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;

const actor = auditDraftSchema.shape.who.shape;

/** What `who.personal` commits to. */
export const whoPersonalSchema = z.strictObject({
  salt: saltSchema,
  id: actor.id,
  name: actor.name,
  address: actor.address,
  agent: actor.agent,
});
export type WhoPersonal = z.infer<typeof whoPersonalSchema>;

/** What `subject.personal` commits to, when the subject is a person. */
export const subjectPersonalSchema = z.strictObject({
  salt: saltSchema,
  id: safeText(LONGEST.ref),
  name: safeText(LONGEST.name).nullable(),
});
export type SubjectPersonal = z.infer<typeof subjectPersonalSchema>;

/** An entry as it is kept, listed and exported. The personal parts are null once they were deleted. */
export const auditRecordSchema = z.strictObject({
  entry: auditEntrySchema,
  hash: hashSchema,
  who: whoPersonalSchema.nullable(),
  subject: subjectPersonalSchema.nullable(),
});
export type AuditRecord = z.infer<typeof auditRecordSchema>;
