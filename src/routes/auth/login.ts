import { type Context, Hono } from "hono";
import * as z from "zod";
import type { LoginContext } from "../../../durable-objects/user/login-desk.ts";
import type { RelyingParty } from "../../../durable-objects/user/passkeys.ts";
import { clientKey } from "../../domain/access/address.ts";
import { CHALLENGE_MS } from "../../domain/access/limits.ts";
import { checkToken } from "../../domain/access/token.ts";
import { idSchema } from "../../domain/ids.ts";
import { refusal } from "../../domain/refusal.ts";
import { originOf, originText } from "../../domain/security/origin.ts";
import { authKeys } from "../../middleware/auth-keys.ts";
import { timedAuth } from "../../middleware/auth-times.ts";
import type { ApiEnv } from "../../middleware/authenticate.ts";
import { emptyBody } from "../../middleware/empty-body.ts";
import { publicOrigin } from "../../middleware/same-origin.ts";
import { userIdOf } from "../../middleware/user-id.ts";
import { readJson } from "../body.ts";
import { json, problem } from "../problem.ts";
import {
  assertionSchema,
  contextFields,
  emailSchema,
  keySchema,
  passwordSchema,
  totpCodeSchema,
} from "./fields.ts";
import { addressOf, answerLogin, deniedLogin, stopAtDoor } from "./logged-in.ts";

export const loginSchema = z.strictObject({ email: emailSchema, password: passwordSchema, ...contextFields });
export const secondFactorSchema = z.union([
  z.strictObject({ token: keySchema, code: totpCodeSchema }),
  z.strictObject({ token: keySchema, recoveryCode: z.string().max(64) }),
]);
export const passkeySchema = z.strictObject({
  challenge: z.string().max(200),
  credential: assertionSchema,
  ...contextFields,
});
const userIdSchema = idSchema("usr");

/** The one answer to a login that fails, also where no object was asked. */
const wrong = refusal("wrong_credentials", "E-mail, password or code is not right.");

export function relyingParty(c: Context<ApiEnv>): RelyingParty {
  const origin = publicOrigin(c.env, c.req.url);
  return { origin, id: new URL(origin).hostname };
}

export function contextOf(
  c: Context<ApiEnv>,
  asked: Pick<LoginContext, "client" | "name" | "tenantId">,
): LoginContext {
  const { client, name, tenantId } = asked;
  const origin = originText(originOf(c.req.header("user-agent") ?? null, c.req.raw.cf?.["country"]));
  return { client, name, tenantId, address: clientKey(addressOf(c)), origin };
}

/** Whose passkey it is: the person's id was stored in it when it was made. */
function userOfHandle(handle: string | undefined): string | null {
  const id = userIdSchema.safeParse(Buffer.from(handle ?? "", "base64url").toString("utf8"));
  return id.success ? id.data : null;
}

export const login = new Hono<ApiEnv>()
  .post("/login", async (c) => {
    const body = await readJson(c.req.raw, loginSchema);
    if (!body.ok) return problem(body.error.refusal, { errors: body.error.errors });
    const stopped = await stopAtDoor(c);
    if (stopped !== null) return stopped;
    const { email, password } = body.value;
    const userId = userIdOf(c.env, email);
    const logIn = () => c.env.USER.getByName(userId).logIn(password, contextOf(c, body.value));
    return answerLogin(c, await timedAuth(userId, "password", logIn));
  })
  .post("/second-factor", async (c) => {
    const body = await readJson(c.req.raw, secondFactorSchema);
    if (!body.ok) return problem(body.error.refusal, { errors: body.error.errors });
    const stopped = await stopAtDoor(c);
    if (stopped !== null) return stopped;
    const claim = checkToken(body.value.token, ["log"]);
    if (!claim.ok) return problem(claim.error);
    const { token, ...answer } = body.value;
    const { ownerId } = claim.value;
    const prove = () => c.env.USER.getByName(ownerId).secondFactor(token, answer);
    return answerLogin(c, await timedAuth(ownerId, "second_factor", prove));
  })
  .post("/passkey/challenge", emptyBody(), (c) => {
    const challenge = authKeys(c.env.AUTH_KEYS).makeChallenge(Date.now());
    return json({ challenge, rpId: relyingParty(c).id, userVerification: "required", timeout: CHALLENGE_MS });
  })
  .post("/passkey", async (c) => {
    const body = await readJson(c.req.raw, passkeySchema);
    if (!body.ok) return problem(body.error.refusal, { errors: body.error.errors });
    const stopped = await stopAtDoor(c);
    if (stopped !== null) return stopped;
    const { challenge, credential } = body.value;
    const userId = userOfHandle(credential.response.userHandle);
    if (userId === null || !authKeys(c.env.AUTH_KEYS).isChallenge(challenge, Date.now())) {
      return deniedLogin(c, { refusal: wrong, failedLogin: true });
    }
    const answer = { response: credential, challenge, party: relyingParty(c) };
    const prove = () => c.env.USER.getByName(userId).logInByPasskey(answer, contextOf(c, body.value));
    return answerLogin(c, await timedAuth(userId, "passkey", prove));
  });
