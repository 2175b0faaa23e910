import type { RawActor } from "../../src/domain/audit/make-draft.ts";
import { ok } from "../../src/domain/result.ts";
import type { Parts } from "./parts.ts";
import { readStops } from "./read-stops.ts";
import type { AccountStopView } from "./stop-views.ts";
import type { Answer, Ordered, OrderRequest } from "./views.ts";

/** Takes what a person or program orders; what is in the ledger goes to the agent after the answer. */
export function placeOrder(
  { requests, dispatcher, inBackground }: Parts,
  request: OrderRequest,
  who: RawActor,
): Answer<Ordered> {
  const ordered = requests.take(request, who, Date.now());
  inBackground(dispatcher.run());
  return ordered;
}

/**
 * Takes the tenant's words about stops. A crash before the commit leaves the tenant's outbox to say them again;
 * one after it is made good when the object wakes, which sends the agent what it has not confirmed.
 */
export function applyStop(
  { account, stops, dispatcher, commit, inBackground }: Parts,
  messages: readonly string[],
): Answer<AccountStopView> {
  const words = readStops(messages, account.tenantId);
  if (!words.ok) return words;
  commit(() => {
    for (const word of words.value) stops.apply(word, Date.now());
  });
  inBackground(dispatcher.run());
  return ok(stops.view());
}
