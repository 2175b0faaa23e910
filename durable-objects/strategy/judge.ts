import { checkAvailable } from "../../src/domain/alert/availability.ts";
import { type Earlier, judgeDuplicate } from "../../src/domain/alert/duplicates.ts";
import { checkFreshness, DEFAULT_FRESHNESS, type Deadlines } from "../../src/domain/alert/freshness.ts";
import type { Signal } from "../../src/domain/alert/signal.ts";
import { planOrders } from "../../src/domain/order/plan.ts";
import { type Refusal, refusal } from "../../src/domain/refusal.ts";
import type { AccountProfile, Route } from "../../src/protocol/delivery.ts";
import type { RouteOutcome } from "./alert.ts";
import type { Message } from "./message.ts";
import type { StrategySettings } from "./settings.ts";

/** What the verdict on a message depends on, beside the message itself. */
export interface Knowledge {
  readonly settings: StrategySettings;
  readonly halted: boolean;
  /** Accepted alerts that the message may repeat. */
  readonly earlier: (message: Message) => Earlier;
  /** Accepted alerts of the last minute; asked only when there is a limit. */
  readonly acceptedLastMinute: (nowMs: number) => number;
  readonly profileOf: (accountId: string) => AccountProfile | undefined;
  /** Accounts that have just been asked for their profile: what it refuses now stays refused. */
  readonly asked: ReadonlySet<string>;
}

export type Judgement =
  | {
      readonly verdict: "accepted";
      readonly signal: Signal;
      readonly deadlines: Deadlines;
      readonly routes: readonly RouteOutcome[];
      /** What the message tells the strategy itself. */
      readonly control: "halt" | "resume" | null;
    }
  | { readonly verdict: "duplicate"; readonly of: string; readonly hint: string | null }
  | { readonly verdict: "refused"; readonly refusal: Refusal; readonly routes: readonly RouteOutcome[] }
  /** Copies of these accounts' profiles are missing or refuse the signal: ask, then judge again. */
  | { readonly verdict: "unsure"; readonly accountIds: readonly string[] };

const ROUTE_PAUSED = "route_paused";

/**
 * The verdict on a message. A duplicate is found before anything that time or settings could have changed
 * since: whoever repeats an accepted alert is told so, however late.
 */
export function judge(message: Message, knowledge: Knowledge): Judgement {
  if (!message.signal.ok) return refused(message.signal.error);
  const signal = message.signal.value;
  const { settings, halted } = knowledge;
  const { bodyKey, explicitId, receivedAtMs } = message;

  const repeat = judgeDuplicate(
    { explicitId: explicitId ?? undefined, bodyHash: bodyKey, receivedAtMs, windowMs: settings.windowMs },
    knowledge.earlier(message),
  );
  if (repeat.kind === "duplicate") return { verdict: "duplicate", of: repeat.of, hint: repeat.hint ?? null };
  if (repeat.kind === "conflict") return refused(idConflict(repeat.of));

  const available = checkAvailable(signal);
  if (!available.ok) return refused(available.error);
  const fresh = checkFreshness(signal, receivedAtMs, {
    entryMs: settings.entryMaxAgeMs,
    exitMs: settings.exitMaxAgeMs,
    futureMs: DEFAULT_FRESHNESS.futureMs,
  });
  if (!fresh.ok) return refused(fresh.error);
  const { alertsPerMinute } = settings;
  if (alertsPerMinute !== null && knowledge.acceptedLastMinute(receivedAtMs) >= alertsPerMinute) {
    return refused(rateLimited(alertsPerMinute));
  }
  const control = controlOf(signal);
  if (halted && control !== "resume") return refused(strategyHalted());
  return judgeRoutes(signal, fresh.value, control, knowledge);
}

function judgeRoutes(
  signal: Signal,
  deadlines: Deadlines,
  control: "halt" | "resume" | null,
  { settings, profileOf, asked }: Knowledge,
): Judgement {
  const trades = signal.legs.some((leg) => leg.action !== "control");
  if (!trades) return { verdict: "accepted", signal, deadlines, routes: [], control };
  const unsure: string[] = [];
  const routes = settings.routes.map((route): RouteOutcome => {
    const { accountId } = route;
    const fault = faultOnRoute(signal, route, profileOf(accountId));
    if (fault !== null && route.enabled && !asked.has(accountId)) unsure.push(accountId);
    return { accountId, refusal: fault };
  });
  if (unsure.length > 0) return { verdict: "unsure", accountIds: unsure };
  if (routes.some((route) => route.refusal === null)) {
    return { verdict: "accepted", signal, deadlines, routes, control };
  }
  // A route that its owner paused says less than one that refuses.
  const [first = noRoute()] = routes
    .flatMap((route) => route.refusal ?? [])
    .sort((a, b) => Number(a.code === ROUTE_PAUSED) - Number(b.code === ROUTE_PAUSED));
  return { verdict: "refused", refusal: first, routes };
}

/** Why the account at the end of the route would not take the signal; null when it would. */
function faultOnRoute(signal: Signal, route: Route, profile: AccountProfile | undefined): Refusal | null {
  if (!route.enabled) return refusal(ROUTE_PAUSED, "The route to this account is paused.");
  if (profile === undefined) {
    return refusal("unknown_account", "The route leads to a trading account that does not exist.");
  }
  const planned = planOrders({ signal, route, profile });
  return planned.ok ? null : planned.error;
}

function controlOf(signal: Signal): "halt" | "resume" | null {
  return signal.legs.reduce<"halt" | "resume" | null>(
    (found, leg) => (leg.action === "control" ? leg.set : found),
    null,
  );
}

function refused(why: Refusal): Judgement {
  return { verdict: "refused", refusal: why, routes: [] };
}

function idConflict(alertId: string): Refusal {
  return refusal("id_conflict", `Another alert, ${alertId}, was accepted with this id.`, {
    hint: "an id belongs to one alert for ever; end it in {{timenow}}",
  });
}

function rateLimited(limit: number): Refusal {
  return refusal("rate_limited", `More than ${limit} alerts came within a minute; this one is lost.`, {
    hint: "raise the strategy's alertsPerMinute if this is wanted",
  });
}

function strategyHalted(): Refusal {
  return refusal("strategy_halted", "The strategy is halted.", {
    hint: "resume it by a message (eaon) or in its settings",
  });
}

function noRoute(): Refusal {
  return refusal("no_route", "The strategy has no route to a trading account.");
}
