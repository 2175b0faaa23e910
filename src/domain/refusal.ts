import * as z from "zod";

/** Which check refused: the gateway (door one), the agent (door two), or the venue itself. */
export const doorSchema = z.enum(["gateway", "agent", "venue"]);
export type Door = z.infer<typeof doorSchema>;

/**
 * Why something was refused (promise P8): a stable code in snake_case, a sentence that a trader
 * understands, where in the message the fault lies, and what to do about it.
 */
export const refusalSchema = z.object({
  code: z.string().regex(/^[a-z][a-z0-9_]{1,60}$/),
  message: z.string(),
  /** Zero-based character offset in the message as received, when the fault is in the message. */
  at: z.number().int().nonnegative().optional(),
  hint: z.string().optional(),
  /** The venue's own code (a MetaTrader retcode), as text, when the venue refused. */
  venueCode: z.string().optional(),
});
export type Refusal = z.infer<typeof refusalSchema>;

/** Builds a refusal; `extra` may carry the place, a hint and the venue's own code. */
export function refusal(
  code: string,
  message: string,
  extra: { at?: number | undefined; hint?: string | undefined; venueCode?: string | undefined } = {},
): Refusal {
  const made: Refusal = { code, message };
  if (extra.at !== undefined) made.at = extra.at;
  if (extra.hint !== undefined) made.hint = extra.hint;
  if (extra.venueCode !== undefined) made.venueCode = extra.venueCode;
  return made;
}
