import { Hono } from "hono";
import * as z from "zod";
import { idSchema } from "../../domain/ids.ts";
import { alertStateSchema } from "../../domain/security/alert.ts";
import { ruleNameSchema } from "../../domain/security/finding.ts";
import { severitySchema } from "../../domain/security/severity.ts";
import type { ApiEnv } from "../../middleware/authenticate.ts";
import { lineSchema } from "../auth/fields.ts";
import { readJson } from "../body.ts";
import { tenantOf } from "../owned.ts";
import { json, notFound, problem } from "../problem.ts";
import { limitSchema, readQuery } from "../query.ts";
import { whoAsks } from "../who-asks.ts";

const alertIdSchema = idSchema("sec");

export const pageQuerySchema = z.strictObject({
  limit: limitSchema,
  /** `next` of the page before. */
  cursor: alertIdSchema.optional(),
  state: alertStateSchema.optional(),
  rule: ruleNameSchema.optional(),
  severity: severitySchema.optional(),
});

export const changeSchema = z.strictObject({
  state: z.enum(["acknowledged", "resolved"]),
  note: lineSchema(1_000).nullable().default(null),
});

/** What was detected: the security alerts of the tenant. */
export const unusualActivity = new Hono<ApiEnv>()
  .get("/", async (c) => {
    const query = readQuery(c.req.url, pageQuerySchema);
    if (!query.ok) return problem(query.error);
    const { limit, cursor: before = null, state = null, rule = null, severity = null } = query.value;
    const page = { limit, before, state, rule, severity };
    const items = await tenantOf(c.env, c.var.principal).securityAlerts(page);
    return json({ items, next: items.length === limit ? (items.at(-1)?.id ?? null) : null });
  })
  .patch("/:securityAlertId", async (c) => {
    const body = await readJson(c.req.raw, changeSchema);
    if (!body.ok) return problem(body.error.refusal, { errors: body.error.errors });
    const id = alertIdSchema.safeParse(c.req.param("securityAlertId"));
    if (!id.success) return notFound("not_found", "There is no such security alert.");
    const tenant = tenantOf(c.env, c.var.principal);
    const changed = await tenant.changeSecurityAlert(id.data, body.value, whoAsks(c));
    return changed.ok ? json(changed.value) : problem(changed.error);
  });
