import type { z } from "zod";
import { Decimal } from "../../src/domain/decimal.ts";
import { type Refusal, refusal } from "../../src/domain/refusal.ts";
import { err, ok, type Result } from "../../src/domain/result.ts";
import type { AccountSettings } from "../../src/protocol/delivery.ts";

/** Reads what an owner says of an account; refused where it does not parse or contradicts itself. */
export function readAccountInput<Input extends { readonly settings: AccountSettings }>(
  schema: z.ZodType<Input>,
  input: unknown,
): Result<Input, Refusal> {
  const parsed = schema.safeParse(input);
  if (!parsed.success) return err(invalidSettings(parsed.error.issues[0]?.path.join(".") ?? ""));
  const { minLots, maxLots } = parsed.data.settings;
  if (new Decimal(minLots).greaterThan(maxLots)) return err(invalidSettings("settings.minLots"));
  return ok(parsed.data);
}

export function invalidSettings(place: string): Refusal {
  return refusal("invalid_settings", `The account's settings are refused at "${place}".`);
}
