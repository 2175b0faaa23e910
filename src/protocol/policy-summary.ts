import * as z from "zod";
import { refusalSchema } from "../domain/refusal.ts";

/**
 * The policy of the trading host as its agent tells it: for people, on both ends. The gateway shows it and
 * decides nothing by it.
 */
export const policySummarySchema = z.object({
  /**
   * `none`: there is no policy file. `loaded`: the file is in force. `kept`: the file is broken or gone, the
   * one read before is in force. `refused`: broken or gone since the start, so no entry goes out.
   */
  state: z.enum(["none", "loaded", "kept", "refused"]),
  /** What is wrong with the file. */
  fault: refusalSchema.optional(),
  /** Why entries are stopped now, the most telling reason first. */
  stops: z.array(z.object({ code: z.string(), message: z.string() })),
  /** Every limit of the file; `used` is null where there is nothing to count. */
  limits: z.array(z.object({ name: z.string(), limit: z.string(), used: z.string().nullable() })),
});
export type PolicySummary = z.infer<typeof policySummarySchema>;

/** Who stopped entries on the trading host, why, and since when (epoch milliseconds by the host's clock). */
export const haltedSchema = z.object({
  /** A person, or `policy`. */
  by: z.string().max(60),
  reason: z.string().max(200),
  sinceMs: z.number().int(),
});
export type Halted = z.infer<typeof haltedSchema>;
