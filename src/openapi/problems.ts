import type { RouteRow } from "../domain/access/route-permissions.ts";
import { statusOf } from "../routes/problem.ts";
import type { RouteDescription } from "./description.ts";

/** Which refusals a route can give, by what is known of it. */

const ANYBODY_WITH_CREDENTIALS = [
  "unauthorized",
  "invalid_token",
  "malformed_token",
  "token_expired",
  "session_ended",
  "forbidden",
  "not_a_member",
  "member_locked",
  "address_not_allowed",
  "origin_not_allowed",
  "rate_limited",
  "address_blocked",
];
const WRITES_OF_BROWSERS = ["cross_site", "csrf_failed"];
const CONFIRMED = ["step_up_needed", "step_up_invalid"];
const JSON_BODY = [
  "body_too_large",
  "unsupported_media_type",
  "invalid_utf8",
  "malformed_json",
  "duplicate_key",
  "number_not_exact",
  "invalid_field",
];
/** Of routes that take no body, for one that came nevertheless. */
const EMPTY_BODY = JSON_BODY.filter((code) => code !== "unsupported_media_type");
const IDEMPOTENT = ["bad_request", "idempotency_conflict"];

/** Every code that a route may answer with, sorted. `row` is null for routes that have none. */
export function problemsOf(route: RouteDescription, row: RouteRow | null): string[] {
  const writes = row !== null && row.method !== "GET";
  return [
    ...new Set([
      ...(row === null || row.needs === "public" ? [] : ANYBODY_WITH_CREDENTIALS),
      ...(writes ? (row.needs === "public" ? ["cross_site"] : WRITES_OF_BROWSERS) : []),
      ...(row?.confirm === undefined ? [] : CONFIRMED),
      ...(route.body === undefined ? [] : JSON_BODY),
      ...(row?.method === "POST" && route.body === undefined ? EMPTY_BODY : []),
      ...(route.query === undefined ? [] : ["invalid_query"]),
      ...(route.idempotent === true ? IDEMPOTENT : []),
      ...(route.problems ?? []),
    ]),
  ].sort();
}

/** The codes by the status that they are answered with, statuses ascending. */
export function byStatus(codes: readonly string[]): readonly (readonly [number, readonly string[]])[] {
  const statuses = new Map<number, string[]>();
  for (const code of codes) {
    const status = statusOf(code);
    statuses.set(status, [...(statuses.get(status) ?? []), code]);
  }
  return [...statuses].sort(([a], [b]) => a - b);
}
