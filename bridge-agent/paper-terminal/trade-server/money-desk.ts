import { Decimal } from "../../../src/domain/decimal.ts";
import type { Book, Desk } from "./book.ts";
import type { MoneyDesk } from "./floor.ts";
import type { SymbolSpec } from "./market/symbol-spec.ts";
import { type AccountFigures, accountFigures } from "./money/account-figures.ts";
import { commissionOf } from "./money/commission.ts";
import {
  collateralOf,
  type Leg,
  marginFactor,
  marginOf,
  marginOfLegs,
  noLeg,
  withLots,
} from "./money/margin.ts";
import { type Deposit, profitOf } from "./money/profit.ts";
import { directionOf, isPending } from "./order-types.ts";
import { closingPrice, type Market } from "./rules/market.ts";
import type { AccountSettings } from "./settings.ts";
import type { Direction, Position, RequestType } from "./types.ts";

/** What the sums are made from. */
export interface MoneyParts {
  readonly account: AccountSettings;
  readonly deposit: Deposit;
  readonly book: Book;
  readonly spec: (symbol: string) => SymbolSpec | undefined;
  readonly market: (symbol: string) => Market | undefined;
}

/** Sums over one symbol, and what they were made from: they are good for as long as that is the same. */
interface Part {
  readonly legs: Desk["legs"];
  readonly bid: Decimal | undefined;
  readonly ask: Decimal | undefined;
  readonly amount: Decimal;
}

const zero = new Decimal(0);

/**
 * Joins the formulas of `money/` with the book and the market. Floating profit and margin are computed from
 * the sums over each direction of a symbol, not position by position, so that an account with thousands of
 * positions is judged as fast as one with few; what is rounded is the sum.
 */
export class Sums implements MoneyDesk {
  readonly #parts: MoneyParts;
  readonly #profits = new Map<string, Part>();
  readonly #margins = new Map<string, Part>();

  constructor(parts: MoneyParts) {
    this.#parts = parts;
  }

  readonly profit: MoneyDesk["profit"] = (spec, direction, lots, open, close) => {
    const profit = profitOf(spec, direction, lots, open, close, this.#parts.deposit);
    if (profit === null) throw new Error(`profits of ${spec.symbol} cannot be converted`);
    return profit;
  };

  readonly commission: MoneyDesk["commission"] = (spec, dealt) => {
    const commission = commissionOf(spec, dealt, this.#parts.deposit);
    if (commission === null) throw new Error(`the commission of ${spec.symbol} cannot be converted`);
    return commission;
  };

  /** A symbol whose profits or margins cannot be converted is never afforded. */
  readonly affords: MoneyDesk["affords"] = (spec, side, lots, price) => {
    const { account, deposit, book } = this.#parts;
    const factor = marginFactor(spec, side, price, deposit);
    const direction = directionOf(side);
    if (factor === null || profitOf(spec, direction, lots, price, price, deposit) === null) return false;
    const before = this.figures();
    // An order never needs more than its own margin; most accounts have that, and are judged without more.
    const alone = marginOf(spec, side, lots, price, account.leverage, deposit);
    if (alone !== null && before.free.greaterThanOrEqualTo(alone)) return true;
    const legs = book.desk(spec.symbol)?.legs ?? { long: noLeg, short: noLeg };
    const after = legsWith(legs, direction, lots, price, factor, account.mode);
    const now = marginOfLegs(spec, legs.long, legs.short, account.leverage, deposit);
    const then = marginOfLegs(spec, after.long, after.short, account.leverage, deposit, "initial");
    return then.lessThanOrEqualTo(now) || before.free.greaterThanOrEqualTo(then.minus(now));
  };

  readonly affordsOrder: MoneyDesk["affordsOrder"] = (spec, type, lots, price) => {
    const { account, deposit } = this.#parts;
    const margin = marginOf(spec, type, lots, price, account.leverage, deposit);
    if (margin === null) return false;
    return margin.isZero() || this.figures().free.greaterThanOrEqualTo(margin);
  };

  /** Margin of a new order as OrderCalcMargin says it; null when it cannot be converted. */
  marginOf(spec: SymbolSpec, type: RequestType, lots: Decimal, price: Decimal): Decimal | null {
    const { account, deposit } = this.#parts;
    return marginOf(spec, type, lots, price, account.leverage, deposit);
  }

  /** Profit of a position if it were closed now; zero while its symbol has no quote. */
  floatingOf(position: Position): Decimal {
    const spec = this.#parts.spec(position.symbol);
    const market = this.#parts.market(position.symbol);
    if (spec === undefined || market === undefined) return zero;
    const { direction, lots, price } = position;
    return this.profit(
      spec,
      direction,
      new Decimal(lots),
      new Decimal(price),
      closingPrice(direction, market),
    );
  }

  /** The account's figures at this moment. */
  figures(): AccountFigures {
    const { book, deposit } = this.#parts;
    let profit = zero;
    let margin = zero;
    let assets = zero;
    for (const [symbol, desk] of book.desks()) {
      if (desk.positions.size === 0 && desk.orders.size === 0) continue;
      const spec = this.#parts.spec(symbol);
      if (spec === undefined) throw new Error(`a position in ${symbol}, which the server does not know`);
      const market = this.#parts.market(symbol);
      profit = profit.plus(this.#profitOf(spec, desk, market)).plus(desk.swap);
      margin = margin.plus(this.#marginOf(spec, desk)).plus(this.#ordersMargin(spec, desk));
      assets = assets.plus(this.#collateral(spec, desk, market));
    }
    const funds = { balance: book.balance(), credit: zero, profit, margin, assets };
    return accountFigures(funds, deposit.digits);
  }

  #profitOf(spec: SymbolSpec, desk: Desk, market: Market | undefined): Decimal {
    const { currency, pairs } = this.#parts.deposit;
    const known = this.#profits.get(spec.symbol);
    const { bid, ask } = market ?? {};
    // Where another symbol's quote converts the profit, that one counts too, and nothing can be kept.
    const { profitCurrency } = spec;
    const isOwn = profitCurrency === currency || pairs.get(`${currency}/${profitCurrency}`) === spec.symbol;
    if (known !== undefined && isOwn && known.legs === desk.legs && known.bid === bid && known.ask === ask) {
      return known.amount;
    }
    const { legs } = desk;
    const long = this.#floating(spec, "long", legs.long, market);
    const amount = long.plus(this.#floating(spec, "short", legs.short, market));
    this.#profits.set(spec.symbol, { legs, bid, ask, amount });
    return amount;
  }

  /** The margin of positions does not follow the market: it stays as it was at their opening. */
  #marginOf(spec: SymbolSpec, desk: Desk): Decimal {
    const { account, deposit } = this.#parts;
    const known = this.#margins.get(spec.symbol);
    if (known !== undefined && known.legs === desk.legs) return known.amount;
    const { legs } = desk;
    const amount = marginOfLegs(spec, legs.long, legs.short, account.leverage, deposit);
    this.#margins.set(spec.symbol, { legs, bid: undefined, ask: undefined, amount });
    return amount;
  }

  #floating(spec: SymbolSpec, direction: Direction, leg: Leg, market: Market | undefined): Decimal {
    if (leg.lots.isZero() || market === undefined) return zero;
    const open = leg.cost.dividedBy(leg.lots);
    return this.profit(spec, direction, leg.lots, open, closingPrice(direction, market));
  }

  #ordersMargin(spec: SymbolSpec, desk: Desk): Decimal {
    const { account, deposit } = this.#parts;
    let margin = zero;
    for (const { of, lots, price } of desk.orders.values()) {
      if (!isPending(of.type) || Number(spec.marginRates[of.type].initial) === 0) continue;
      margin = margin.plus(marginOf(spec, of.type, lots, price, account.leverage, deposit) ?? zero);
    }
    return margin;
  }

  #collateral(spec: SymbolSpec, desk: Desk, market: Market | undefined): Decimal {
    if (spec.calcMode !== "serv_collateral" || market === undefined) return zero;
    const factor = marginFactor(spec, "sell", market.bid, this.#parts.deposit) ?? zero;
    return collateralOf(spec, desk.legs.long.lots, market.bid, factor);
  }
}

/** The open lots of a symbol after a deal; on a netting account the other direction is used up first. */
function legsWith(
  legs: Desk["legs"],
  direction: Direction,
  lots: Decimal,
  price: Decimal,
  factor: Decimal,
  mode: AccountSettings["mode"],
): Desk["legs"] {
  const other = direction === "long" ? "short" : "long";
  const isTurned = mode === "netting" && !legs[other].lots.isZero();
  if (!isTurned) return { ...legs, [direction]: withLots(legs[direction], lots, price, factor) };
  const rest = lots.minus(legs[other].lots);
  return { ...legs, [other]: noLeg, [direction]: withLots(noLeg, rest, price, factor) };
}
