import { Decimal } from "../../../src/domain/decimal.ts";
import type { StepRequest } from "../journal/records.ts";
import type { Market } from "../planner/market.ts";

/**
 * The market as it would stand when these steps were done: what they close and delete is gone. What they
 * open is left out, because nobody knows its price yet.
 */
export function afterSteps(market: Market, steps: readonly StepRequest[]): Market {
  const { symbols, quotes, account, pips } = market;
  const removed = new Set(steps.filter(({ action }) => action === "remove").map(({ ticket }) => ticket));
  const closed = new Map<string, Decimal>();
  for (const { action, position, lots } of steps) {
    if (action !== "deal" || position === "0") continue;
    closed.set(position, new Decimal(lots).plus(closed.get(position) ?? 0));
  }
  const positions = market.positions.flatMap((position) => {
    const left = new Decimal(position.lots).minus(closed.get(position.position) ?? 0);
    return left.greaterThan(0) ? [{ ...position, lots: left.toFixed() }] : [];
  });
  const pendings = market.pendings.filter(({ ticket }) => !removed.has(ticket));
  return { symbols, quotes, account, positions, pendings, pips };
}
