import { Decimal } from "../../../src/domain/decimal.ts";
import type { Position } from "../../../src/protocol/agent-link.ts";
import type { Draft } from "./draft.ts";
import type { Market, PendingOrder } from "./market.ts";

/**
 * What stands at the venue and may be touched: what Sallyport made, and, where the account's rules say so,
 * what others made.
 */

/** Positions of one symbol or of all (null), oldest first. */
export function managedPositions(
  { market, rules }: Pick<Draft, "market" | "rules">,
  symbol: string | null,
  side: "long" | "short" | "both",
): Position[] {
  return market.positions
    .filter(
      (position) =>
        (position.orderId !== null || rules.external === "manage") &&
        (symbol === null || position.symbol === symbol) &&
        (side === "both" || position.side === side),
    )
    .sort(byAge);
}

function byAge(a: Position, b: Position): number {
  if (a.openedAtMs !== b.openedAtMs) return a.openedAtMs - b.openedAtMs;
  const first = BigInt(a.position);
  const second = BigInt(b.position);
  return first < second ? -1 : first > second ? 1 : 0;
}

/** Pending orders of one symbol or of all (null), a side, and some types; no types means every type. */
export function managedPendings(
  { market, rules }: Pick<Draft, "market" | "rules">,
  wanted: {
    readonly symbol: string | null;
    readonly side: "long" | "short" | "both";
    readonly types: readonly ("limit" | "stop")[];
  },
): PendingOrder[] {
  const side = wanted.side === "both" ? undefined : wanted.side === "long" ? "buy" : "sell";
  return market.pendings.filter(
    (pending) =>
      (pending.orderId !== null || rules.external === "manage") &&
      (wanted.symbol === null || pending.symbol === wanted.symbol) &&
      (side === undefined || pending.side === side) &&
      (wanted.types.length === 0 || wanted.types.some((type) => type === pending.kind)),
  );
}

/** The pending order with this ticket, in a list; none when it stands no more, or must be left alone. */
export function pendingByTicket(
  draft: Pick<Draft, "market" | "rules">,
  symbol: string,
  ticket: string,
): PendingOrder[] {
  const all = managedPendings(draft, { symbol, side: "both", types: [] });
  return all.filter((pending) => pending.ticket === ticket);
}

/** The position with this ticket, as above. */
export function positionByTicket(
  draft: Pick<Draft, "market" | "rules">,
  symbol: string,
  ticket: string,
): Position[] {
  return managedPositions(draft, symbol, "both").filter(({ position }) => position === ticket);
}

export function sumOf(positions: readonly { readonly lots: string }[]): Decimal {
  return positions.reduce((sum, { lots }) => sum.plus(lots), new Decimal(0));
}

/** Lots of a direction that stand on a symbol, whoever made them: positions and pending orders together. */
export function standingLots(market: Market, symbol: string, side: "buy" | "sell"): Decimal {
  const direction = side === "buy" ? "long" : "short";
  return sumOf([
    ...market.positions.filter((one) => one.symbol === symbol && one.side === direction),
    ...market.pendings.filter((one) => one.symbol === symbol && one.side === side),
  ]);
}
