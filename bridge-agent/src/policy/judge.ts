import { Decimal } from "../../../src/domain/decimal.ts";
import { type Refusal, refusal } from "../../../src/domain/refusal.ts";
import type { StepRequest } from "../journal/records.ts";
import { effectOf } from "./entries.ts";
import { type Book, exposedLots, pendingCount, possiblePositions, withoutExternal } from "./exposure.ts";
import { waitMs } from "./order-rate.ts";
import type { Policy } from "./policy.ts";
import { symbolVerdict } from "./symbol-rules.ts";
import { isOpen, nextSession } from "./trading-hours.ts";

/** All that a judgement depends on. */
export interface Bench {
  readonly policy: Policy;
  readonly book: Book;
  /** Why no entry may go out now, whatever it is; null when entries may. */
  readonly stopped: Refusal | null;
  /** When entries were passed on, oldest first, by a clock that never goes back. */
  readonly entryTimes: readonly number[];
  /** By the clock of `entryTimes`. */
  readonly steadyMs: number;
  /** Epoch milliseconds by the host's clock; never the gateway's, which could move it. */
  readonly nowMs: number;
}

/** What the policy says of steps that are about to go to the terminal together. */
export interface Judgement {
  /** For each step why it may not, or null. */
  readonly refusals: readonly (Refusal | null)[];
  /** How many of those that may are entries. */
  readonly entries: number;
}

/**
 * Judges the steps of one order that are to be passed on now. Entries go together or not at all; what
 * closes, cancels or protects goes in any case, unless the policy limits the gateway's closes. `own` is
 * true for orders that the agent made itself: exits and the policy's own closes are never held back.
 *
 * Pure: the same bench and steps give the same judgement.
 */
export function judge(steps: readonly StepRequest[], bench: Bench, own: boolean): Judgement {
  const effects = steps.map((step) => effectOf(step, bench.book));
  const entries = steps.filter((_, at) => effects[at] === "entry");
  const moved = steps.filter((_, at) => effects[at] === "moved_entry");
  const noEntry = entries.length + moved.length === 0 ? null : entryRefusal(entries, moved, bench);
  const exits = steps.filter((_, at) => effects[at] === "exit");
  const noExit = own ? null : (exitRefusal(bench) ?? overtakenRefusal(exits, bench));
  return {
    refusals: effects.map((effect, at) => (effect === "exit" ? exitOr(steps[at], noExit) : noEntry)),
    entries: noEntry === null ? entries.length : 0,
  };
}

/** Only closes are limited: stops, targets and cancellations make nothing worse by being late. */
function exitOr(step: StepRequest | undefined, noExit: Refusal | null): Refusal | null {
  return step?.action === "deal" || step?.action === "close_by" ? noExit : null;
}

function exitRefusal({ policy, nowMs }: Bench): Refusal | null {
  const { allowed } = policy.closes;
  if (allowed === "never") {
    return refusal(
      "policy_closes_not_allowed",
      "The policy of the trading host lets no order close positions.",
      {
        hint: "close it in MetaTrader, by sallyport-agent flatten, or change closes.allowed in policy.toml",
      },
    );
  }
  return allowed === "trading_hours" ? hoursRefusal(policy, nowMs) : null;
}

/**
 * On a netting account a close opens what it was to close when an order of its own side, on its way or pending,
 * is filled before it. Closes are held back for that only where the volume limit would be passed.
 */
function overtakenRefusal(exits: readonly StepRequest[], { policy, book: whole }: Bench): Refusal | null {
  const most = policy.volume.max_lots_per_symbol;
  const closes = exits.filter(({ action }) => action === "deal");
  if (most === undefined || whole.mode === "hedging" || closes.length === 0) return null;
  const book = counted(whole, policy);
  const after: Book = { ...book, closing: [...book.closing, ...closes] };
  for (const symbol of new Set(closes.map((step) => step.symbol))) {
    const then = exposedLots(after, symbol);
    if (then.lessThanOrEqualTo(most) || then.lessThanOrEqualTo(exposedLots(book, symbol))) continue;
    return refusal(
      "policy_symbol_volume",
      `If the orders in ${symbol} that wait are filled first, this close opens instead, and up to ${then.toFixed()} lots could be open; the policy's most is ${most}.`,
      {
        hint: "cancel the waiting orders first; volume.max_lots_per_symbol in policy.toml on the trading host",
      },
    );
  }
  return null;
}

/** The book as far as the policy counts it. */
function counted(book: Book, { account }: Policy): Book {
  return account.external === "count" ? book : withoutExternal(book);
}

function entryRefusal(
  entries: readonly StepRequest[],
  moved: readonly StepRequest[],
  bench: Bench,
): Refusal | null {
  const { policy, stopped, nowMs } = bench;
  if (stopped !== null) return stopped;
  const early = hoursRefusal(policy, nowMs) ?? symbolRefusal([...entries, ...moved], policy);
  if (early !== null || entries.length === 0) return early;
  return (
    orderVolumeRefusal(entries, policy) ?? bookRefusal(entries, bench) ?? rateRefusal(entries.length, bench)
  );
}

function hoursRefusal({ hours }: Policy, nowMs: number): Refusal | null {
  if (hours === undefined || isOpen(hours, nowMs)) return null;
  const next = nextSession(hours, nowMs);
  const when = next === null ? "the policy has no session at all" : `the next session begins ${next}`;
  return refusal("policy_outside_hours", `Outside the policy's trading hours; ${when}.`, {
    hint: "[hours] in policy.toml on the trading host",
  });
}

function symbolRefusal(steps: readonly StepRequest[], { symbols }: Policy): Refusal | null {
  for (const { symbol } of steps) {
    const verdict = symbolVerdict(symbol, symbols);
    if (verdict === "allowed") continue;
    const why = verdict === "denied" ? "is on its deny list" : "is not on its allow list";
    return refusal(
      "policy_symbol_not_allowed",
      `The policy does not allow entries in ${symbol}: it ${why}.`,
      {
        hint: "[symbols] in policy.toml on the trading host",
      },
    );
  }
  return null;
}

function orderVolumeRefusal(entries: readonly StepRequest[], { volume }: Policy): Refusal | null {
  const most = volume.max_lots_per_order;
  if (most === undefined) return null;
  const lots = entries.reduce((sum, step) => sum.plus(step.lots), new Decimal(0));
  if (lots.lessThanOrEqualTo(most)) return null;
  return refusal(
    "policy_order_too_large",
    `${lots.toFixed()} lots in one order; the policy's most is ${most}.`,
    {
      hint: "volume.max_lots_per_order in policy.toml on the trading host",
    },
  );
}

function bookRefusal(entries: readonly StepRequest[], { policy, book: whole }: Bench): Refusal | null {
  const { max_positions, max_pending } = policy.orders;
  if ([policy.volume.max_lots_per_symbol, max_positions, max_pending].every((most) => most === undefined))
    return null;
  const book = counted(whole, policy);
  const more = entries.map(({ symbol, side, lots, action }) => ({
    symbol,
    side,
    lots,
    pending: action === "pending",
  }));
  const after: Book = { ...book, inFlight: [...book.inFlight, ...more] };
  return symbolVolumeRefusal(entries, policy, book, after) ?? countRefusal(policy, book, after);
}

function symbolVolumeRefusal(
  entries: readonly StepRequest[],
  { volume }: Policy,
  before: Book,
  after: Book,
): Refusal | null {
  const most = volume.max_lots_per_symbol;
  if (most === undefined) return null;
  for (const symbol of new Set(entries.map((step) => step.symbol))) {
    const then = exposedLots(after, symbol);
    const now = exposedLots(before, symbol);
    // On a netting account an opposite order can make an exposure smaller that is too large already.
    if (then.lessThanOrEqualTo(most) || then.lessThanOrEqualTo(now)) continue;
    return refusal(
      "policy_symbol_volume",
      `With this order up to ${then.toFixed()} lots of ${symbol} could be open, positions and pending orders together; the policy's most is ${most}.`,
      { hint: "volume.max_lots_per_symbol in policy.toml on the trading host" },
    );
  }
  return null;
}

function countRefusal({ orders }: Policy, before: Book, after: Book): Refusal | null {
  const { max_positions, max_pending } = orders;
  const positions = possiblePositions(after);
  if (max_positions !== undefined && positions > max_positions && positions > possiblePositions(before)) {
    return refusal(
      "policy_too_many_positions",
      `With this order up to ${positions} positions could be open, pending orders counted; the policy's most is ${max_positions}.`,
      { hint: "orders.max_positions in policy.toml on the trading host" },
    );
  }
  const pendings = pendingCount(after);
  if (max_pending !== undefined && pendings > max_pending && pendings > pendingCount(before)) {
    return refusal(
      "policy_too_many_pending",
      `With this order there would be ${pendings} pending orders; the policy's most is ${max_pending}.`,
      { hint: "orders.max_pending in policy.toml on the trading host" },
    );
  }
  return null;
}

function rateRefusal(count: number, { policy, entryTimes, steadyMs }: Bench): Refusal | null {
  const most = policy.orders.max_per_minute;
  if (most === undefined) return null;
  const wait = count > most ? null : waitMs(entryTimes, most - count + 1, steadyMs);
  if (wait === 0) return null;
  const when = wait === null ? "" : ` The next one may go in ${Math.ceil(wait / 1000)} s.`;
  return refusal(
    "policy_too_many_orders",
    `The policy allows ${most} entries in any 60 seconds, and that many were passed on.${when}`,
    { hint: "orders.max_per_minute in policy.toml on the trading host" },
  );
}
