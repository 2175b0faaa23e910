import { Hono } from "hono";
import * as z from "zod";
import { sha256Hex } from "../../../durable-objects/shared/crypto.ts";
import type { ChangeProof } from "../../../durable-objects/user/step-up-desk.ts";
import { changeText } from "../../domain/access/confirmed-change.ts";
import { matchRow } from "../../domain/access/route-permissions.ts";
import { refusal } from "../../domain/refusal.ts";
import type { ApiEnv } from "../../middleware/authenticate.ts";
import { readJson } from "../body.ts";
import { denied } from "../denial.ts";
import { json, problem } from "../problem.ts";
import { assertionSchema, keySchema, passwordSchema, totpCodeSchema } from "./fields.ts";
import { answerConfirmed, deniedLogin } from "./logged-in.ts";
import { relyingParty } from "./login.ts";
import { personOf } from "./person.ts";

/** The request that is going to be made, exactly. */
export const changeSchema = z.strictObject({
  method: z.enum(["POST", "PATCH", "PUT", "DELETE"]),
  path: z.string().max(500),
  body: z.unknown().optional(),
});
export const proofSchema = z.union([
  z.strictObject({ token: keySchema, code: totpCodeSchema }),
  z.strictObject({ token: keySchema, password: passwordSchema }),
  z.strictObject({ token: keySchema, credential: assertionSchema }),
]);

export const stepUp = new Hono<ApiEnv>()
  .post("/step-up", async (c) => {
    const person = personOf(c);
    const asked = await readJson(c.req.raw, changeSchema);
    if (!asked.ok) return problem(asked.error.refusal, { errors: asked.error.errors });
    const { method, path, body } = asked.value;
    const confirm = matchRow(method, path)?.row.confirm;
    if (confirm === undefined)
      return problem(refusal("nothing_to_confirm", "This request needs no confirmation."));
    const changeHash = sha256Hex(changeText({ method, path, body: body ?? null }));
    const begun = await person.user.beginChange(person.sessionId, changeHash, confirm === "first_factor");
    if (!begun.ok) return denied(begun.error);
    const { passkeyChallenge, passkeyIds, ...rest } = begun.value;
    const passkey = {
      challenge: passkeyChallenge,
      rpId: relyingParty(c).id,
      userVerification: "required",
      allowCredentials: passkeyIds.map((id) => ({ id, type: "public-key" })),
    };
    return json({ ...rest, changeHash, passkey: passkeyIds.length > 0 ? passkey : null }, 201);
  })
  .post("/step-up/proof", async (c) => {
    const person = personOf(c);
    const body = await readJson(c.req.raw, proofSchema);
    if (!body.ok) return problem(body.error.refusal, { errors: body.error.errors });
    const answer = body.value;
    const proof: ChangeProof =
      "code" in answer
        ? { method: "totp", code: answer.code }
        : "password" in answer
          ? { method: "password", password: answer.password }
          : { method: "passkey", response: answer.credential, party: relyingParty(c) };
    const proved = await person.user.proveChange(person.sessionId, answer.token, proof);
    if (!proved.ok) return deniedLogin(c, proved.error);
    return answerConfirmed(c, person.userId, answer.token, proved.value);
  });
