import { Hono } from "hono";
import { countEvent, freshRate } from "../domain/access/rate-window.ts";
import { parsePlainJson } from "../domain/json/strict.ts";
import { refusal } from "../domain/refusal.ts";
import { type CspViolation, violationsIn } from "../domain/security/csp-report.ts";
import type { Env } from "../env.ts";
import { CSP_REPORT_PATH } from "../middleware/page-policy.ts";
import { publicOrigin } from "../middleware/same-origin.ts";
import { readBytes, tooLarge } from "./body.ts";
import { denied } from "./denial.ts";
import { problem } from "./problem.ts";

const REPORT_TYPES = new Set(["application/csp-report", "application/reports+json", "application/json"]);
const MOST_BYTES = 16_384;
/** The pages that a report may name; another path is a stranger's text. */
const PAGES = ["/", "/docs"];

/**
 * Of an isolate. A page that breaks a policy does so for everybody, so a few reports a minute tell it all, and whoever
 * floods this address fills no log.
 */
const REPORT_LIMIT = { limit: 30, windowMs: 60_000, blockMs: 0 };
let reports = freshRate;

/**
 * `POST /csp-report`: what browsers say that a page's policy stopped. Public, because browsers send it without
 * credentials; nothing is stored, and of what was sent only a few known words reach the log.
 */
export const cspReport = new Hono<{ Bindings: Env }>().post(CSP_REPORT_PATH, async (c) => {
  const type = c.req.header("content-type")?.split(";")[0]?.trim().toLowerCase() ?? "";
  if (!REPORT_TYPES.has(type)) {
    return problem(refusal("unsupported_media_type", "This takes reports of a Content-Security-Policy."));
  }
  const counted = countEvent(reports, REPORT_LIMIT, Date.now());
  reports = counted.state;
  if (!counted.allowed) {
    const refused = refusal("rate_limited", "Enough reports came in this minute.");
    return denied({ refusal: refused, retryAfterMs: counted.retryAfterMs });
  }
  const bytes = await readBytes(c.req.raw);
  if (bytes === null || bytes.length > MOST_BYTES) return problem(tooLarge());
  const body = parsePlainJson(new TextDecoder().decode(bytes));
  if (!body.ok) return problem(body.error);
  for (const [line, count] of grouped(violationsIn(body.value, publicOrigin(c.env, c.req.url), PAGES))) {
    console.warn(JSON.stringify({ event: "csp_violation", ...line, count }));
  }
  return new Response(null, { status: 204 });
});

/** Equal violations as one, with how often each came. */
function grouped(violations: readonly CspViolation[]): readonly (readonly [CspViolation, number])[] {
  const counts = new Map<string, [CspViolation, number]>();
  for (const violation of violations) {
    const key = `${violation.directive} ${violation.blocked} ${violation.page}`;
    const known = counts.get(key);
    if (known === undefined) counts.set(key, [violation, 1]);
    else known[1]++;
  }
  return [...counts.values()];
}
