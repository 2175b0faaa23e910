import { Hono } from "hono";
import * as z from "zod";
import type { ApiEnv } from "../../middleware/authenticate.ts";
import { labelSchema } from "../auth/fields.ts";
import { personOf } from "../auth/person.ts";
import { readJson } from "../body.ts";
import { denied } from "../denial.ts";
import { json, problem } from "../problem.ts";

export const renameSchema = z.strictObject({ name: labelSchema });

export const sessions = new Hono<ApiEnv>()
  .get("/", async (c) => {
    const { user, sessionId } = personOf(c);
    const listed = await user.sessions(sessionId);
    return listed.ok ? json({ items: listed.value, next: null }) : denied(listed.error);
  })
  .delete("/", async (c) => {
    const { user, sessionId } = personOf(c);
    const ended = await user.endOtherSessions(sessionId);
    return ended.ok ? json(ended.value) : denied(ended.error);
  })
  .patch("/:sessionId", async (c) => {
    const body = await readJson(c.req.raw, renameSchema);
    if (!body.ok) return problem(body.error.refusal, { errors: body.error.errors });
    const renamed = await personOf(c).user.renameSession(c.req.param("sessionId"), body.value.name);
    return renamed.ok ? json({ status: "renamed" }) : denied(renamed.error);
  })
  .delete("/:sessionId", async (c) => {
    const { user, sessionId } = personOf(c);
    const ended = await user.endSession(c.req.param("sessionId"), sessionId);
    return ended.ok ? json({ status: "ended" }) : denied(ended.error);
  });
