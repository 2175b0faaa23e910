import { type Refusal, refusal } from "../../src/domain/refusal.ts";
import type { Route } from "../../src/protocol/delivery.ts";
import type { Alert } from "./alert.ts";
import type { HookAnswer } from "./hook-message.ts";
import type { Judgement } from "./judge.ts";
import type { Message } from "./message.ts";

/** A judgement that can be stored. */
export type Verdict = Exclude<Judgement, { verdict: "unsure" }>;

/** The alert as it is kept. */
export function makeAlert(message: Message, verdict: Verdict, id: string): Alert {
  const { receivedAtMs, body, explicitId, address, signal } = message;
  return {
    id,
    receivedAtMs,
    decidedAtMs: Date.now(),
    verdict: verdict.verdict,
    body,
    explicitId,
    address,
    duplicateOf: verdict.verdict === "duplicate" ? verdict.of : null,
    hint: verdict.verdict === "duplicate" ? verdict.hint : null,
    refusal: verdict.verdict === "refused" ? verdict.refusal : null,
    signal: signal.ok ? signal.value : null,
    routes: verdict.verdict === "duplicate" ? [] : [...verdict.routes],
  };
}

/** The routes on which the alert goes on. */
export function acceptedRoutes(alert: Alert, routes: readonly Route[]): Route[] {
  const accepted = new Set(
    alert.routes.flatMap(({ accountId, refusal }) => (refusal === null ? accountId : [])),
  );
  return routes.filter(({ accountId }) => accepted.has(accountId));
}

/** Nothing was stored, so the sender may and should send again. */
export function unavailable(): HookAnswer {
  const why: Refusal = refusal("unavailable", "The trading account did not answer. Send the alert again.");
  return { verdict: "refused", alertId: null, refusal: why };
}
