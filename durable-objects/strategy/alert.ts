import * as z from "zod";
import { signalSchema } from "../../src/domain/alert/signal.ts";
import { accountIdSchema, alertIdSchema } from "../../src/domain/ids.ts";
import { refusalSchema } from "../../src/domain/refusal.ts";

/** What became of a signal on one route. */
export const routeOutcomeSchema = z.object({
  accountId: accountIdSchema,
  /** Why it did not go there; null when it did. */
  refusal: refusalSchema.nullable(),
});
export type RouteOutcome = z.infer<typeof routeOutcomeSchema>;

/** An alert as its strategy keeps it. */
export const alertSchema = z.object({
  id: alertIdSchema,
  /** Epoch milliseconds. */
  receivedAtMs: z.number().int(),
  /** When the verdict was stored. */
  decidedAtMs: z.number().int(),
  verdict: z.enum(["accepted", "refused", "duplicate"]),
  /** As it came, with secrets blacked out: character for character, so that `refusal.at` still fits. */
  body: z.string(),
  /** The sender's own id for the alert. */
  explicitId: z.string().nullable(),
  /** The client's address. */
  address: z.string().nullable(),
  duplicateOf: alertIdSchema.nullable(),
  /** What the sender of a duplicate was told. */
  hint: z.string().nullable(),
  refusal: refusalSchema.nullable(),
  signal: signalSchema.nullable(),
  routes: z.array(routeOutcomeSchema),
});
export type Alert = z.infer<typeof alertSchema>;
