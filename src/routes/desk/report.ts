import { Hono } from "hono";
import * as z from "zod";
import { countEvent, freshRate } from "../../domain/access/rate-window.ts";
import { auditText } from "../../domain/audit/text.ts";
import { refusal } from "../../domain/refusal.ts";
import type { Env } from "../../env.ts";
import { crossSite } from "../../middleware/same-origin.ts";
import { readJson } from "../body.ts";
import { denied } from "../denial.ts";
import { problem } from "../problem.ts";

/** What a page tells of a fault in itself: where it was, never what a person typed. */
export const deskReportSchema = z.strictObject({
  name: z.string().max(60),
  stack: z.string().max(1_000),
  component: z.string().max(400),
  page: z.string().max(200),
});

/** Of an isolate: a fault that everybody has is told by a few, and nobody can fill the log. */
const REPORT_LIMIT = { limit: 30, windowMs: 60_000, blockMs: 0 };
let reports = freshRate;

/** `POST /desk-report`: faults of the trading desk's own script, for the log. Public, since the login can break too. */
export const deskReport = new Hono<{ Bindings: Env }>().post("/desk-report", async (c) => {
  const foreign = crossSite(c.req.raw, c.env, true);
  if (foreign !== null) return problem(foreign);
  const counted = countEvent(reports, REPORT_LIMIT, Date.now());
  reports = counted.state;
  if (!counted.allowed) {
    const refused = refusal("rate_limited", "Enough reports came in this minute.");
    return denied({ refusal: refused, retryAfterMs: counted.retryAfterMs });
  }
  const body = await readJson(c.req.raw, deskReportSchema);
  if (!body.ok) return problem(body.error.refusal, { errors: body.error.errors });
  const { name, stack, component, page } = body.value;
  const shown = {
    ...{ name: auditText(name, 60), stack: auditText(stack, 1_000) },
    ...{ component: auditText(component, 400), page: auditText(page, 200) },
  };
  console.warn(JSON.stringify({ event: "desk_fault", ...shown }));
  return new Response(null, { status: 204 });
});
