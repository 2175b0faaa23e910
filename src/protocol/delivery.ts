import * as z from "zod";
import { signalSchema, sizeSchema } from "../domain/alert/signal.ts";
import { positiveDecimalTextSchema } from "../domain/decimal.ts";
import { accountIdSchema, alertIdSchema, strategyIdSchema, tenantIdSchema } from "../domain/ids.ts";
import { defaultOrderRules, orderRulesSchema } from "../domain/order/instruction.ts";
import { symbolFactsSchema } from "./agent-link.ts";

/**
 * What passes between the `Strategy` and `TradingAccount` objects over RPC. Both live in one deploy, but
 * two versions of the code can be live at once during a deploy, so these too are versioned by their zod
 * schemas and unknown fields are ignored.
 */

/** Names of symbols are shown, logged and sent to the terminal, whose frames hold no control characters. */
function printable(schema: z.ZodString): z.ZodString {
  return schema.regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u, "must not hold control characters");
}

/** A route as its owner set it: where a strategy's signals go, and how they are sized and mapped there. */
export const routeSchema = z.object({
  accountId: accountIdSchema,
  /** The size when the message has none. */
  size: sizeSchema.optional(),
  /** The strategy's own symbol names -> the venue's; looked up before the account's table. */
  symbols: z.record(printable(z.string()), printable(z.string())).default({}),
  /** False pauses the route: signals are refused with `route_paused`. */
  enabled: z.boolean().default(true),
});
export type Route = z.infer<typeof routeSchema>;

/** One accepted signal for one trading account. Applied once for each `alertId` and account. */
export const deliverySchema = z.object({
  alertId: alertIdSchema,
  /** The strategy's tenant; an account refuses what comes from another one (promise P7). */
  tenantId: tenantIdSchema,
  strategyId: strategyIdSchema,
  signal: signalSchema,
  route: routeSchema,
  /** Epoch milliseconds; when the hook received the alert. */
  receivedAtMs: z.number().int(),
  /** Epoch milliseconds after which entries, and exits, may no longer be submitted. */
  entryDeadlineMs: z.number().int(),
  exitDeadlineMs: z.number().int(),
});
export type Delivery = z.infer<typeof deliverySchema>;

/** One row of an account's symbol table, set by its owner. */
export const symbolRowSchema = z.object({
  /** The venue's own name. */
  venueSymbol: printable(z.string().min(1).max(32)),
  /** What a pip is, in price; needed for distances in pips where the symbol is no currency pair. */
  pip: positiveDecimalTextSchema.optional(),
  /** Entry, stop and target prices outside this band are refused. */
  minPrice: positiveDecimalTextSchema.optional(),
  maxPrice: positiveDecimalTextSchema.optional(),
});

/** What a trading account's owner set. */
export const accountSettingsSchema = z.object({
  /** Names as they come in messages -> the venue's symbol. */
  symbols: z.record(printable(z.string().min(1).max(32)), symbolRowSchema).default({}),
  /** Added to a name that the venue does not know without it, e.g. `.r`. */
  suffix: printable(z.string().max(8)).default(""),
  minLots: positiveDecimalTextSchema.default("0.01"),
  maxLots: positiveDecimalTextSchema.default("10"),
  rules: orderRulesSchema.default(defaultOrderRules),
});
export type AccountSettings = z.infer<typeof accountSettingsSchema>;

/**
 * What a signal is checked against: the owner's settings and the symbols as the terminal reported them.
 * A strategy keeps a copy, so that most faults are answered at the hook; the account checks again.
 */
export const accountProfileSchema = z.object({
  accountId: accountIdSchema,
  /** Rises with every change. */
  version: z.number().int().nonnegative(),
  settings: accountSettingsSchema,
  /** Empty until a terminal has been reconciled once. */
  facts: z.array(symbolFactsSchema),
});
export type AccountProfile = z.infer<typeof accountProfileSchema>;
