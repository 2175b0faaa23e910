import { useQuery } from "@tanstack/react-query";
import * as z from "zod";
import { call } from "../../api/client.ts";

/** Units of a size, with what people call them. */
export const sizeUnits = {
  lots: "lots",
  risk_money: "risk in money (needs a stop loss)",
  balance_percent_loss: "risk in % of balance (needs a stop loss)",
  equity_percent_loss: "risk in % of equity (needs a stop loss)",
  balance_percent_margin: "margin in % of balance",
  equity_percent: "value in % of equity",
  position_percent: "% of the position",
  notional: "value in money",
} as const;

const sizeSchema = z.object({ unit: z.string(), value: z.string() });

export const routeSchema = z.object({
  accountId: z.string(),
  size: sizeSchema.optional(),
  symbols: z.record(z.string(), z.string()),
  enabled: z.boolean(),
});
export type Route = z.infer<typeof routeSchema>;

const settingsSchema = z.object({
  dialect: z.string(),
  dialectSettings: z.record(z.string(), z.string()),
  tradingview: z.boolean(),
  allowedAddresses: z.array(z.string()),
  requireCertificate: z.boolean(),
  windowMs: z.number(),
  entryMaxAgeMs: z.number(),
  exitMaxAgeMs: z.number(),
  alertsPerMinute: z.number().nullable(),
  routes: z.array(routeSchema),
});
export type StrategySettings = z.infer<typeof settingsSchema>;

export const secretSchema = z.object({
  n: z.number(),
  createdAtMs: z.number(),
  expiresAtMs: z.number().nullable(),
  lastUsedAtMs: z.number().nullable(),
});
export type HookSecret = z.infer<typeof secretSchema>;

export const strategySchema = z.object({
  id: z.string(),
  name: z.string(),
  createdAtMs: z.number(),
  hook: z.string(),
  settings: settingsSchema,
  halted: z.boolean(),
  secrets: z.array(secretSchema),
  undelivered: z.object({ rows: z.number(), parked: z.number() }),
  strangers: z.object({ count: z.number() }),
});
export type Strategy = z.infer<typeof strategySchema>;

/** The answer to making one, which alone holds the secret. */
export const madeStrategySchema = strategySchema.extend({ secret: z.string().optional() });
export type MadeStrategy = z.infer<typeof madeStrategySchema>;

/** Strategies and accounts are listed alike. */
export const resourcesSchema = z.object({
  items: z.array(z.object({ id: z.string(), name: z.string(), createdAtMs: z.number() })),
});
export type Resource = z.infer<typeof resourcesSchema>["items"][number];

export const STRATEGIES = ["strategies"] as const;

export function useStrategies() {
  return useQuery({
    queryKey: STRATEGIES,
    queryFn: ({ signal }) => call("/api/strategies", { answer: resourcesSchema, signal }),
  });
}

export function useStrategy(strategyId: string) {
  return useQuery({
    queryKey: [...STRATEGIES, strategyId],
    queryFn: ({ signal }) => call(`/api/strategies/${strategyId}`, { answer: strategySchema, signal }),
    refetchInterval: 20_000,
  });
}

/** Changes what is named; everything else stays. */
export function changeStrategy(
  strategyId: string,
  change: {
    readonly name?: string;
    readonly settings?: Partial<StrategySettings>;
    readonly halted?: boolean;
  },
): Promise<Strategy> {
  return call(`/api/strategies/${strategyId}`, { method: "PATCH", body: change, answer: strategySchema });
}
