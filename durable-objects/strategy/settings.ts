import * as z from "zod";
import { isAddressRule } from "../../src/domain/access/address.ts";
import { dialectSettingsSchema } from "../../src/domain/alert/dialects/settings.ts";
import { dialectNameSchema } from "../../src/domain/alert/signal.ts";
import { routeSchema } from "../../src/protocol/delivery.ts";

/** TradingView sends an alert up to four times within this time ("Webhook resend", solution 43000735201). */
const TRADINGVIEW_RESEND_SPAN_MS = 30_000;
const MINUTE_MS = 60_000;

/** What the owner of a strategy sets. Every field has a default, so that a stored one may lack new fields. */
export const strategySettingsSchema = z
  .strictObject({
    /** `detect`, or the only dialect that is understood here. */
    dialect: z.union([z.literal("detect"), dialectNameSchema]).default("detect"),
    /** What keys mean whose meaning is not in the message. */
    dialectSettings: dialectSettingsSchema.default({}),
    /** The sender is TradingView: only its published addresses may send, beside `allowedAddresses`. */
    tradingview: z.boolean().default(false),
    /** Addresses and ranges that may send; with none, and no `tradingview`, anybody with the secret. */
    allowedAddresses: z
      .array(z.string().max(64).refine(isAddressRule, "not an address or a range such as 203.0.113.0/24"))
      .max(64)
      .default([]),
    /** The zone must have verified the sender's client certificate (TradingView's own, with `tradingview`). */
    requireCertificate: z.boolean().default(false),
    /** For so long is the same body without an id a duplicate. */
    windowMs: z
      .number()
      .int()
      .min(1_000)
      .max(10 * MINUTE_MS)
      .default(TRADINGVIEW_RESEND_SPAN_MS),
    /** How old an entry may be when it is received, and for how long it may then still be submitted. */
    entryMaxAgeMs: z
      .number()
      .int()
      .min(1_000)
      .max(60 * MINUTE_MS)
      .default(30_000),
    /** The same for what only closes, cancels or changes. */
    exitMaxAgeMs: z
      .number()
      .int()
      .min(1_000)
      .max(60 * MINUTE_MS)
      .default(5 * MINUTE_MS),
    /** Accepted alerts a minute; null: no limit. */
    alertsPerMinute: z.number().int().min(1).max(100_000).nullable().default(null),
    routes: z.array(z.strictObject(routeSchema.shape)).max(16).default([]),
  })
  .refine((settings) => !settings.tradingview || settings.windowMs >= TRADINGVIEW_RESEND_SPAN_MS, {
    path: ["windowMs"],
    message: `at least ${TRADINGVIEW_RESEND_SPAN_MS} for TradingView, whose resends come within that time`,
  })
  .refine(
    (settings) => new Set(settings.routes.map((route) => route.accountId)).size === settings.routes.length,
    { path: ["routes"], message: "two routes lead to the same account" },
  );
export type StrategySettings = z.infer<typeof strategySettingsSchema>;
