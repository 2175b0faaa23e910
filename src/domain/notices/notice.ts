import * as z from "zod";
import { severitySchema } from "../security/severity.ts";

/** What the gateway tells people of its own accord. */
export const noticeKindSchema = z.enum([
  /** Something was detected; see src/domain/security/. */
  "security",
  "emergency",
  /** An order whose outcome is not known, an agent that is away, a delivery that keeps failing. */
  "trading",
  /** About one person's own account: a new device, a changed factor. */
  "person",
  "report",
  "test",
]);
export type NoticeKind = z.infer<typeof noticeKindSchema>;

/** Plain text only: each channel writes it in its own syntax, and nothing in it is taken for markup. */
export const noticeSchema = z.strictObject({
  /** The same id is told once, whoever repeats it. */
  id: z.string().min(1).max(80),
  kind: noticeKindSchema,
  severity: severitySchema,
  atMs: z.number().int().nonnegative(),
  /** One line. */
  title: z.string().min(1).max(160),
  /** What happened, in sentences. */
  text: z.string().max(4_000),
  /** What to do now; null when there is nothing to do. */
  advice: z.string().max(1_000).nullable(),
  /** What it is about, as short names and values, e.g. `["Address", "192.0.2.7"]`. */
  facts: z.array(z.tuple([z.string().max(60), z.string().max(200)])).max(20),
});
export type Notice = z.infer<typeof noticeSchema>;

/**
 * Tells a notice to whoever the tenant named. Call it within the transaction of what causes it: the notice is
 * stored with it, and sent after it.
 */
export interface NoticeTeller {
  tell(notice: Notice): void;
}
