import * as z from "zod";
import { type Refusal, refusal } from "../refusal.ts";
import { err, ok, type Result } from "../result.ts";

/** How long what is kept. Whole days, as many as that many years can have, so that nothing goes a day early. */

const DAY_MS = 86_400_000;
/** More than any deployment will see; a limit of the arithmetic, not of the law. */
const MOST_DAYS = 36_525;

/**
 * - `trading`: orders with their ledger, deals and alarms; samples of equity; alerts that were accepted or repeated,
 *   with messages;
 * - `audit`: the audit chain;
 * - `sessions`: sessions that ended, addresses of logins, keys and invitations that are over;
 * - `errors`: faults, refused alerts and refused signals.
 */
export const retentionClasses = ["trading", "audit", "sessions", "errors"] as const;
export type RetentionClass = (typeof retentionClasses)[number];

const daysSchema = z.int().min(1).max(MOST_DAYS);

export const periodsSchema = z.strictObject({
  trading: daysSchema,
  audit: daysSchema,
  sessions: daysSchema,
  errors: daysSchema,
});
/** Days for each class. */
export type Periods = Readonly<z.infer<typeof periodsSchema>>;

/** 7, 5, 1 and 2 years. */
export const defaultPeriods: Periods = { trading: 2_557, audit: 1_827, sessions: 366, errors: 731 };

export interface Bounds {
  readonly min: number;
  readonly max: number;
}
export type RetentionLimits = Readonly<Record<RetentionClass, Bounds>>;

/**
 * What a tenant may choose from where the operator says nothing; docs/privacy.md gives the reasons. An operator who
 * serves regulated firms raises `trading.min` (five years in the Union: MiFID II, Article 16(7)).
 */
export const defaultLimits: RetentionLimits = {
  trading: { min: 366, max: 3_653 },
  audit: { min: 366, max: 3_653 },
  sessions: { min: 30, max: 1_096 },
  errors: { min: 30, max: 1_827 },
};

const boundsSchema = z
  .strictObject({ min: daysSchema, max: daysSchema })
  .refine(({ min, max }) => min <= max, "min is above max");

const limitsSchema = z.strictObject({
  trading: boundsSchema.default(defaultLimits.trading),
  audit: boundsSchema.default(defaultLimits.audit),
  sessions: boundsSchema.default(defaultLimits.sessions),
  errors: boundsSchema.default(defaultLimits.errors),
});

/**
 * The operator's limits from the text of RETENTION_LIMITS: JSON such as `{"trading": {"min": 1827, "max": 3653}}`; what
 * is absent is as `defaultLimits`. No less than `defaultLimits` has as floor can be set for sessions: they outlive
 * every token. Throws for a text that is not such JSON: the deployment is configured wrongly.
 */
export function readLimits(text: string | undefined): RetentionLimits {
  if (text === undefined || text === "") return defaultLimits;
  const limits = limitsSchema.safeParse(JSON.parse(text));
  if (!limits.success) throw new Error(`RETENTION_LIMITS: ${limits.error.issues[0]?.message ?? "not valid"}`);
  if (
    limits.data.sessions.min < defaultLimits.sessions.min ||
    limits.data.errors.min < defaultLimits.errors.min
  ) {
    throw new Error(
      `RETENTION_LIMITS: sessions and errors are kept ${defaultLimits.sessions.min} days at least`,
    );
  }
  return limits.data;
}

/** Periods that are within the limits, or why not. */
export function checkPeriods(wanted: Periods, limits: RetentionLimits): Result<Periods, Refusal> {
  for (const name of retentionClasses) {
    const { min, max } = limits[name];
    const days = wanted[name];
    if (days < min) {
      return err(
        refusal(
          "retention_too_short",
          `${name}: ${days} days are less than the ${min} that must be kept here.`,
        ),
      );
    }
    if (days > max) {
      return err(
        refusal(
          "retention_too_long",
          `${name}: ${days} days are more than the ${max} that may be kept here.`,
        ),
      );
    }
  }
  return ok(wanted);
}

/** Milliseconds for which what belongs to a class is kept. */
export function keptMs(periods: Periods, name: RetentionClass): number {
  return periods[name] * DAY_MS;
}

/** What a tenant tells those that keep something for it; of two messages the one with the higher version counts. */
export const retentionMessageSchema = z.object({
  tenantId: z.string(),
  /** Rises with every change. */
  version: z.int().positive(),
  periods: periodsSchema,
});
export type RetentionMessage = z.infer<typeof retentionMessageSchema>;
