import { DAY_MS, dayStartMs } from "../market/server-time.ts";
import type { Order } from "../types.ts";

/** The end of the server's day that `atMs` is in: the midnight after it. */
export function dayEndMs(atMs: number, offsetMs: number): number {
  return dayStartMs(atMs, offsetMs) + DAY_MS;
}

/** When a standing order ends by its own terms; infinity when it does not. */
export function endsAtMs(order: Order, offsetMs: number): number {
  switch (order.time) {
    case "gtc":
      return Number.POSITIVE_INFINITY;
    case "day":
      return dayEndMs(order.placedAtMs, offsetMs);
    case "specified":
      return order.expirationMs;
    case "specified_day":
      return dayEndMs(order.expirationMs, offsetMs);
  }
}
