import * as z from "zod";
import { type Refusal, refusal } from "../domain/refusal.ts";
import { err, ok, type Result } from "../domain/result.ts";

/**
 * The query parameters of a request, checked against a closed schema. A parameter that comes twice is
 * refused: two readers would otherwise see two different requests.
 */
export function readQuery<Schema extends z.ZodType>(
  url: string,
  schema: Schema,
): Result<z.output<Schema>, Refusal> {
  const values = new Map<string, string>();
  for (const [name, value] of new URL(url).searchParams) {
    if (values.has(name)) {
      return err(refusal("invalid_query", `The parameter ${JSON.stringify(name.slice(0, 40))} comes twice.`));
    }
    values.set(name, value);
  }
  const checked = schema.safeParse(Object.fromEntries(values));
  if (checked.success) return ok(checked.data);
  const issue = checked.error.issues[0];
  const name = issue?.path.join(".") || "query";
  return err(refusal("invalid_query", `${name}: ${issue?.message ?? "not valid"}.`));
}

const DEFAULT_LIMIT = 50;
const HIGHEST_LIMIT = 200;

/** `limit` of a list: 1 to 200 items a page. */
export const limitSchema = z
  .string()
  .regex(/^[1-9][0-9]{0,2}$/, `must be a whole number from 1 to ${HIGHEST_LIMIT}`)
  .transform(Number)
  .refine((limit) => limit <= HIGHEST_LIMIT, `must be at most ${HIGHEST_LIMIT}`)
  .default(DEFAULT_LIMIT);
