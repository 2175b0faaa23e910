import { countsPips } from "../../../src/domain/alert/exits.ts";
import { Decimal } from "../../../src/domain/decimal.ts";
import { fillingFor } from "../../../src/domain/order/normalise.ts";
import type { StepRequest } from "../journal/records.ts";
import { instrumentOf } from "../planner/levels.ts";
import { plainRequest } from "../planner/request-defaults.ts";
import type { Mirror } from "../terminal-link/mirror.ts";
import type { ExitAction, ExitState } from "./exit-state.ts";
import type { PositionView } from "./position-view.ts";

/** The terminal as it was last seen, as far as exits need it. */
export type ExitMarket = Pick<
  Mirror,
  "symbols" | "quotes" | "pips" | "account" | "positions" | "pendings" | "position" | "isComplete"
>;

/** Slippage in points that a partial close accepts where the execution mode knows one. */
const DEVIATION = 100;

/** The position as the engine sees it; null when the terminal does not show it, its symbol, or what a pip is. */
export function viewOf(state: ExitState, market: ExitMarket): PositionView | null {
  const position = market.position(state.ident);
  const found = instrumentOf(state.symbol, market);
  if (position === undefined || !found.ok) return null;
  const { facts, quote, pip } = found.value;
  const pipText = pip.ok ? pip.value.toFixed() : (state.pip ?? undefined);
  // Where nothing is counted in pips it does not matter what one is.
  if (pipText === undefined && countsPips(state.exits, undefined)) return null;
  return {
    side: state.side,
    lots: position.lots,
    openPrice: position.openPrice,
    stopLoss: position.stopLoss,
    takeProfit: position.takeProfit,
    bid: quote.bid,
    ask: quote.ask,
    pip: pipText ?? facts.point,
    point: facts.point,
    tickSize: facts.tickSize,
    digits: facts.digits,
    stopsLevel: facts.stopsLevel,
    freezeLevel: facts.freezeLevel,
    minLots: facts.minLots,
    lotStep: facts.lotStep,
  };
}

/** Whether the terminal would carry out anything on this symbol now. */
export function isOpen(symbol: string, { account, symbols }: ExitMarket): boolean {
  const facts = symbols.get(symbol);
  return account?.obstacle === "" && facts?.open === true && facts.tradeMode !== "disabled";
}

/** The request that carries an action out; null when the position is gone. */
export function requestOf(action: ExitAction, state: ExitState, market: ExitMarket): StepRequest | null {
  const position = market.position(state.ident);
  const facts = market.symbols.get(state.symbol);
  if (position === undefined || facts === undefined) return null;
  const about = {
    ...plainRequest,
    symbol: state.symbol,
    position: position.position,
    ticket: "0",
    price: "0",
  };
  if (action.kind === "stop") {
    const side = state.side === "long" ? "buy" : "sell";
    const levels = { sl: action.price, tp: position.takeProfit ?? "0" };
    return { ...about, ...levels, action: "sltp", side, kind: "market", lots: position.lots };
  }
  return {
    ...about,
    ...{ sl: "0", tp: "0", action: "deal", kind: "market" },
    side: state.side === "long" ? "sell" : "buy",
    lots: Decimal.min(action.lots, facts.maxLots).toFixed(),
    filling: fillingFor("market", facts),
    deviation: DEVIATION,
  };
}
