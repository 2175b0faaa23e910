import * as z from "zod";
import { idSchema } from "../ids.ts";
import { auditActions } from "./actions.ts";
import { isAuditText } from "./text.ts";

/** Longest texts of an entry, in UTF-16 units; an entry stays far below the 2 MB of a row. */
export const LONGEST = {
  name: 120,
  agent: 256,
  address: 64,
  field: 160,
  value: 512,
  reason: 1_000,
  ref: 64,
} as const;
export const MOST_CHANGES = 64;

export function safeText(longest: number) {
  return z.string().max(longest).refine(isAuditText, "holds characters that must be encoded");
}

/** Who does things: a person, a program with a token, the agent, whoever sends to a hook, or Sallyport itself. */
export const actorKindSchema = z.enum(["person", "token", "bootstrap", "agent", "sender", "system"]);

export const subjectKindSchema = z.enum([
  "person",
  "tenant",
  "token",
  "key",
  "strategy",
  "account",
  "agent",
  "session",
  "channel",
]);

/** One field that changed, as text; null where it was or is absent. */
export const changeSchema = z.strictObject({
  field: safeText(LONGEST.field),
  before: safeText(LONGEST.value).nullable(),
  after: safeText(LONGEST.value).nullable(),
});
export type Change = z.infer<typeof changeSchema>;

const atMsSchema = z.number().int().nonnegative();

/**
 * What somebody wants recorded, before the tenant's chain gives it a place. Closed: there is no field into
 * which a body, a header or a key could be put as it came. `who` (name, address, agent) and a `subject` that is
 * a person are personal; they may stand nowhere else in the draft.
 */
export const auditDraftSchema = z.strictObject({
  /** Made by the source; the chain takes it once. */
  id: idSchema("aud"),
  /** Epoch milliseconds UTC, by the clock of the source. */
  atMs: atMsSchema,
  action: z.enum(auditActions),
  verdict: z.enum(["done", "refused"]),
  /** The refusal's code. */
  code: z
    .string()
    .regex(/^[a-z][a-z0-9_]{1,60}$/)
    .nullable(),
  who: z.strictObject({
    kind: actorKindSchema,
    /** A `usr_`, `agt_` or token id; null for those that have none. */
    id: safeText(LONGEST.ref).nullable(),
    name: safeText(LONGEST.name).nullable(),
    address: safeText(LONGEST.address).nullable(),
    /** The client program as it calls itself. */
    agent: safeText(LONGEST.agent).nullable(),
  }),
  subject: z
    .strictObject({
      kind: subjectKindSchema,
      id: safeText(LONGEST.ref),
      name: safeText(LONGEST.name).nullable(),
    })
    .nullable(),
  changes: z.array(changeSchema).max(MOST_CHANGES),
  /** Changes beyond the limit, which are not listed. */
  moreChanges: z.number().int().nonnegative(),
  reason: safeText(LONGEST.reason).nullable(),
  /** How many events the entry stands for; more than one where a stranger could otherwise fill the chain. */
  count: z.number().int().positive(),
});
export type AuditDraft = z.infer<typeof auditDraftSchema>;
export type Actor = AuditDraft["who"];
export type Subject = NonNullable<AuditDraft["subject"]>;
