import { type Refusal, refusal } from "../refusal.ts";
import { err, ok, type Result } from "../result.ts";
import type { InstrumentFacts, OrderTime } from "./instrument.ts";
import type { PlanNote } from "./normalise.ts";

const DAY_MS = 86_400_000;

/** When a pending order ends, as a trade request says it. */
export interface Expiry {
  readonly time: OrderTime;
  /** Epoch milliseconds, whole seconds; 0 for `gtc` and `day`. */
  readonly expiresMs: number;
}

/**
 * How a pending order's end is asked for, by what the symbol allows (SYMBOL_EXPIRATION_MODE). An order
 * never stands longer than it was meant to: where the exact time is not allowed, it ends with the last
 * day of the server that is over by then, and where no day is, it is refused. One that should stand until
 * it is cancelled ends with the day where the broker knows nothing longer. Both are noted.
 *
 * `expiresAtMs`, `nowMs` are by one clock, whose difference to the server's clock is `serverOffsetMs`.
 */
export function expiryFor(
  expiresAtMs: number | undefined,
  { symbol, expiries }: InstrumentFacts,
  clock: { readonly nowMs: number; readonly serverOffsetMs: number },
  notes: PlanNote[],
): Result<Expiry, Refusal> {
  const endOfToday = endOfDay(clock.nowMs, clock.serverOffsetMs);
  if (expiresAtMs === undefined) {
    if (expiries.length === 0 || expiries.includes("gtc")) return ok({ time: "gtc", expiresMs: 0 });
    notes.push({
      code: "expires_with_day",
      message: `The broker keeps no order in ${symbol} until it is cancelled; this one ends with the trading day.`,
    });
    if (expiries.includes("day")) return ok({ time: "day", expiresMs: 0 });
    const time = expiries.includes("specified_day") ? "specified_day" : "specified";
    return ok({ time, expiresMs: endOfToday });
  }
  const wholeMs = Math.floor(expiresAtMs / 1000) * 1000;
  if (wholeMs <= clock.nowMs) {
    return err(refusal("expiry_passed", "The time at which the order should end has passed."));
  }
  if (expiries.includes("specified")) return ok({ time: "specified", expiresMs: wholeMs });
  const time = expiries.includes("specified_day") ? "specified_day" : "day";
  const end = time === "day" ? endOfToday : lastEndOfDay(wholeMs, clock.serverOffsetMs);
  if (!expiries.includes(time) || end > wholeMs || end < endOfToday) {
    return err(
      refusal("expiry_not_supported", `The broker cannot end an order in ${symbol} at that time.`, {
        hint: expiries.includes(time) ? "let it end with a day of the broker's" : "leave the expiry out",
      }),
    );
  }
  if (end !== wholeMs) {
    const message = `The broker ends orders in ${symbol} with a day only; this one ends ${Math.round((wholeMs - end) / 60_000)} minutes early.`;
    notes.push({ code: "expires_early", message });
  }
  return ok({ time, expiresMs: time === "day" ? 0 : end });
}

/** 23:59:59 of the server's day in which `atMs` lies. */
function endOfDay(atMs: number, serverOffsetMs: number): number {
  const day = Math.floor((atMs + serverOffsetMs) / DAY_MS);
  return (day + 1) * DAY_MS - 1000 - serverOffsetMs;
}

/** The last end of a day that is not after `atMs`. */
function lastEndOfDay(atMs: number, serverOffsetMs: number): number {
  const end = endOfDay(atMs, serverOffsetMs);
  return end <= atMs ? end : end - DAY_MS;
}
