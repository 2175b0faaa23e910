import type { Direction, OrderType, PendingType, RequestType, Side } from "./types.ts";
import { marketTypes, pendingTypes } from "./types.ts";

/** What an order waits for; `market` does not. A stop-limit order becomes a limit order. */
export type Kind = "market" | "limit" | "stop" | "stop_limit";

const kinds: Readonly<Record<RequestType, Kind>> = {
  buy: "market",
  sell: "market",
  buy_limit: "limit",
  sell_limit: "limit",
  buy_stop: "stop",
  sell_stop: "stop",
  buy_stop_limit: "stop_limit",
  sell_stop_limit: "stop_limit",
};

export function kindOf(type: RequestType): Kind {
  return kinds[type];
}

/** The side of a market or pending order. */
export function sideOf(type: RequestType): Side {
  return type.startsWith("buy") ? "buy" : "sell";
}

/** The order type of a side and a kind, e.g. of a step on the EA link. */
export function typeOf(side: Side, kind: Kind): RequestType {
  return kind === "market" ? side : `${side}_${kind}`;
}

export function isMarket(type: OrderType): type is Side {
  return marketTypes.some((known) => known === type);
}

export function isPending(type: OrderType): type is PendingType {
  return pendingTypes.some((known) => known === type);
}

/** The direction of the position that an order of this side opens. */
export function directionOf(side: Side): Direction {
  return side === "buy" ? "long" : "short";
}

/** The side of the deal that closes a position. */
export function closingSide(direction: Direction): Side {
  return direction === "long" ? "sell" : "buy";
}
