import { Hono } from "hono";
import * as z from "zod";
import { reportText } from "../../domain/security/report-text.ts";
import type { ApiEnv } from "../../middleware/authenticate.ts";
import { tenantOf } from "../owned.ts";
import { dataHeaders, json, problem } from "../problem.ts";
import { readQuery } from "../query.ts";

export const querySchema = z.strictObject({ format: z.enum(["json", "text"]).default("json") });

/** The seven days until now, compared with the seven before. */
export const weeklyReport = new Hono<ApiEnv>().get("/", async (c) => {
  const query = readQuery(c.req.url, querySchema);
  if (!query.ok) return problem(query.error);
  const report = await tenantOf(c.env, c.var.principal).securityReport();
  if (query.value.format === "json") return json(report);
  return new Response(reportText(report), {
    headers: { ...dataHeaders, "content-type": "text/plain; charset=utf-8" },
  });
});
