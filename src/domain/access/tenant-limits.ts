import * as z from "zod";
import { type Refusal, refusal } from "../refusal.ts";
import { err, ok, type Result } from "../result.ts";
import { CALL_LIMIT, type RateLimit, TRADE_LIMIT } from "./limits.ts";
import { countOf } from "./operator-limits.ts";

/** How much one asker may do: a person in one tenant, or one API token. */
export interface AskerLimits {
  readonly callsPerMinute: number;
  readonly tradesPerSecond: number;
}

/** Who is counted: people, and programs with an API token, each by itself. */
export type AskerKind = "person" | "program";

/** What a tenant has set; null: the usual. */
export const tenantLimitsSchema = z.strictObject({
  person: askerSchema(),
  program: askerSchema(),
});
export type TenantLimits = z.infer<typeof tenantLimitsSchema>;

function askerSchema() {
  return z.strictObject({
    callsPerMinute: z.int().positive().nullable(),
    tradesPerSecond: z.int().positive().nullable(),
  });
}

/** What a tenant has set who has set nothing. */
export const usualLimits: TenantLimits = {
  person: { callsPerMinute: null, tradesPerSecond: null },
  program: { callsPerMinute: null, tradesPerSecond: null },
};

/** Fewer calls a minute than a confirmed change takes, and nobody could raise the limit again. */
export const LEAST_CALLS_PER_MINUTE = 20;

/** The operator's vars LIMIT_CALLS_PER_MINUTE and LIMIT_TRADES_PER_SECOND. */
export interface CeilingVars {
  readonly LIMIT_CALLS_PER_MINUTE: string;
  readonly LIMIT_TRADES_PER_SECOND: string;
}

/** What no tenant can exceed; throws, naming the variable, when it is no whole number from 1 to 999999. */
export function ceilingsOf(vars: CeilingVars): AskerLimits {
  return {
    callsPerMinute: countOf(vars, "LIMIT_CALLS_PER_MINUTE"),
    tradesPerSecond: countOf(vars, "LIMIT_TRADES_PER_SECOND"),
  };
}

/**
 * What holds for an asker: what the tenant set, or the design's default, and never more than the operator
 * allows, also when the operator lowered that after the tenant chose.
 */
export function effectiveLimits(
  set: TenantLimits[AskerKind] | null,
  ceilings: AskerLimits,
): { readonly calls: RateLimit; readonly trades: RateLimit } {
  const calls = Math.min(set?.callsPerMinute ?? CALL_LIMIT.limit, ceilings.callsPerMinute);
  const trades = Math.min(set?.tradesPerSecond ?? TRADE_LIMIT.limit, ceilings.tradesPerSecond);
  return { calls: { ...CALL_LIMIT, limit: calls }, trades: { ...TRADE_LIMIT, limit: trades } };
}

/** The same as the API shows it. */
export function shownLimits(set: TenantLimits, ceilings: AskerLimits): Record<AskerKind, AskerLimits> {
  const shown = (kind: AskerKind): AskerLimits => {
    const { calls, trades } = effectiveLimits(set[kind], ceilings);
    return { callsPerMinute: calls.limit, tradesPerSecond: trades.limit };
  };
  return { person: shown("person"), program: shown("program") };
}

/** Refuses limits above the operator's, and those that would lock everybody out of changing them back. */
export function checkTenantLimits(wanted: TenantLimits, ceilings: AskerLimits): Result<null, Refusal> {
  const least = Math.min(LEAST_CALLS_PER_MINUTE, ceilings.callsPerMinute);
  for (const kind of ["person", "program"] as const) {
    for (const what of ["callsPerMinute", "tradesPerSecond"] as const) {
      if ((wanted[kind][what] ?? 0) > ceilings[what]) {
        return err(
          refusal(
            "limit_above_operators",
            `${kind}.${what} is at most ${ceilings[what]} in this deployment.`,
            {
              hint: "Its operator can raise that.",
            },
          ),
        );
      }
    }
    if ((wanted[kind].callsPerMinute ?? least) < least) {
      return err(
        refusal("limit_too_low", `${kind}.callsPerMinute is at least ${least}.`, {
          hint: "With fewer calls nobody could confirm a change of the limits.",
        }),
      );
    }
  }
  return ok(null);
}
