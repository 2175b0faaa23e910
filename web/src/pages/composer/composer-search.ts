import * as z from "zod";

const text = z.string().max(4_000).optional().catch(undefined);

/** What the composer starts with: a message, an alert's message, a strategy. */
export const composerSearchSchema = z.object({ message: text, alert: text, strategy: text });
