import { Hono } from "hono";
import { type ApiEnv, authenticate } from "../../middleware/authenticate.ts";
import { tenantOf } from "../owned.ts";
import { json } from "../problem.ts";
import { auditLog } from "./audit-log.ts";
import { keys } from "./keys.ts";
import { lockAccount } from "./lock-account.ts";
import { metrics } from "./metrics.ts";
import { unusualActivity } from "./unusual-activity.ts";
import { weeklyReport } from "./weekly-report.ts";

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
  .route("/audit-log", auditLog)
  .route("/keys", keys)
  .route("/metrics", metrics)
  .route("/unusual-activity", unusualActivity)
  .route("/weekly-report", weeklyReport)
  .route("/", lockAccount);
