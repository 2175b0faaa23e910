import { timingSafeEqual } from "node:crypto";
import { type Context, Hono } from "hono";
import * as z from "zod";
import { sha256, sha256Hex } from "../../../durable-objects/shared/crypto.ts";
import type { SignUp } from "../../../durable-objects/tenant/invites.ts";
import type { Entrance } from "../../../durable-objects/tenant/management.ts";
import { clientKey } from "../../domain/access/address.ts";
import { agreementsOf, askedBy, consentAnswerSchema } from "../../domain/access/consent.ts";
import { checkToken } from "../../domain/access/token.ts";
import { refusal } from "../../domain/refusal.ts";
import type { ApiEnv } from "../../middleware/authenticate.ts";
import { breachedPassword } from "../../middleware/breached-password.ts";
import { userIdOf } from "../../middleware/user-id.ts";
import { readJson } from "../body.ts";
import { json, problem } from "../problem.ts";
import { contextFields, emailSchema, keySchema, passwordSchema } from "./fields.ts";
import { addressOf, answerLogin, deniedLogin, stopAtDoor } from "./logged-in.ts";
import { contextOf } from "./login.ts";
import { personOf } from "./person.ts";

const signUpFields = {
  email: emailSchema,
  password: passwordSchema,
  consents: consentAnswerSchema.prefault({}),
  ...contextFields,
};
export const claimSchema = z.strictObject({ code: keySchema, ...signUpFields });
export const signUpSchema = z.strictObject({ key: keySchema, ...signUpFields });
export const joinSchema = z.strictObject({ key: keySchema });

const SHA256_HEX = /^[0-9a-f]{64}$/;
const invalidKey = refusal("invalid_key", "This key is not good, or was used before.");

function isClaimCode(code: string, configuredHash: string): boolean {
  if (!SHA256_HEX.test(configuredHash)) return false;
  return timingSafeEqual(sha256(code), Buffer.from(configuredHash, "hex"));
}

/** The tenant that a key names, and how it lets people in; null when it is no such key. */
function entranceOf(
  c: Context<ApiEnv>,
  key: string,
  claims: boolean,
): { tenantId: string; entrance: Entrance } | null {
  const claim = checkToken(key, claims ? ["clm"] : ["key", "inv"]);
  if (!claim.ok) return null;
  if (claims && !isClaimCode(key, c.env.CLAIM_CODE_SHA256)) return null;
  return { tenantId: claim.value.ownerId, entrance: claims ? "claim" : "key" };
}

type SignUpBody = Omit<z.output<typeof signUpSchema>, "key">;

/**
 * Signs a person up with a key: the tenant says whether it is good, the person's object is made, the tenant
 * takes the person in and spends the key. Each step may be repeated by the same person, so whoever lost an
 * answer simply signs up again; until the last step is done the key stays good for nobody else.
 */
async function signUp(c: Context<ApiEnv>, key: string, claims: boolean, body: SignUpBody): Promise<Response> {
  const stopped = await stopAtDoor(c);
  if (stopped !== null) return stopped;
  const way = entranceOf(c, key, claims);
  if (way === null) return deniedLogin(c, { refusal: invalidKey, failedLogin: true });
  const { email, password } = body;
  const agreed = agreementsOf(body.consents, askedBy(c.env.TERMS_VERSION, c.env.PRIVACY_VERSION));
  if (!agreed.ok) return problem(agreed.error);
  const address = clientKey(addressOf(c));
  const request: SignUp = { hash: sha256Hex(key), userId: userIdOf(c.env, email), email };
  const tenant = c.env.TENANT.getByName(way.tenantId);
  const good = await tenant.checkEntrance(way.entrance, request);
  if (!good.ok) return deniedLogin(c, { refusal: good.error, failedLogin: true });
  const breached = await breachedPassword(c.env, password);
  if (breached !== null) return problem(breached);
  const user = c.env.USER.getByName(request.userId);
  const made = await user.signUp({
    ...{ userId: request.userId, email, password, address },
    ...{ agreed: agreed.value, tenantId: way.tenantId },
  });
  if (!made.ok) return deniedLogin(c, made.error);
  const entered = await tenant.enter(way.entrance, request, address);
  if (!entered.ok) return deniedLogin(c, { refusal: entered.error, failedLogin: true });
  // Through the usual door, so that somebody who has a second factor already needs it here too.
  return answerLogin(c, await user.logIn(password, contextOf(c, { ...body, tenantId: way.tenantId })));
}

export const entrance = new Hono<ApiEnv>()
  .get("/consents", (c) => json(askedBy(c.env.TERMS_VERSION, c.env.PRIVACY_VERSION)))
  .post("/claim", async (c) => {
    const body = await readJson(c.req.raw, claimSchema);
    if (!body.ok) return problem(body.error.refusal, { errors: body.error.errors });
    const { code, ...rest } = body.value;
    return signUp(c, code, true, rest);
  })
  .post("/signup", async (c) => {
    const body = await readJson(c.req.raw, signUpSchema);
    if (!body.ok) return problem(body.error.refusal, { errors: body.error.errors });
    const { key, ...rest } = body.value;
    return signUp(c, key, false, rest);
  })
  .post("/join", async (c) => {
    const person = personOf(c);
    const body = await readJson(c.req.raw, joinSchema);
    if (!body.ok) return problem(body.error.refusal, { errors: body.error.errors });
    const way = entranceOf(c, body.value.key, false);
    if (way === null) return deniedLogin(c, { refusal: invalidKey, failedLogin: true });
    const profile = await person.user.profile(person.sessionId);
    if (!profile.ok) return problem(profile.error.refusal);
    const request = { hash: sha256Hex(body.value.key), userId: person.userId, email: profile.value.email };
    const entered = await c.env.TENANT.getByName(way.tenantId).enter(
      way.entrance,
      request,
      clientKey(addressOf(c)),
    );
    if (!entered.ok) return deniedLogin(c, { refusal: entered.error, failedLogin: true });
    return json({ tenantId: way.tenantId, role: entered.value.role });
  });
