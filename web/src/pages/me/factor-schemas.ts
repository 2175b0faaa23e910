import * as z from "zod";

/** The answer to a changed factor: the recovery codes, when they are new. */
export const changedSchema = z.object({ recoveryCodes: z.array(z.string()).nullish() });
