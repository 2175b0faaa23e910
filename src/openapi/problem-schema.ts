import * as z from "zod";
import { nameSchema } from "./json-schema.ts";

/** What every refusal looks like on the wire (RFC 9457); `problem` in routes/problem.ts writes it. */
export const problemSchema = z.object({
  type: z.string().describe("`urn:sallyport:refusal:` and the code."),
  title: z.string(),
  status: z.int(),
  code: z.string().describe("Stable: programs look at this and nothing else."),
  detail: z.string().describe("A sentence for people."),
  at: z.int().optional().describe("Character in the message as it came, from 0, where the fault lies."),
  hint: z.string().optional().describe("What to do about it."),
  alertId: z.string().optional(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});
nameSchema(problemSchema, "Problem");
