import * as z from "zod";

/** A time in a query: epoch milliseconds. */
const timeSchema = z
  .string()
  .regex(/^[0-9]{1,15}$/, "must be epoch milliseconds")
  .transform(Number);

/** A period of a query: from the first time on, and before the second; either may be absent. */
export const periodFields = {
  from: timeSchema.optional().describe("Epoch milliseconds; from then on."),
  to: timeSchema.optional().describe("Epoch milliseconds; before then."),
};
