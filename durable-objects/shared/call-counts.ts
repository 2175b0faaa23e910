import type { AuthTime } from "../../src/domain/access/auth-time.ts";
import { reasonLabel } from "../../src/domain/metrics/reasons.ts";
import type { Counters } from "./counters.ts";

/**
 * Counts a call that came to the object which lets people or programs in. `denial` is its answer when it did not;
 * `times` are those of earlier calls, which the Worker brings along with this one.
 */
export function countCall(
  counters: Counters,
  caller: "person" | "token",
  denial: { readonly refusal: { readonly code: string } } | null,
  times: readonly AuthTime[],
): void {
  if (denial === null) counters.add("sallyport_api_calls_total", { caller });
  else counters.add("sallyport_api_refusals_total", { caller, code: reasonLabel(denial.refusal.code) });
  for (const { method, tookMs } of times) counters.observe("auth_duration_seconds", { method }, tookMs);
}
