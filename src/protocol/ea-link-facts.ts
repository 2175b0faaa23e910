import * as z from "zod";
import { decimalTextSchema, positiveDecimalTextSchema } from "../domain/decimal.ts";

/**
 * What the terminal says of its account and of its symbols, on the EA link. Everything on that wire is
 * text; lists are words joined with commas, an empty text is an empty list.
 */

/** A whole number that is not negative. */
export const intText = z
  .string()
  .regex(/^(0|[1-9][0-9]{0,15})$/)
  .transform(Number);
export const ticketText = z.string().regex(/^[0-9]{1,20}$/);
/** "0" means none, as in MetaTrader. */
export const priceOrZero = decimalTextSchema;
const yesNo = z.enum(["0", "1"]).transform((text) => text === "1");
/** Names that MetaTrader and brokers make up: any text that a frame can carry, cut to what is sane. */
const nameText = z.string().max(64);

function listOf<const Words extends readonly [string, ...string[]]>(words: Words) {
  const word = z.enum(words);
  return z
    .string()
    .max(200)
    .transform((text) => (text === "" ? [] : text.split(",")))
    .pipe(z.array(word));
}

/** Why the terminal would not send an order now; `""` when it would. In the order in which they are checked. */
export const tradeObstacleSchema = z.enum([
  "",
  /** TERMINAL_CONNECTED is false. */
  "disconnected",
  /** TERMINAL_TRADE_ALLOWED is false: the "Algo Trading" button is off. */
  "algo_trading_off",
  /** MQL_TRADE_ALLOWED is false: not allowed in the expert's own settings. */
  "expert_not_allowed",
  /** ACCOUNT_TRADE_EXPERT is false: the broker does not allow expert advisors. */
  "experts_banned",
  /** ACCOUNT_TRADE_ALLOWED is false: investor password, read-only account, or a ban. */
  "account_read_only",
]);
export type TradeObstacle = z.infer<typeof tradeObstacleSchema>;

/** Told at the start, when anything in it changed (looked at once a second), and at least every 5 s. */
export const accountFrame = z.object({
  type: z.literal("account"),
  login: z.string(),
  server: z.string(),
  currency: z.string(),
  balance: decimalTextSchema,
  equity: decimalTextSchema,
  margin: decimalTextSchema,
  /** Free margin. */
  free: decimalTextSchema,
  leverage: intText,
  mode: z.enum(["hedging", "netting"]),
  kind: z.enum(["demo", "contest", "real"]),
  obstacle: tradeObstacleSchema,
  /** TERMINAL_PING_LAST, microseconds; "0" when it is not known. */
  ping: intText,
  /** Server time minus UTC, milliseconds; may be negative. */
  offset: z
    .string()
    .regex(/^-?[0-9]{1,9}$/)
    .transform(Number),
  at: intText,
});

export const fillings = ["fok", "ioc", "return", "boc"] as const;
export const orderTimes = ["gtc", "day", "specified", "specified_day"] as const;
export const orderKinds = ["market", "limit", "stop", "stop_limit"] as const;

/** Told for each symbol at the start, and again when anything in it but the quote changed (once a second). */
export const symbolFrame = z.object({
  type: z.literal("symbol"),
  symbol: nameText.min(1),
  digits: intText,
  point: positiveDecimalTextSchema,
  ticksize: positiveDecimalTextSchema,
  /** Profit of one lot for one tick in the account's currency, "0" when the terminal does not know it. */
  tickvalue: decimalTextSchema,
  /** The same for a loss; differs where the conversion goes the other way. */
  tickloss: decimalTextSchema,
  minlots: positiveDecimalTextSchema,
  maxlots: positiveDecimalTextSchema,
  lotstep: positiveDecimalTextSchema,
  /** SYMBOL_VOLUME_LIMIT: most lots of a direction, positions and pending orders together; "0" for none. */
  lotlimit: decimalTextSchema,
  contract: positiveDecimalTextSchema,
  /** True for currency pairs (SYMBOL_CALC_MODE of forex kind), where a pip is known by rule. */
  forex: yesNo,
  /** Currencies of the base, of profits and of margins. */
  base: nameText,
  profitccy: nameText,
  marginccy: nameText,
  /** Margin of one lot bought or sold at the market, in the account's currency; "0" when not known. */
  marginbuy: decimalTextSchema,
  marginsell: decimalTextSchema,
  exec: z.enum(["request", "instant", "market", "exchange"]),
  /** SYMBOL_FILLING_MODE flags. */
  filling: listOf(["fok", "ioc", "boc"]),
  /** SYMBOL_ORDER_MODE flags. */
  orders: listOf(["market", "limit", "stop", "stop_limit", "sl", "tp", "close_by"]),
  /** SYMBOL_EXPIRATION_MODE flags. */
  expiry: listOf(orderTimes),
  /** Stops and freeze level in points. */
  stops: intText,
  freeze: intText,
  trade: z.enum(["disabled", "long_only", "short_only", "close_only", "full"]),
  /** False outside the symbol's trading sessions. */
  open: yesNo,
  bid: positiveDecimalTextSchema,
  ask: positiveDecimalTextSchema,
  /** Of the quote. */
  at: intText,
});
