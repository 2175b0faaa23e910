import * as z from "zod";
import { strategyIdSchema } from "../../domain/ids.ts";
import { hopSteps } from "../../domain/order/hops.ts";
import { nameSchema } from "../../openapi/json-schema.ts";
import { epochMs } from "../../openapi/schemas.ts";

/** What the routes about an account's figures answer. */

const currencySchema = z.string().nullable().describe("Null until a terminal reported once.");
const percentSchema = z.string().nullable().describe("Of the peak; null when that is not above zero.");

const equityPointSchema = z.object({
  atMs: epochMs,
  balance: z.string(),
  equity: z.string(),
  flow: z.string().describe("What was paid in (below zero: out) since the point before, as far as known."),
  drawdown: z.string().describe("How far below its peak the equity stands; never below zero."),
  drawdownPercent: percentSchema,
});

export const equitySchema = z.object({
  currency: currencySchema,
  items: z.array(equityPointSchema),
  deepest: z
    .object({ atMs: epochMs, peakAtMs: epochMs, amount: z.string(), percent: percentSchema })
    .nullable()
    .describe("The deepest drawdown of the period; null when there was none."),
  paid: z.string().describe("Sum of what was paid in and out."),
  gain: z.string().describe("The equity at the end less that at the beginning, and less `paid`."),
});
nameSchema(equitySchema, "Equity");

const figuresSchema = z.object({
  trades: z.int().describe("Positions that closed, also in part."),
  deals: z.int().describe("Closing deals."),
  lots: z.string(),
  profit: z.string().describe("Without commission and swap."),
  wins: z.int(),
  losses: z.int(),
  won: z.string(),
  lost: z.string().describe("Not above zero."),
  profitFactor: z.string().nullable().describe("`won` by the amount of `lost`; null when nothing was lost."),
  averageWin: z.string().nullable(),
  averageLoss: z.string().nullable(),
  largestWin: z.string().nullable(),
  largestLoss: z.string().nullable(),
  expectancy: z.string().nullable().describe("What a trade brought on average."),
});
nameSchema(figuresSchema, "Figures");

export const resultsSchema = z.object({
  currency: currencySchema,
  partial: z.boolean().describe("There are more deals than were read."),
  wholeFromMs: epochMs.nullable().describe("When `partial`: the time from which nothing is missing."),
  total: figuresSchema,
  strategies: z.array(
    z.object({
      ...figuresSchema.shape,
      strategyId: strategyIdSchema.nullable().describe("Null: opened by hand, by a program, or not known."),
    }),
  ),
  symbols: z.array(z.object({ ...figuresSchema.shape, symbol: z.string() })),
});
nameSchema(resultsSchema, "Results");

const hopMs = z.int().nullable();

export const latencySchema = z.object({
  orders: z.int().describe("The newest orders that were looked at."),
  sinceMs: epochMs.nullable().describe("When the oldest of them came; null without orders."),
  hops: z.array(
    z.object({
      from: z.enum(hopSteps),
      to: z.enum(hopSteps),
      count: z.int().describe("Orders that made the hop."),
      p50Ms: hopMs,
      p90Ms: hopMs,
      p99Ms: hopMs,
    }),
  ),
});
nameSchema(latencySchema, "Latency");
