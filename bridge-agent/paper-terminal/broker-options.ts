import * as z from "zod";
import { decimalTextSchema } from "../../src/domain/decimal.ts";
import { ok, type Result } from "../../src/domain/result.ts";
import { pricesFromFiles } from "./price-files.ts";
import { bySymbol, type PriceSource } from "./trade-server/market/prices/price-source.ts";
import { seededWalk } from "./trade-server/market/prices/seeded-walk.ts";
import type { SymbolSpec } from "./trade-server/market/symbol-spec.ts";
import { symbolSpecs } from "./trade-server/market/symbols.ts";
import { type BrokerSettings, demoSettings } from "./trade-server/settings.ts";

/**
 * What the command line says of the simulated broker, the same for every program that runs one. See
 * docs/paper-terminal.md. The options of the account count when the account is made; later it stays as it is.
 */
const text = { type: "string" } as const;

/** For `parseArgs` of `node:util`. */
export const brokerArguments = {
  seed: text,
  account: text,
  currency: text,
  leverage: text,
  balance: text,
  hours: text,
  "server-offset": text,
  prices: { type: "string", multiple: true },
} as const;

export const BROKER_USAGE =
  "[--seed N] [--account hedging|netting] [--currency USD] [--leverage 500] [--balance 100000] " +
  "[--hours always|sessions] [--server-offset HOURS] [--prices SYMBOL=FILE]...";

const HOUR_MS = 3_600_000;

const whole = (longest: number) =>
  z
    .string()
    .regex(new RegExp(`^[0-9]{1,${longest}}$`), "a whole number")
    .transform(Number);

/** Currencies into which the server's own pairs convert everything. Yen have no smaller unit. */
const currencies = { USD: 2, EUR: 2, GBP: 2, CHF: 2, AUD: 2, CAD: 2, NZD: 2, JPY: 0 } as const;

export const brokerOptionsSchema = z.object({
  seed: whole(15).default(1),
  account: z.enum(["hedging", "netting"]).default(demoSettings.account.mode),
  currency: z.enum(["USD", "EUR", "GBP", "CHF", "AUD", "CAD", "NZD", "JPY"]).default("USD"),
  leverage: whole(4).pipe(z.number().min(1)).default(demoSettings.account.leverage),
  balance: decimalTextSchema
    .refine((amount) => !amount.startsWith("-"), "must not be negative")
    .default(demoSettings.account.openingBalance),
  hours: z.enum(["always", "sessions"]).default("always"),
  "server-offset": z
    .string()
    .regex(/^-?[0-9]{1,2}$/)
    .transform(Number)
    .pipe(z.number().min(-12).max(14))
    .default(0),
  prices: z.array(z.string()).default([]),
});
export type BrokerOptions = z.output<typeof brokerOptionsSchema>;

/** What a trade server is opened with. */
export interface BrokerParts {
  readonly settings: BrokerSettings;
  readonly specs: readonly SymbolSpec[];
  readonly prices: PriceSource;
}

/** The broker of these options. The error is a sentence for the person who wrote them. */
export function brokerOf(options: BrokerOptions): Result<BrokerParts, string> {
  const offsetMs = options["server-offset"] * HOUR_MS;
  const files = pricesFromFiles(options.prices, symbolSpecs, offsetMs);
  if (!files.ok) return files;
  const settings: BrokerSettings = {
    ...demoSettings,
    account: {
      mode: options.account,
      currency: options.currency,
      currencyDigits: currencies[options.currency],
      leverage: options.leverage,
      openingBalance: options.balance,
    },
    offsetMs,
    alwaysOpen: options.hours === "always",
    conduct: { ...demoSettings.conduct, seed: options.seed },
  };
  return ok({ settings, specs: symbolSpecs, prices: bySymbol(files.value, seededWalk(options.seed)) });
}
