import { type Refusal, refusal } from "../domain/refusal.ts";

/**
 * The one place where a refusal becomes an HTTP answer: RFC 9457 problem documents with a stable `code`.
 * A code that is not listed is 422: the request was understood in form and refused for what it says.
 */

const statusOfCode: ReadonlyMap<string, number> = new Map([
  ["bad_request", 400],
  ["bad_cursor", 400],
  ["idempotency_key_needed", 400],
  ["unauthorized", 401],
  ["invalid_token", 401],
  ["wrong_secret", 401],
  ["wrong_signature", 401],
  ["invalid_code", 401],
  ["not_signed_in", 401],
  ["bad_proof", 401],
  ["not_signed_in", 401],
  ["clock_off", 401],
  ["wrong_credentials", 401],
  ["wrong_factor", 401],
  ["token_expired", 401],
  ["session_ended", 401],
  ["invalid_refresh_token", 401],
  ["refresh_token_reused", 401],
  ["challenge_ended", 401],
  ["address_not_allowed", 403],
  ["forbidden", 403],
  ["member_locked", 403],
  ["not_a_member", 403],
  ["invalid_key", 403],
  ["cross_site", 403],
  ["csrf_failed", 403],
  ["https_required", 403],
  ["origin_not_allowed", 403],
  ["step_up_needed", 403],
  ["step_up_invalid", 403],
  ["second_factor_needed", 403],
  ["certificate_required", 403],
  ["not_found", 404],
  ["unknown_strategy", 404],
  ["unknown_account", 404],
  ["unknown_order", 404],
  ["unknown_alert", 404],
  ["unknown_stop", 404],
  ["unknown_position", 404],
  ["unknown_member", 404],
  ["unknown_secret", 404],
  ["method_not_allowed", 405],
  ["stale", 409],
  ["fired_in_future", 409],
  ["id_conflict", 409],
  ["trading_stopped", 409],
  ["idempotency_conflict", 409],
  ["account_exists", 409],
  ["already_set_up", 409],
  ["last_owner", 409],
  ["own_membership", 409],
  ["not_locked", 409],
  ["already_resolved", 409],
  ["too_many", 409],
  ["rotation_open", 409],
  ["last_secret", 409],
  ["body_too_large", 413],
  ["unsupported_media_type", 415],
  ["upgrade_required", 426],
  ["rate_limited", 429],
  ["address_blocked", 429],
  ["internal_error", 500],
  ["unavailable", 503],
  ["agent_offline", 503],
  ["agent_timeout", 503],
]);

const titleOfStatus: ReadonlyMap<number, string> = new Map([
  [400, "Bad request"],
  [401, "Not authenticated"],
  [403, "Forbidden"],
  [404, "Not found"],
  [405, "Method not allowed"],
  [409, "Conflict"],
  [413, "Too large"],
  [415, "Unsupported media type"],
  [422, "Refused"],
  [426, "Upgrade required"],
  [429, "Too many requests"],
  [500, "Internal error"],
  [503, "Unavailable"],
]);

const REFUSED = 422;

/** Headers of every answer that is data: never cached, never taken for something else. */
export const dataHeaders: Readonly<Record<string, string>> = {
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
};

/** A fault in one field of a request, for clients that show it beside the field. */
export interface FieldFault {
  readonly path: string;
  readonly message: string;
}

/** What a problem may carry beside the refusal. */
export interface ProblemExtra {
  readonly alertId?: string | undefined;
  readonly errors?: readonly FieldFault[] | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The HTTP status that belongs to a refusal's code. */
export function statusOf(code: string): number {
  return statusOfCode.get(code) ?? REFUSED;
}

/** A refusal as `application/problem+json`. */
export function problem(refused: Refusal, extra: ProblemExtra = {}): Response {
  const status = statusOf(refused.code);
  const document = {
    type: `urn:sallyport:refusal:${refused.code}`,
    title: titleOfStatus.get(status) ?? "Refused",
    status,
    code: refused.code,
    detail: refused.message,
    at: refused.at,
    hint: refused.hint,
    alertId: extra.alertId,
    errors: extra.errors,
  };
  const headers = {
    ...dataHeaders,
    "content-type": "application/problem+json; charset=utf-8",
    ...extra.headers,
  };
  return new Response(JSON.stringify(document), { status, headers });
}

/** 404 for whatever does not exist or belongs to somebody else; nobody can tell the two apart. */
export function notFound(code: string, message: string): Response {
  return problem(refusal(code, message));
}

/** JSON with the headers of data. */
export function json(value: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(JSON.stringify(value), {
    status,
    headers: { ...dataHeaders, "content-type": "application/json; charset=utf-8", ...headers },
  });
}
