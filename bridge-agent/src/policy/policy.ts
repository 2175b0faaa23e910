import * as z from "zod";
import { Decimal, isDecimalText } from "../../../src/domain/decimal.ts";
import { clockMinute, sessionOf, weekdays } from "./trading-hours.ts";
import { isTimeZone } from "./zoned-time.ts";

/**
 * The policy of the trading host, as `policy.toml` spells it (docs/policy.md says what each key means).
 * Unknown keys are refused: a misspelt limit would be no limit. Decimals come out as decimal strings.
 */

/** TOML has floats for numbers with a point; their shortest spelling is what the file says. */
const decimal = z
  .union([z.number(), z.string()], { error: "must be a number" })
  .transform((value) =>
    typeof value === "number" && Number.isFinite(value) ? new Decimal(value).toFixed() : String(value),
  )
  .refine(isDecimalText, "must be a plain number such as 2.5");

const positive = decimal.refine(
  (text) => new Decimal(text).greaterThan(0),
  "must be greater than zero; to forbid trading altogether use sallyport-agent halt",
);
const percent = positive.refine((text) => new Decimal(text).lessThanOrEqualTo(100), "must be at most 100");
const count = z.int("must be a whole number").min(0, "must not be negative").max(100_000);

const zone = z.string().refine(isTimeZone, "is no time zone; write it as in Europe/Prague, or UTC");
const clock = z.string().transform((text, context) => {
  const minute = clockMinute(text);
  if (minute !== undefined) return minute;
  context.addIssue({ code: "custom", message: "must be a time such as 17:00" });
  return z.NEVER;
});
const session = z.string().transform((text, context) => {
  const read = sessionOf(text);
  if (read !== undefined) return read;
  context.addIssue({ code: "custom", message: "must be a session such as 08:00-17:30 or 22:00-02:00" });
  return z.NEVER;
});
const sessions = z.array(session).max(24).default([]);

const pattern = z
  .string()
  .regex(/^[^\s]{1,64}$/, "must be a symbol of 1 to 64 characters; * stands for any, ? for one");

/** What a passed limit causes; each includes the ones before it. */
export const breachActionSchema = z.enum(["stop_entries", "cancel_pending", "flatten"]);
export type BreachAction = z.infer<typeof breachActionSchema>;

const limitFields = {
  money: positive.optional(),
  percent: percent.optional(),
  /** Of what: the limit's own reference, or `account.initial_balance`. */
  percent_of: z.enum(["reference", "initial_balance"]).default("reference"),
  action: breachActionSchema.default("stop_entries"),
};
const untilResume = z.enum(["next_day", "resume"]);
const needsAmount = { message: "needs money or percent", path: [] };
const hasAmount = (limit: { money?: unknown; percent?: unknown }) =>
  limit.money !== undefined || limit.percent !== undefined;

export const dailyLossSchema = z
  .strictObject({
    ...limitFields,
    from: z.enum(["balance", "equity", "higher"]).default("balance"),
    until: untilResume.default("next_day"),
  })
  .refine(hasAmount, needsAmount);

export const drawdownKindSchema = z.enum([
  "day_start",
  "day_high",
  "static",
  "trailing_equity",
  "trailing_end_of_day",
]);
export const drawdownSchema = z
  .strictObject({
    ...limitFields,
    kind: drawdownKindSchema,
    stop_at_initial: z.boolean().default(false),
    until: untilResume.optional(),
  })
  .refine(hasAmount, needsAmount);

const policyObject = z.strictObject({
  version: z.literal(1, { error: "must be 1, the only version that this agent knows" }).default(1),
  account: z
    .strictObject({
      initial_balance: positive.optional(),
      external: z.enum(["count", "ignore"]).default("count"),
    })
    .default({ external: "count" }),
  day: z
    .strictObject({ starts: clock.default(0), zone: zone.default("UTC") })
    .default({ starts: 0, zone: "UTC" }),
  symbols: z
    .strictObject({ allow: z.array(pattern).nullable().default(null), deny: z.array(pattern).default([]) })
    .default({ allow: null, deny: [] }),
  volume: z
    .strictObject({ max_lots_per_order: positive.optional(), max_lots_per_symbol: positive.optional() })
    .default({}),
  orders: z
    .strictObject({
      max_positions: count.optional(),
      max_pending: count.optional(),
      max_per_minute: count.optional(),
    })
    .default({}),
  hours: z
    .strictObject({
      zone,
      ...{ sunday: sessions, monday: sessions, tuesday: sessions, wednesday: sessions },
      ...{ thursday: sessions, friday: sessions, saturday: sessions },
    })
    .transform((hours) => ({ zone: hours.zone, sessions: weekdays.map((day) => hours[day]) }))
    .optional(),
  daily_loss: dailyLossSchema.optional(),
  drawdown: z.array(drawdownSchema).max(10).default([]),
  equity_floor: z
    .strictObject({ money: positive, action: breachActionSchema.default("stop_entries") })
    .optional(),
  gateway_away: z
    .strictObject({
      after_seconds: z.int("must be a whole number").min(5, "must be at least 5").max(604_800),
      action: z.enum(["hold", ...breachActionSchema.options]).default("stop_entries"),
      until: z.enum(["back", "resume"]).default("back"),
    })
    .optional(),
  closes: z
    .strictObject({ allowed: z.enum(["always", "trading_hours", "never"]).default("always") })
    .default({ allowed: "always" }),
});

export const policySchema = policyObject.superRefine((policy, context) => {
  if (policy.account.initial_balance !== undefined) return;
  const needed = (path: (string | number)[], why: string) =>
    context.addIssue({ code: "custom", path, message: `${why} needs initial_balance under [account]` });
  if (policy.daily_loss?.percent_of === "initial_balance")
    needed(["daily_loss", "percent_of"], "initial_balance");
  for (const [at, { kind, percent_of, stop_at_initial }] of policy.drawdown.entries()) {
    if (kind === "static") needed(["drawdown", at, "kind"], "static");
    else if (percent_of === "initial_balance") needed(["drawdown", at, "percent_of"], "initial_balance");
    else if (stop_at_initial) needed(["drawdown", at, "stop_at_initial"], "stop_at_initial");
  }
});
export type Policy = z.infer<typeof policySchema>;
export type DailyLoss = z.infer<typeof dailyLossSchema>;
export type Drawdown = z.infer<typeof drawdownSchema>;

/** The policy of a host without a file: no limits beyond the gateway's. */
export const noLimits: Policy = policySchema.parse({});
