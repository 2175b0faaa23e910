import type { SymbolSpec } from "../market/symbol-spec.ts";
import type { Kind } from "../order-types.ts";
import { retcodes } from "../retcodes.ts";
import type { Filling, Side, TradeRequest } from "../types.ts";
import { dayEndMs } from "./days.ts";
import type { Fault } from "./volume.ts";

/** SYMBOL_TRADE_MODE. `opens`: the deal would open, add to or turn round a position. */
export function checkTradeMode(spec: SymbolSpec, side: Side, opens: boolean): Fault {
  if (spec.tradeMode === "disabled") return retcodes.tradeDisabled;
  if (!opens || spec.tradeMode === "full") return null;
  if (spec.tradeMode === "close_only") return retcodes.closeOnly;
  if (spec.tradeMode === "long_only") return side === "buy" ? null : retcodes.longOnly;
  return side === "sell" ? null : retcodes.shortOnly;
}

/** SYMBOL_ORDER_MODE, for the order itself and for the levels that come with it. */
export function checkOrderMode(spec: SymbolSpec, kind: Kind, stops: Pick<TradeRequest, "sl" | "tp">): Fault {
  if (!spec.orders.includes(kind)) return retcodes.invalidOrder;
  const lacksSl = Number(stops.sl) !== 0 && !spec.orders.includes("sl");
  const lacksTp = Number(stops.tp) !== 0 && !spec.orders.includes("tp");
  return lacksSl || lacksTp ? retcodes.invalidStops : null;
}

/**
 * The matrix of filling and execution ("Symbol Properties", fill policy). Fill-or-kill and
 * immediate-or-cancel: always for execution request and instant, else by flag. Return: never for market
 * execution, unless the symbol has no flag at all, which means that it has nothing else. A pending order may
 * always have return; book-or-cancel is for limits.
 */
export function checkFilling(spec: SymbolSpec, filling: Filling, kind: Kind): Fault {
  return isFillable(spec, filling, kind) ? null : retcodes.invalidFill;
}

function isFillable(spec: SymbolSpec, filling: Filling, kind: Kind): boolean {
  if (filling === "boc") {
    return (kind === "limit" || kind === "stop_limit") && spec.fillings.includes("boc");
  }
  if (filling === "return") {
    return kind !== "market" || spec.execution !== "market" || spec.fillings.length === 0;
  }
  if (spec.execution === "request" || spec.execution === "instant") return true;
  return spec.fillings.includes(filling);
}

/** SYMBOL_EXPIRATION_MODE; a time that is named has to lie in the future. */
export function checkExpiration(
  spec: SymbolSpec,
  terms: Pick<TradeRequest, "time" | "expirationMs">,
  nowMs: number,
  offsetMs: number,
): Fault {
  if (!spec.expirations.includes(terms.time)) return retcodes.invalidExpiration;
  if (terms.time === "specified" && terms.expirationMs <= nowMs) return retcodes.invalidExpiration;
  if (terms.time === "specified_day" && dayEndMs(terms.expirationMs, offsetMs) <= nowMs) {
    return retcodes.invalidExpiration;
  }
  return null;
}
