import type { Denial } from "../../durable-objects/user/parts.ts";
import { limitHeaders } from "../domain/access/limit-view.ts";
import type { Refusal } from "../domain/refusal.ts";
import { problem } from "./problem.ts";

/** A denial as a problem document; 429 says when to try again, and every limit what is left of it. */
export function denied(denial: Denial, headers: Readonly<Record<string, string>> = {}): Response {
  const wait = denial.retryAfterMs;
  const retry = wait === undefined ? {} : { "retry-after": String(Math.ceil(wait / 1000)) };
  const all = { ...headers, ...limitHeaders(denial.limits ?? []), ...retry };
  return problem(denial.refusal, { headers: all });
}

/** 401 as RFC 9110 wants it: with the way to authenticate. */
export function unauthorized(refused: Refusal): Response {
  return problem(refused, { headers: { "www-authenticate": "Bearer" } });
}
