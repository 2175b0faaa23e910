import { Hono } from "hono";
import { z } from "zod";
import { type ApiEnv, authenticate } from "../middleware/authenticate.ts";
import { tenantOf } from "./owned.ts";
import { json, problem } from "./problem.ts";
import { limitSchema, readQuery } from "./query.ts";

const pageSchema = z.strictObject({
  limit: limitSchema,
  /** `next` of the page before. */
  cursor: z
    .string()
    .regex(/^[1-9][0-9]{0,14}$/)
    .transform(Number)
    .optional(),
});

const EXPORT_PIECE = 500;

/** `/security`: what owners and admins watch over. */
export const security = new Hono<ApiEnv>()
  .use(authenticate())
  .get("/active-sessions", async (c) => {
    const { tenantId } = c.var.principal;
    const members = await tenantOf(c.env, c.var.principal).members();
    const items = await Promise.all(
      members.map(async ({ userId, email, role }) => {
        const sessions = await c.env.USER.getByName(userId).tenantSessions(tenantId);
        return sessions.map(({ current: _, ...session }) => ({ userId, email, role, ...session }));
      }),
    );
    return json({ items: items.flat(), next: null });
  })
  .get("/audit-log", async (c) => {
    const query = readQuery(c.req.url, pageSchema);
    if (!query.ok) return problem(query.error);
    const { limit, cursor } = query.value;
    const items = await tenantOf(c.env, c.var.principal).auditPage(limit, cursor ?? null);
    const last = items.at(-1)?.seq;
    return json({
      items,
      next: items.length < limit || last === undefined || last === 1 ? null : String(last),
    });
  })
  .get("/audit-log/export", (c) => {
    const tenant = tenantOf(c.env, c.var.principal);
    let after = 0;
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        const piece = await tenant.auditAfter(EXPORT_PIECE, after);
        const lines = piece.map((link) => `${JSON.stringify(link)}\n`).join("");
        if (lines !== "") controller.enqueue(new TextEncoder().encode(lines));
        after = piece.at(-1)?.seq ?? after;
        if (piece.length < EXPORT_PIECE) controller.close();
      },
    });
    const headers = {
      "content-type": "application/x-ndjson; charset=utf-8",
      "content-disposition": 'attachment; filename="audit.ndjson"',
    };
    return new Response(body, { headers });
  });
