import { canonicalDecimal, Decimal } from "../../../src/domain/decimal.ts";
import type { Book } from "./book.ts";
import type { Execution, Tickets } from "./executions.ts";
import { closed, newOrder, opened } from "./executions.ts";
import type { Quote } from "./quotes.ts";
import type { Retcode } from "./retcodes.ts";
import { retcodes, retcodeText } from "./retcodes.ts";
import { checkPendingPrice, checkStops, checkVolume, closingSide, dealPrice, directionOf } from "./rules.ts";
import type { PaperSymbol } from "./symbols.ts";
import type { Order, Origin, Outcome, Position, TradeRequest } from "./types.ts";

/** What a request is judged against. */
export interface Floor {
  readonly symbols: ReadonlyMap<string, PaperSymbol>;
  /** The quote of a symbol that the server knows. */
  readonly quoteOf: (symbol: string) => Quote;
  readonly book: Book;
  readonly tickets: Tickets;
}

/**
 * What comes of one trade request at this moment: its return code, and the changes, which the caller has
 * to store and apply. Nothing is changed here, and nothing is de-duplicated: like MetaTrader, the server
 * carries out every request that it is given.
 */
export function carryOut(request: TradeRequest, floor: Floor, nowMs: number): Outcome {
  const result = decide(request, floor, nowMs);
  if (typeof result === "number") {
    return { ...noTickets, retcode: result, message: retcodeText(result), atMs: nowMs, changes: [] };
  }
  return { ...result, retcode: retcodes.done, message: retcodeText(retcodes.done), atMs: nowMs };
}

const noTickets = { ticket: "0", deal: "0" } as const;

function decide(request: TradeRequest, floor: Floor, nowMs: number): Execution | Retcode {
  switch (request.action) {
    case "deal":
      return request.position === "0" ? open(request, floor, nowMs) : close(request, floor, nowMs);
    case "pending":
      return place(request, floor, nowMs);
    case "modify":
      return modify(request, floor);
    case "remove":
      return remove(request, floor, nowMs);
    case "sltp":
      return setStops(request, floor);
  }
}

function originOfRequest(request: TradeRequest): Origin {
  return { magic: request.magic, comment: request.comment, reference: request.reference };
}

function open(request: TradeRequest, floor: Floor, nowMs: number): Execution | Retcode {
  const symbol = floor.symbols.get(request.symbol);
  if (symbol === undefined) return retcodes.invalid;
  if (request.kind !== "market") return retcodes.invalidOrder;
  const direction = directionOf(request.side);
  const quote = floor.quoteOf(symbol.symbol);
  const fault =
    checkVolume(symbol, request.lots) ??
    checkStops(symbol, direction, dealPrice(closingSide(direction), quote), request);
  if (fault !== null) return fault;
  const price = dealPrice(request.side, quote);
  const lots = new Decimal(request.lots);
  if (!floor.book.affords(symbol.symbol, direction, lots, new Decimal(price), floor.quoteOf)) {
    return retcodes.noMoney;
  }
  const order = newOrder(
    originOfRequest(request),
    {
      symbol: symbol.symbol,
      side: request.side,
      lots: lots.toFixed(),
      price,
      position: "0",
      reason: "expert",
      sl: canonicalDecimal(request.sl),
      tp: canonicalDecimal(request.tp),
    },
    floor.tickets,
    nowMs,
  );
  return opened(order, price, floor.tickets, nowMs);
}

function close(request: TradeRequest, floor: Floor, nowMs: number): Execution | Retcode {
  const symbol = floor.symbols.get(request.symbol);
  if (symbol === undefined) return retcodes.invalid;
  if (request.kind !== "market") return retcodes.invalidOrder;
  const position = floor.book.position(request.position);
  if (position === undefined) return retcodes.positionClosed;
  if (position.symbol !== request.symbol) return retcodes.invalid;
  if (request.side !== closingSide(position.direction)) return retcodes.invalidOrder;
  const fault = checkVolume(symbol, request.lots);
  if (fault !== null) return fault;
  const lots = new Decimal(request.lots);
  if (lots.greaterThan(position.lots)) return retcodes.invalidCloseVolume;
  const price = dealPrice(request.side, floor.quoteOf(symbol.symbol));
  const closing = { symbol, lots, price, reason: "expert", origin: originOfRequest(request) } as const;
  return closed(position, closing, floor.tickets, nowMs);
}

function place(request: TradeRequest, floor: Floor, nowMs: number): Execution | Retcode {
  const symbol = floor.symbols.get(request.symbol);
  if (symbol === undefined) return retcodes.invalid;
  if (request.kind === "market") return retcodes.invalidOrder;
  const fault =
    checkVolume(symbol, request.lots) ??
    checkPendingPrice(symbol, request.side, request.kind, request.price, floor.quoteOf(symbol.symbol)) ??
    checkStops(symbol, directionOf(request.side), request.price, request);
  if (fault !== null) return fault;
  const order: Order = {
    ...originOfRequest(request),
    ticket: floor.tickets.nextOrder(),
    symbol: symbol.symbol,
    side: request.side,
    kind: request.kind,
    state: "placed",
    lots: canonicalDecimal(request.lots),
    price: new Decimal(request.price).toFixed(symbol.digits),
    sl: canonicalDecimal(request.sl),
    tp: canonicalDecimal(request.tp),
    position: "0",
    reason: "expert",
    placedAtMs: nowMs,
    doneAtMs: 0,
  };
  return { ticket: order.ticket, deal: "0", changes: [{ change: "order", order }] };
}

/** New price and stops of a standing order; its volume, type and magic cannot change. */
function modify(request: TradeRequest, floor: Floor): Execution | Retcode {
  const order = floor.book.pending(request.ticket);
  if (order === undefined || order.kind === "market") return retcodes.invalidOrder;
  const symbol = floor.symbols.get(order.symbol);
  if (symbol === undefined) return retcodes.invalid;
  const quote = floor.quoteOf(symbol.symbol);
  const fault =
    checkPendingPrice(symbol, order.side, order.kind, request.price, quote) ??
    checkStops(symbol, directionOf(order.side), request.price, request);
  if (fault !== null) return fault;
  const changed: Order = {
    ...order,
    price: new Decimal(request.price).toFixed(symbol.digits),
    sl: canonicalDecimal(request.sl),
    tp: canonicalDecimal(request.tp),
  };
  if (changed.price === order.price && changed.sl === order.sl && changed.tp === order.tp) {
    return retcodes.noChanges;
  }
  return { ticket: order.ticket, deal: "0", changes: [{ change: "order", order: changed }] };
}

function remove(request: TradeRequest, floor: Floor, nowMs: number): Execution | Retcode {
  const order = floor.book.pending(request.ticket);
  if (order === undefined) return retcodes.invalidOrder;
  const cancelled: Order = { ...order, state: "cancelled", doneAtMs: nowMs };
  return { ticket: order.ticket, deal: "0", changes: [{ change: "order", order: cancelled }] };
}

/** New stops of a position; "0" removes what is there. The answer names no order, as in MetaTrader. */
function setStops(request: TradeRequest, floor: Floor): Execution | Retcode {
  const position = floor.book.position(request.position);
  if (position === undefined) return retcodes.positionClosed;
  const symbol = floor.symbols.get(position.symbol);
  if (symbol === undefined || position.symbol !== request.symbol) return retcodes.invalid;
  const reference = dealPrice(closingSide(position.direction), floor.quoteOf(symbol.symbol));
  const fault = checkStops(symbol, position.direction, reference, request);
  if (fault !== null) return fault;
  const changed: Position = {
    ...position,
    sl: canonicalDecimal(request.sl),
    tp: canonicalDecimal(request.tp),
  };
  if (changed.sl === position.sl && changed.tp === position.tp) return retcodes.noChanges;
  return { ...noTickets, changes: [{ change: "position", position: changed }] };
}
