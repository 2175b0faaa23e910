import { Hono } from "hono";
import * as z from "zod";
import type { ApiEnv } from "../../middleware/authenticate.ts";
import { breachedPassword } from "../../middleware/breached-password.ts";
import { emptyBody } from "../../middleware/empty-body.ts";
import {
  keySchema,
  labelSchema,
  passwordSchema,
  registrationSchema,
  totpCodeSchema,
} from "../auth/fields.ts";
import { deniedLogin } from "../auth/logged-in.ts";
import { relyingParty } from "../auth/login.ts";
import { personOf } from "../auth/person.ts";
import { readJson } from "../body.ts";
import { denied } from "../denial.ts";
import { json, problem } from "../problem.ts";

export const passwordChangeSchema = z.strictObject({ current: passwordSchema, next: passwordSchema });
export const totpSchema = z.strictObject({ token: keySchema, code: totpCodeSchema });
export const passkeySchema = z.strictObject({
  token: keySchema,
  name: labelSchema,
  credential: registrationSchema,
});

/** What can be changed of how one logs in; what needs a confirmation is in the rows of the routes. */
export const factors = new Hono<ApiEnv>()
  .post("/password", async (c) => {
    const body = await readJson(c.req.raw, passwordChangeSchema);
    if (!body.ok) return problem(body.error.refusal, { errors: body.error.errors });
    const breached = await breachedPassword(c.env, body.value.next);
    if (breached !== null) return problem(breached);
    const { user, sessionId } = personOf(c);
    const changed = await user.changePassword(sessionId, body.value.current, body.value.next);
    return changed.ok ? json(changed.value) : deniedLogin(c, changed.error);
  })
  .post("/totp", emptyBody(), async (c) => {
    const begun = await personOf(c).user.beginTotp();
    return begun.ok ? json(begun.value, 201) : denied(begun.error);
  })
  .post("/totp/confirm", async (c) => {
    const body = await readJson(c.req.raw, totpSchema);
    if (!body.ok) return problem(body.error.refusal, { errors: body.error.errors });
    const { user, sessionId } = personOf(c);
    const confirmed = await user.confirmTotp(sessionId, body.value.token, body.value.code);
    return confirmed.ok ? json(confirmed.value) : denied(confirmed.error);
  })
  .delete("/totp", async (c) => {
    const { user, sessionId } = personOf(c);
    const removed = await user.removeTotp(sessionId);
    return removed.ok ? json(removed.value) : denied(removed.error);
  })
  .post("/recovery-codes", emptyBody(), async (c) => {
    const { user, sessionId } = personOf(c);
    const made = await user.newRecoveryCodes(sessionId);
    return made.ok ? json(made.value, 201) : denied(made.error);
  })
  .post("/passkeys/options", emptyBody(), async (c) => {
    const begun = await personOf(c).user.beginPasskey(relyingParty(c));
    if (!begun.ok) return denied(begun.error);
    const options: unknown = JSON.parse(begun.value.optionsJson);
    return json({ token: begun.value.token, options }, 201);
  })
  .post("/passkeys", async (c) => {
    const body = await readJson(c.req.raw, passkeySchema);
    if (!body.ok) return problem(body.error.refusal, { errors: body.error.errors });
    const { user, sessionId } = personOf(c);
    const { token, name, credential } = body.value;
    const answer = { token, name, response: credential, party: relyingParty(c) };
    const confirmed = await user.confirmPasskey(sessionId, answer);
    return confirmed.ok ? json(confirmed.value, 201) : denied(confirmed.error);
  })
  .delete("/passkeys/:passkeyId", async (c) => {
    const { user, sessionId } = personOf(c);
    const removed = await user.removePasskey(sessionId, c.req.param("passkeyId"));
    return removed.ok ? json(removed.value) : denied(removed.error);
  });
