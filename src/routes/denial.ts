import type { Denial } from "../../durable-objects/user/parts.ts";
import type { Refusal } from "../domain/refusal.ts";
import { problem } from "./problem.ts";

/** A denial as a problem document; 429 says when to try again. */
export function denied(denial: Denial, headers: Readonly<Record<string, string>> = {}): Response {
  const wait = denial.retryAfterMs;
  if (wait === undefined) return problem(denial.refusal, { headers });
  return problem(denial.refusal, { headers: { ...headers, "retry-after": String(Math.ceil(wait / 1000)) } });
}

/** 401 as RFC 9110 wants it: with the way to authenticate. */
export function unauthorized(refused: Refusal): Response {
  return problem(refused, { headers: { "www-authenticate": "Bearer" } });
}
