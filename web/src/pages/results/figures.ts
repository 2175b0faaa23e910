import { useQuery } from "@tanstack/react-query";
import * as z from "zod";
import { hopSteps } from "../../../../src/domain/order/hops.ts";
import { call } from "../../api/client.ts";

/** What is looked at: an account, from a time on. */
export interface Scope {
  readonly accountId: string;
  /** Null: from the beginning. */
  readonly fromMs: number | null;
}

const pointSchema = z.object({
  atMs: z.number(),
  balance: z.string(),
  equity: z.string(),
  flow: z.string(),
  drawdown: z.string(),
  drawdownPercent: z.string().nullable(),
});
export type EquityPoint = z.infer<typeof pointSchema>;

const curveSchema = z.object({
  currency: z.string().nullable(),
  items: z.array(pointSchema),
  deepest: z
    .object({ atMs: z.number(), peakAtMs: z.number(), amount: z.string(), percent: z.string().nullable() })
    .nullable(),
  paid: z.string(),
  gain: z.string(),
});
export type EquityCurve = z.infer<typeof curveSchema>;

const figuresSchema = z.object({
  trades: z.number(),
  deals: z.number(),
  lots: z.string(),
  profit: z.string(),
  wins: z.number(),
  losses: z.number(),
  profitFactor: z.string().nullable(),
  averageWin: z.string().nullable(),
  averageLoss: z.string().nullable(),
  largestWin: z.string().nullable(),
  largestLoss: z.string().nullable(),
  expectancy: z.string().nullable(),
});
export type Figures = z.infer<typeof figuresSchema>;

const resultsSchema = z.object({
  currency: z.string().nullable(),
  partial: z.boolean(),
  wholeFromMs: z.number().nullable(),
  total: figuresSchema,
  strategies: z.array(figuresSchema.extend({ strategyId: z.string().nullable() })),
  symbols: z.array(figuresSchema.extend({ symbol: z.string() })),
});
export type Results = z.infer<typeof resultsSchema>;

const hopMs = z.number().nullable();
const latencySchema = z.object({
  orders: z.number(),
  sinceMs: z.number().nullable(),
  hops: z.array(
    z.object({
      from: z.enum(hopSteps),
      to: z.enum(hopSteps),
      count: z.number(),
      p50Ms: hopMs,
      p90Ms: hopMs,
      p99Ms: hopMs,
    }),
  ),
});
export type Latency = z.infer<typeof latencySchema>;

/** Figures move slowly, and each fetch reads many deals. */
const AGAIN_MS = 60_000;

function useFigures<Answer>(what: string, accountId: string, query: string, answer: z.ZodType<Answer>) {
  return useQuery({
    queryKey: ["figures", accountId, what, query],
    queryFn: ({ signal }) => call(`/api/accounts/${accountId}/${what}${query}`, { answer, signal }),
    refetchInterval: AGAIN_MS,
    staleTime: AGAIN_MS / 2,
  });
}

function queryOf({ fromMs }: Scope): string {
  return fromMs === null ? "" : `?from=${fromMs}`;
}

export function useEquity(scope: Scope) {
  return useFigures("equity", scope.accountId, queryOf(scope), curveSchema);
}

export function useResults(scope: Scope) {
  return useFigures("results", scope.accountId, queryOf(scope), resultsSchema);
}

/** Of the newest orders, whenever they were. */
export function useLatency(accountId: string) {
  return useFigures("latency", accountId, "", latencySchema);
}
