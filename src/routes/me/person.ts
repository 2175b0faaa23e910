import { Hono } from "hono";
import * as z from "zod";
import { clientKey } from "../../domain/access/address.ts";
import { agreementTo, askedBy, consentKindSchema } from "../../domain/access/consent.ts";
import { refusal } from "../../domain/refusal.ts";
import type { ApiEnv } from "../../middleware/authenticate.ts";
import { endedCookies } from "../../middleware/cookies.ts";
import { addressOf } from "../auth/logged-in.ts";
import { personOf } from "../auth/person.ts";
import { readJson } from "../body.ts";
import { denied } from "../denial.ts";
import { dataHeaders, json, problem } from "../problem.ts";
import { personStream } from "./person-stream.ts";

/** So long a tenant counts on it that somebody is about to leave; the deletion itself takes a minute at most. */
const LEAVING_MS = 3_600_000;
const DELETION_MS = 60_000;

export const consentSchema = z.strictObject({
  kind: consentKindSchema,
  given: z.boolean(),
  /** The version that was shown; not for product notices. */
  version: z.string().max(40).optional(),
});

/** What the gateway holds of a person, shown to them and deleted for them, and what they agreed to. */
export const person = new Hono<ApiEnv>()
  .get("/export", async (c) => {
    const { user, userId, sessionId } = personOf(c);
    const started = await user.startExport(sessionId);
    if (!started.ok) return denied(started.error);
    const body = personStream(started.value, Date.now(), (tenantId) => {
      const tenant = c.env.TENANT.getByName(tenantId);
      return {
        here: async () => await tenant.personHere(userId),
        entries: async (after) => await tenant.personEntries(userId, after),
      };
    });
    return new Response(body, {
      headers: {
        ...dataHeaders,
        "content-type": "application/json; charset=utf-8",
        "content-disposition": 'attachment; filename="sallyport-person.json"',
      },
    });
  })
  .delete("/", async (c) => {
    const { user, userId, sessionId } = personOf(c);
    const nowMs = Date.now();
    const asked: string[] = [];
    const stay = async (): Promise<void> => {
      for (const tenantId of asked) await c.env.TENANT.getByName(tenantId).stay(userId);
    };
    for (const tenantId of await user.tenantIds()) {
      const left = await c.env.TENANT.getByName(tenantId).beginLeave(userId, nowMs + LEAVING_MS);
      if (!left.ok) {
        await stay();
        return problem(
          refusal(left.error.code, `You are the only owner of ${tenantId}.`, {
            hint: "Make somebody else owner there first, then delete yourself.",
          }),
        );
      }
      asked.push(tenantId);
    }
    const erased = await user.erase(sessionId, nowMs + DELETION_MS);
    if (!erased.ok) {
      await stay();
      return denied(erased.error);
    }
    const answer = json({ status: "deleted" }, 200, { "clear-site-data": '"cookies", "storage"' });
    for (const cookie of endedCookies()) answer.headers.append("set-cookie", cookie);
    return answer;
  })
  .get("/consents", async (c) => {
    const listed = await personOf(c).user.consents();
    const asked = askedBy(c.env.TERMS_VERSION, c.env.PRIVACY_VERSION);
    return listed.ok ? json({ asked, items: listed.value, next: null }) : denied(listed.error);
  })
  .put("/consents", async (c) => {
    const body = await readJson(c.req.raw, consentSchema);
    if (!body.ok) return problem(body.error.refusal, { errors: body.error.errors });
    const { kind, given, version } = body.value;
    const { user } = personOf(c);
    const address = clientKey(addressOf(c));
    const asked = askedBy(c.env.TERMS_VERSION, c.env.PRIVACY_VERSION);
    if (!given) {
      const withdrawn = await user.withdrawConsent(kind, address);
      return withdrawn.ok ? json({ asked, items: withdrawn.value, next: null }) : denied(withdrawn.error);
    }
    const agreement = agreementTo(kind, version, asked);
    if (!agreement.ok) return problem(agreement.error);
    const agreed = await user.agree(agreement.value, address);
    return agreed.ok ? json({ asked, items: agreed.value, next: null }) : denied(agreed.error);
  });
