import { type Context, Hono } from "hono";
import type { HookAnswer, HookRequest } from "../../durable-objects/strategy/hook-message.ts";
import { clientCertificateSchema } from "../domain/access/certificate.ts";
import { limitHeaders } from "../domain/access/limit-view.ts";
import { strategyIdSchema } from "../domain/ids.ts";
import { refusal } from "../domain/refusal.ts";
import type { Env } from "../env.ts";
import { clientAddress } from "../middleware/client-address.ts";
import { shieldHook } from "../middleware/shield.ts";
import { readBytes, tooLarge } from "./body.ts";
import { denied } from "./denial.ts";
import { json, problem } from "./problem.ts";

/** Of them the strategy puts 8 into the alert's id. */
const RANDOM_BYTES = 16;
/** TradingView gives up after 3 s; looking the alert up must fit in with room to spare. */
const FIND_PAUSES_MS = [0, 100, 400];
/** TradingView itself comes back after 5 s, whatever this says. */
const RETRY_AFTER_SECONDS = "5";

type HookContext = Context<{ Bindings: Env }, "/hook/:strategyId">;

/**
 * `POST /hook/{strategyId}`: the first door. What needs no knowledge of the strategy is refused here; the
 * rest is one call to the strategy. No 2xx before the alert is durable, no 5xx once it is (promise P4).
 */
export const hook = new Hono<{ Bindings: Env }>()
  .post("/hook/:strategyId", async (c) => {
    const strategyId = c.req.param("strategyId");
    if (!strategyIdSchema.safeParse(strategyId).success) return unknownStrategy();
    const receivedAtMs = Date.now();
    const address = clientAddress(c.req.raw, c.env.CLIENT_ADDRESS);
    // Asked only where it is there: the way of an alert has no turn to spare.
    const flooded = c.env.HOOK_SHIELD === undefined ? null : await shieldHook(c.env, strategyId, address);
    if (flooded !== null) return denied(flooded);
    const body = await readBytes(c.req.raw);
    if (body === null) return problem(tooLarge());
    const request: HookRequest = {
      body,
      headers: {
        xSignature: c.req.header("x-signature"),
        webhookId: c.req.header("webhook-id"),
        webhookTimestamp: c.req.header("webhook-timestamp"),
        webhookSignature: c.req.header("webhook-signature"),
      },
      address,
      certificate: clientCertificateSchema.safeParse(c.req.raw.cf?.["tlsClientAuth"]).data ?? null,
      receivedAtMs,
      random: crypto.getRandomValues(new Uint8Array(RANDOM_BYTES)),
    };
    const answer = await receive(c, strategyId, request);
    return answer === null ? unavailable() : respond(answer);
  })
  .all("/hook/:strategyId", () =>
    problem(refusal("method_not_allowed", "A hook takes POST only."), { headers: { allow: "POST" } }),
  );

/**
 * Hands the request to the strategy. A call that throws may still have stored the alert, so it is looked
 * up before anybody is told to send again; null when it is not there. Should the strategy not even
 * answer that, null as well: an alert that was stored nevertheless is then a duplicate when it comes again.
 */
async function receive(c: HookContext, strategyId: string, request: HookRequest): Promise<HookAnswer | null> {
  try {
    return await c.env.STRATEGY.getByName(strategyId).receive(request);
  } catch (error) {
    log("hook_call_failed", strategyId, error);
  }
  const { random, receivedAtMs } = request;
  for (const pauseMs of FIND_PAUSES_MS) {
    await scheduler.wait(pauseMs);
    try {
      // A new stub each time: the one that threw throws again.
      return await c.env.STRATEGY.getByName(strategyId).find({ random, receivedAtMs });
    } catch (error) {
      log("hook_lookup_failed", strategyId, error);
    }
  }
  return null;
}

function respond(answer: HookAnswer): Response {
  const { verdict, limits = [] } = answer;
  const headers = limitHeaders(limits);
  switch (verdict) {
    case "accepted":
      return json({ alertId: answer.alertId, verdict }, 202, headers);
    case "duplicate": {
      const { alertId, duplicateOf, hint } = answer;
      return json({ verdict, alertId, duplicateOf, hint: hint ?? undefined }, 200, headers);
    }
    case "refused": {
      const { refusal: refused, alertId } = answer;
      if (refused.code === "unavailable") return unavailable();
      const waitMs = refused.code === "rate_limited" ? limits[0]?.retryAfterMs : undefined;
      const retry = waitMs ? { "retry-after": String(Math.ceil(waitMs / 1000)) } : {};
      return problem(refused, { alertId: alertId ?? undefined, headers: { ...headers, ...retry } });
    }
  }
}

function unknownStrategy(): Response {
  return problem(refusal("unknown_strategy", "There is no such strategy."));
}

function unavailable(): Response {
  return problem(refusal("unavailable", "The alert was not stored. Send it again."), {
    headers: { "retry-after": RETRY_AFTER_SECONDS },
  });
}

/** The name of the error only: a message may hold what was sent. */
function log(event: string, strategyId: string, error: unknown): void {
  const name = error instanceof Error ? error.name : "unknown";
  console.error(JSON.stringify({ event, strategyId, name }));
}
