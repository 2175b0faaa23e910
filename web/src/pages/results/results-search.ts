import * as z from "zod";

export const periods = ["week", "month", "quarter", "year", "all"] as const;
export type PeriodName = (typeof periods)[number];

/** What the page shows, so that an address leads back to it; what does not parse counts as not given. */
export const resultsSearchSchema = z.object({
  account: z.string().max(64).optional().catch(undefined),
  period: z.enum(periods).optional().catch(undefined),
});

const DAY_MS = 86_400_000;
const days = { week: 7, month: 30, quarter: 91, year: 365 } as const;

export const periodWords: Readonly<Record<PeriodName, string>> = {
  week: "7 days",
  month: "30 days",
  quarter: "3 months",
  year: "1 year",
  all: "All",
};

/** When a period that ends now begins; null: with the account. */
export function beginOf(period: PeriodName, nowMs: number): number | null {
  return period === "all" ? null : nowMs - days[period] * DAY_MS;
}
