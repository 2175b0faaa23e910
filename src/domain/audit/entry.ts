import { z } from "zod";

/** What an entry may say of a thing before and after; flat, so that two entries can be laid side by side. */
const stateSchema = z.record(
  z.string().regex(/^[a-zA-Z]{1,40}$/),
  z.union([z.string().max(500), z.number(), z.boolean(), z.null(), z.array(z.string().max(100)).max(100)]),
);
export type AuditState = z.infer<typeof stateSchema>;

/** One thing that somebody did or tried, as it stands in the chain. */
export const auditEntrySchema = z.strictObject({
  /** 128 random bits in hex: an entry that is delivered twice counts once. */
  id: z.string().regex(/^[0-9a-f]{32}$/),
  /** Epoch milliseconds, UTC. */
  atMs: z.int().nonnegative(),
  /** A `usr_` id, the id of an API token, `bootstrap`, or `system`. */
  actor: z.string().regex(/^[A-Za-z0-9_]{1,64}$/),
  /** What was done, e.g. `member.changed`. */
  action: z.string().regex(/^[a-z]+(\.[a-z_]+)+$/),
  /** The id of what it was done to. */
  subject: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
  verdict: z.enum(["done", "refused"]),
  /** The code of the refusal. */
  reason: z
    .string()
    .regex(/^[a-z][a-z0-9_]{1,60}$/)
    .nullable(),
  /** The client's address, or the /64 of it. */
  address: z
    .string()
    .regex(/^[0-9a-fA-F.:/]{1,64}$|^unknown$/)
    .nullable(),
  before: stateSchema.nullable(),
  after: stateSchema.nullable(),
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;

/** An entry without what the writer adds. */
export type AuditNews = Pick<AuditEntry, "actor" | "action" | "subject"> &
  Partial<Pick<AuditEntry, "verdict" | "reason" | "address" | "before" | "after">>;

/** Everything that has the shape of a key, a hook's secret, an access token or a sealed secret. */
const SECRET =
  /(?:sp_[a-z]{2,6}_[0-9A-Za-z]{8,}|whsec_[A-Za-z0-9+/=]+|eyJ[\w-]+\.[\w-]+\.[\w-]*|v1\.[\w-]+\.[\w-]{16}\.[\w-]+)/g;
const MASKED = "[secret]";

/** Control, direction and line characters: what could make a log line look like two. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Text as an entry may hold it: secrets masked, unprintable characters replaced, at most 500 characters. */
export function auditText(text: string): string {
  const wellFormed = text.toWellFormed().replace(SECRET, MASKED).replace(UNPRINTABLE, "\ufffd");
  return [...wellFormed].slice(0, 240).join("");
}

function auditState(state: AuditState | null | undefined): AuditState | null {
  if (state === null || state === undefined) return null;
  const cleaned = Object.entries(state).map(([key, value]) => {
    if (typeof value === "string") return [key, auditText(value)];
    return [key, Array.isArray(value) ? value.map((item) => auditText(item).slice(0, 100)) : value];
  });
  return stateSchema.parse(Object.fromEntries(cleaned));
}

/** The whole entry; `id` is 128 random bits in hex. */
export function makeAuditEntry(news: AuditNews, id: string, atMs: number): AuditEntry {
  return auditEntrySchema.parse({
    id,
    atMs,
    actor: news.actor,
    action: news.action,
    subject: news.subject,
    verdict: news.verdict ?? "done",
    reason: news.reason ?? null,
    address: news.address ?? null,
    before: auditState(news.before),
    after: auditState(news.after),
  });
}
