import { Decimal } from "../../../src/domain/decimal.ts";
import type { Position, SymbolFacts } from "../../../src/protocol/agent-link.ts";
import type { FromTerminal } from "../../../src/protocol/ea-link.ts";
import type { TradeObstacle } from "../../../src/protocol/ea-link-facts.ts";
import { magicOfStep } from "../journal/magic.ts";
import type { StepRequest } from "../journal/records.ts";
import type { AccountFigures, InstrumentFacts, PendingOrder, Quote } from "../planner/market.ts";

type Frame<Type extends FromTerminal["type"]> = Extract<FromTerminal, { type: Type }>;

/** When something was told, by a clock that never jumps (`performance.now()`): how fresh it is. */
export interface Told {
  readonly toldAtMs: number;
}

/** The terminal's account, with all that it told. */
export interface AccountFacts extends AccountFigures, Told {
  readonly login: string;
  readonly server: string;
  readonly leverage: number;
  readonly kind: Frame<"account">["kind"];
  /** Why the terminal would not send an order now; `""` when it would. */
  readonly obstacle: TradeObstacle;
  /** Microseconds from the terminal to the broker and back; null when not known. */
  readonly pingMicros: number | null;
}

/** A symbol with all that sizing and normalising need, and when it was told. */
export interface VenueSymbol extends InstrumentFacts, Told {}

export interface TimedQuote extends Quote, Told {
  /** Epoch milliseconds by the host's clock, as the terminal says. */
  readonly atMs: number;
}

/** A position; `position` is the ticket that requests name, which a reversal on a netting account changes. */
export interface VenuePosition extends Position {
  /** Stays for the position's life, and is what its deals name. */
  readonly ident: string;
  /** Sallyport did not open it. Always so when `orderId` is null. */
  readonly isExternal: boolean;
}

export interface VenuePending extends PendingOrder {
  readonly magic: string;
  /** The step of `orderId` that placed it. */
  readonly step: number;
  /** Sallyport did not place it. */
  readonly isExternal: boolean;
}

/** The order book of a watched symbol, best prices first; prices and lots are decimals. */
export interface Book {
  readonly bids: readonly { readonly price: string; readonly lots: string }[];
  readonly asks: readonly { readonly price: string; readonly lots: string }[];
  readonly atMs: number;
}

/** An order's step that something at the venue came from. */
export interface Origin {
  readonly orderId: string;
  readonly step: number;
}

/** MetaTrader writes zero where there is nothing. */
export function valueOrNull(decimal: string): string | null {
  return new Decimal(decimal).isZero() ? null : decimal;
}

export function accountFacts(frame: Frame<"account">, toldAtMs: number): AccountFacts {
  const { login, server, currency, balance, equity, margin, leverage, mode, kind, obstacle } = frame;
  return {
    ...{ login, server, currency, balance, equity, margin, leverage, mode, kind, obstacle, toldAtMs },
    freeMargin: frame.free,
    pingMicros: frame.ping === 0 ? null : frame.ping,
    serverOffsetMs: frame.offset,
  };
}

export function venueSymbol(frame: Frame<"symbol">, toldAtMs: number): VenueSymbol {
  return {
    symbol: frame.symbol,
    digits: frame.digits,
    point: frame.point,
    minLots: frame.minlots,
    maxLots: frame.maxlots,
    lotStep: frame.lotstep,
    contractSize: frame.contract,
    forex: frame.forex,
    tickSize: frame.ticksize,
    tickValue: valueOrNull(frame.tickvalue),
    tickLoss: valueOrNull(frame.tickloss),
    lotLimit: valueOrNull(frame.lotlimit),
    baseCurrency: frame.base,
    profitCurrency: frame.profitccy,
    marginCurrency: frame.marginccy,
    marginBuy: valueOrNull(frame.marginbuy),
    marginSell: valueOrNull(frame.marginsell),
    execution: frame.exec,
    fillings: frame.filling,
    orderKinds: frame.orders,
    expiries: frame.expiry,
    stopsLevel: frame.stops,
    freezeLevel: frame.freeze,
    tradeMode: frame.trade,
    open: frame.open,
    toldAtMs,
  };
}

/** What a symbol is worth changes with every rate; so many digits are told that it is told now and then only. */
const TOLD_DIGITS = 3;

/** What the gateway is told of a symbol. */
export function symbolFacts(symbol: VenueSymbol): SymbolFacts {
  const { tickValue } = symbol;
  const isWorth = tickValue !== null && new Decimal(tickValue).greaterThan(0);
  return {
    ...lastingFacts(symbol),
    tickValue: isWorth ? new Decimal(tickValue).toSignificantDigits(TOLD_DIGITS).toFixed() : null,
  };
}

/** What a symbol is, apart from what it is worth at the moment. */
function lastingFacts(facts: VenueSymbol): SymbolFacts {
  const { symbol, digits, point, minLots, maxLots, lotStep, contractSize, forex, tickSize } = facts;
  return { symbol, digits, point, minLots, maxLots, lotStep, contractSize, forex, tickSize };
}

/** True when the gateway needs not be told soon: what differs is at most what the symbol is worth. */
export function sameFacts(a: VenueSymbol, b: VenueSymbol): boolean {
  return JSON.stringify(lastingFacts(a)) === JSON.stringify(lastingFacts(b));
}

export function venuePosition(frame: Frame<"position">, origin: Origin | null): VenuePosition {
  return {
    position: frame.position,
    ident: frame.ident,
    symbol: frame.symbol,
    side: frame.side,
    lots: frame.lots,
    openPrice: frame.price,
    stopLoss: valueOrNull(frame.sl),
    takeProfit: valueOrNull(frame.tp),
    magic: frame.magic,
    orderId: origin?.orderId ?? null,
    isExternal: origin === null,
    openedAtMs: frame.at,
  };
}

/** A position of which only the deal that opened it was told: a new position's ticket is its identifier. */
export function openedPosition(deal: Frame<"deal">, lots: string, origin: Origin | null): VenuePosition {
  return {
    position: deal.position,
    ident: deal.position,
    symbol: deal.symbol,
    side: deal.side === "buy" ? "long" : "short",
    lots,
    openPrice: deal.price,
    stopLoss: null,
    takeProfit: null,
    magic: deal.magic,
    orderId: origin?.orderId ?? null,
    isExternal: origin === null,
    openedAtMs: deal.at,
  };
}

export function venuePending(frame: Frame<"pending">, origin: Origin | null): VenuePending {
  return {
    ticket: frame.ticket,
    symbol: frame.symbol,
    side: frame.side,
    kind: frame.kind,
    lots: frame.lots,
    price: frame.price,
    stopLimit: valueOrNull(frame.stoplimit),
    expiresAtMs: frame.expires === 0 ? null : frame.expires,
    stopLoss: valueOrNull(frame.sl),
    takeProfit: valueOrNull(frame.tp),
    magic: frame.magic,
    orderId: origin?.orderId ?? null,
    step: origin?.step ?? 0,
    isExternal: origin === null,
  };
}

/** What a request that placed a pending order says of it. */
export function placedPending(ticket: string, request: StepRequest, origin: Origin): VenuePending {
  const { symbol, side, kind, lots, price, stoplimit, expires, sl, tp } = request;
  return {
    ...{ ticket, symbol, side, lots, price },
    kind: kind === "market" ? "limit" : kind,
    stopLimit: valueOrNull(stoplimit),
    expiresAtMs: expires === 0 ? null : expires,
    stopLoss: valueOrNull(sl),
    takeProfit: valueOrNull(tp),
    magic: magicOfStep(origin.orderId, origin.step),
    orderId: origin.orderId,
    step: origin.step,
    isExternal: false,
  };
}

export function bookOf({ bids, asks, at }: Frame<"book">): Book {
  return { bids: levelsOf(bids), asks: levelsOf(asks), atMs: at };
}

/** `price,lots;price,lots`, as the link has it. */
function levelsOf(text: string): Book["bids"] {
  if (text === "") return [];
  return text.split(";").map((level) => {
    const [price = "", lots = ""] = level.split(",");
    return { price, lots };
  });
}
