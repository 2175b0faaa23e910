import type { RawActor } from "../../src/domain/audit/make-draft.ts";
import { ok } from "../../src/domain/result.ts";
import type { AccountProfile, Delivery } from "../../src/protocol/delivery.ts";
import { readRetention } from "../shared/retention-rows.ts";
import { readAccountInput } from "./account-input.ts";
import type { Parts } from "./parts.ts";
import { readStops } from "./read-stops.ts";
import type { AccountStopView } from "./stop-views.ts";
import {
  type Answer,
  type ConfigureAccount,
  configureAccountSchema,
  type Ordered,
  type OrderRequest,
  type Received,
} from "./views.ts";

/** Replaces the account's name and the owner's settings; pips that changed are compared with the agent anew. */
export function configure(
  { account, session, commit, reader, audit }: Parts,
  request: ConfigureAccount,
  who: RawActor,
): Answer<AccountProfile> {
  const input = readAccountInput(configureAccountSchema, request);
  if (!input.ok) return input;
  const pips = JSON.stringify(account.pips);
  const [before, after] = [account.settings, input.value.settings];
  commit(() => {
    account.configure(input.value);
    const { subject } = account;
    audit.record({ action: "account.settings_changed", who, subject, before, after }, Date.now());
  });
  audit.deliver();
  if (JSON.stringify(account.pips) !== pips) session.reconcileAgain();
  return ok(reader.profile());
}

/**
 * Applies each delivery once, all in one transaction: as orders, or as a refusal that is kept. Orders go to the agent
 * as soon as it is their turn; the answer does not wait for that.
 */
export function takeDeliveries(
  { account, intake, dispatcher, traffic, commit, inBackground }: Parts,
  deliveries: readonly Delivery[],
): Answer<Received> {
  const nowMs = Date.now();
  const plans = deliveries.map((delivery) => intake.plan(delivery, nowMs));
  const added = commit(() => plans.flatMap((plan) => intake.apply(plan, nowMs)));
  inBackground(dispatcher.run());
  traffic.ordered(added, nowMs);
  const applied = plans.map(({ alertId }) => alertId);
  return ok({ applied, profileVersion: account.profileVersion });
}

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

/** How long the tenant has things kept; what its outbox brings, at least once and in any order. */
export function applyRetention(
  { account, retention, sweeper, commit }: Parts,
  messages: readonly string[],
): void {
  const told = messages.map(readRetention).filter(({ tenantId }) => tenantId === account.tenantId);
  commit(() => {
    for (const message of told) retention.apply(message, Date.now());
  });
  sweeper.changed(Date.now());
}
