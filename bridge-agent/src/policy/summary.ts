import { Decimal } from "../../../src/domain/decimal.ts";
import type { Refusal } from "../../../src/domain/refusal.ts";
import type { PolicySummary } from "../../../src/protocol/policy-summary.ts";
import { type Book, exposedLots, pendingCount, possiblePositions, withoutExternal } from "./exposure.ts";
import { floorsOf } from "./money-limits.ts";
import type { Money, MoneyState } from "./money-state.ts";
import type { Policy } from "./policy.ts";
import type { PolicyInForce } from "./policy-source.ts";
import { isOpen, nextSession } from "./trading-hours.ts";

export type { PolicySummary } from "../../../src/protocol/policy-summary.ts";

type Limit = PolicySummary["limits"][number];

export interface SummaryFacts {
  readonly inForce: PolicyInForce;
  readonly book: Book;
  readonly money: Money | undefined;
  readonly state: MoneyState | undefined;
  readonly stops: readonly Refusal[];
  /** Entries passed on in the last 60 s. */
  readonly entriesLately: number;
  readonly nowMs: number;
}

/** The policy as people see it: every limit of the file with how much of it is used. Pure. */
export function summaryOf(facts: SummaryFacts): PolicySummary {
  const { inForce, stops } = facts;
  return {
    state: inForce.state,
    ...(inForce.fault === null ? {} : { fault: inForce.fault }),
    stops: stops.map(({ code, message }) => ({ code, message })),
    limits: [
      ...symbolLimits(inForce.policy),
      ...bookLimits(facts),
      ...timeLimits(facts),
      ...moneyLimits(facts),
    ],
  };
}

function symbolLimits({ symbols, volume }: Policy): Limit[] {
  return [
    ...(symbols.allow === null ? [] : [limit("symbols allowed", listText(symbols.allow))]),
    ...(symbols.deny.length === 0 ? [] : [limit("symbols denied", listText(symbols.deny))]),
    ...some(volume.max_lots_per_order, (most) => limit("lots an order", most)),
  ];
}

function bookLimits({ inForce: { policy }, book: whole, entriesLately }: SummaryFacts): Limit[] {
  const book = policy.account.external === "count" ? whole : withoutExternal(whole);
  const { max_positions, max_pending, max_per_minute } = policy.orders;
  return [
    ...some(policy.volume.max_lots_per_symbol, (most) => limit("lots a symbol", most, largestExposure(book))),
    ...some(max_positions, (most) => limit("positions", String(most), String(possiblePositions(book)))),
    ...some(max_pending, (most) => limit("pending orders", String(most), String(pendingCount(book)))),
    ...some(max_per_minute, (most) => limit("entries a minute", String(most), String(entriesLately))),
  ];
}

function timeLimits({ inForce: { policy }, nowMs }: SummaryFacts): Limit[] {
  const { hours, gateway_away, closes } = policy;
  return [
    ...some(hours, (known) => {
      const closed = () => `closed, next ${nextSession(known, nowMs) ?? "never"}`;
      return limit("trading hours", known.zone, isOpen(known, nowMs) ? "open" : closed());
    }),
    ...some(gateway_away, ({ after_seconds, action }) =>
      limit("gateway away", `${after_seconds} s: ${action}`),
    ),
    ...(closes.allowed === "always" ? [] : [limit("closes allowed", closes.allowed)]),
  ];
}

function moneyLimits({ inForce: { policy }, money, state }: SummaryFacts): Limit[] {
  if (state === undefined) return [];
  return floorsOf(policy, state).map(({ name, equity, reference, allowed }) => {
    if (reference === null || allowed === null) return limit(name, equity, money?.equity);
    const loss = money === undefined ? undefined : Decimal.max(0, new Decimal(reference).minus(money.equity));
    return limit(name, `${allowed} (equity ${equity})`, loss?.toFixed());
  });
}

function largestExposure(book: Book): string {
  const symbols = new Set(
    [...book.positions, ...book.pendings, ...book.inFlight].map(({ symbol }) => symbol),
  );
  const largest = Array.from(symbols, (symbol) => ({ symbol, lots: exposedLots(book, symbol) })).sort(
    (a, b) => b.lots.comparedTo(a.lots),
  )[0];
  return largest === undefined ? "0" : `${largest.lots.toFixed()} ${largest.symbol}`;
}

function limit(name: string, most: string, used?: string): Limit {
  return { name, limit: most, used: used ?? null };
}

function some<T>(value: T | undefined, make: (value: T) => Limit): Limit[] {
  return value === undefined ? [] : [make(value)];
}

/** Lists are told to the gateway with every report, so long ones are cut. */
function listText(words: readonly string[]): string {
  const shown = words.slice(0, 10).join(" ");
  return words.length > 10 ? `${shown} and ${words.length - 10} more` : shown;
}
