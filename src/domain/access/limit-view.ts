import type { RateLimit } from "./limits.ts";
import type { RateVerdict } from "./rate-window.ts";

/** What a limit is called in the RateLimit header fields. */
export type LimitName =
  | "calls"
  | "trades"
  | "logins"
  | "failed-logins"
  | "tests"
  | "feeds"
  | "alerts"
  | "flood";

/** How much of a limit is left to whoever asked, for the RateLimit header fields. */
export interface LimitView {
  readonly name: LimitName;
  readonly limit: number;
  readonly windowMs: number;
  readonly remaining: number;
  /** Until there is something left again; null while there is. */
  readonly retryAfterMs: number | null;
}

export function limitView(
  name: LimitName,
  { limit, windowMs }: RateLimit,
  { remaining, retryAfterMs }: Pick<RateVerdict, "remaining" | "retryAfterMs">,
): LimitView {
  return { name, limit, windowMs, remaining, retryAfterMs: remaining > 0 ? null : retryAfterMs };
}

/**
 * The values of `RateLimit-Policy` and `RateLimit` (the IETF's draft "RateLimit header fields for HTTP"): `q`
 * the quota, `w` its window, `r` what is left, `t` the seconds until there is more, all in whole seconds.
 */
export function limitHeaders(limits: readonly LimitView[]): Readonly<Record<string, string>> {
  if (limits.length === 0) return {};
  const policies = limits.map(({ name, limit, windowMs }) => `"${name}";q=${limit};w=${seconds(windowMs)}`);
  const states = limits.map(
    ({ name, remaining, windowMs, retryAfterMs }) =>
      `"${name}";r=${remaining};t=${seconds(retryAfterMs ?? windowMs)}`,
  );
  return { "ratelimit-policy": policies.join(", "), ratelimit: states.join(", ") };
}

/** Rounded up: whoever waits so long does not come too early. */
function seconds(ms: number): number {
  return Math.ceil(ms / 1000);
}
