import { Hono } from "hono";
import * as z from "zod";
import { checkToken } from "../../domain/access/token.ts";
import { refusal } from "../../domain/refusal.ts";
import { timedAuth } from "../../middleware/auth-times.ts";
import type { ApiEnv } from "../../middleware/authenticate.ts";
import { endedCookies, refreshCookie } from "../../middleware/cookies.ts";
import { emptyBody } from "../../middleware/empty-body.ts";
import { crossSite } from "../../middleware/same-origin.ts";
import { readJson } from "../body.ts";
import { denied } from "../denial.ts";
import { json, problem } from "../problem.ts";
import { keySchema } from "./fields.ts";
import { answerSession } from "./logged-in.ts";
import { personOf } from "./person.ts";

/** A program sends its refresh token; a browser sends none, its cookie holds it. */
export const refreshSchema = z.strictObject({ refreshToken: keySchema.optional() });

const invalid = refusal("invalid_refresh_token", "This refresh token is not valid.", {
  hint: "Log in again.",
});

function withEndedCookies(answer: Response): Response {
  for (const cookie of endedCookies()) answer.headers.append("set-cookie", cookie);
  return answer;
}

export const session = new Hono<ApiEnv>()
  .post("/refresh", async (c) => {
    const body = await readJson(c.req.raw, refreshSchema);
    if (!body.ok) return problem(body.error.refusal, { errors: body.error.errors });
    const byCookie = body.value.refreshToken === undefined;
    // There is no CSRF token to ask for: a page that was reloaded after its access token ended has none.
    const foreign = byCookie ? crossSite(c.req.raw, c.env, true) : null;
    if (foreign !== null) return problem(foreign);
    const token = body.value.refreshToken ?? refreshCookie(c.req.raw) ?? "";
    const claim = checkToken(token, ["ref"]);
    if (!claim.ok) return problem(invalid);
    const { ownerId } = claim.value;
    const renewed = await timedAuth(ownerId, "refresh_token", () =>
      c.env.USER.getByName(ownerId).renew(token),
    );
    if (renewed.ok) return answerSession(c, ownerId, renewed.value);
    return byCookie ? withEndedCookies(denied(renewed.error)) : denied(renewed.error);
  })
  .get("/session", async (c) => {
    const person = personOf(c);
    const profile = await person.user.profile(person.sessionId);
    return profile.ok ? json({ ...profile.value, sessionId: person.sessionId }) : denied(profile.error);
  })
  .post("/logout", emptyBody(), async (c) => {
    const person = personOf(c);
    await person.user.endSession(person.sessionId, person.sessionId);
    const headers = { "clear-site-data": '"cache", "cookies", "storage"' };
    return withEndedCookies(json({ status: "logged_out" }, 200, headers));
  });
