import { Decimal } from "../decimal.ts";
import { type Refusal, refusal } from "../refusal.ts";
import { err, ok, type Result } from "../result.ts";
import type { InstrumentFacts, Quote } from "./instrument.ts";

/**
 * What lots are worth in the account's currency, by the facts that the terminal told: pure, in decimals.
 * "For Order Check Functions" and "Symbol Properties" of the MQL5 reference say how MetaTrader reckons.
 */

/** Where an order would stand: the price at which it opens and the one at which its stop would close it. */
export interface Exposure {
  readonly side: "buy" | "sell";
  /** The ask for a market buy, the bid for a market sell, its own price for a pending order. */
  readonly entry: Decimal;
  readonly stop: Decimal;
}

/** How many digits behind the point money of a currency has; trade servers round each amount to them. */
export function moneyDigits(currency: string): number {
  if (WITHOUT_CENTS.has(currency)) return 0;
  return COINS.has(currency) ? 8 : 2;
}

const WITHOUT_CENTS: ReadonlySet<string> = new Set(["JPY", "KRW", "VND", "CLP", "ISK", "IDR"]);
const COINS: ReadonlySet<string> = new Set(["BTC", "XBT", "ETH", "LTC"]);

/**
 * What one lot loses at its stop, in the account's currency; slippage, swap and commission come on top.
 *
 * A server converts a loss at the rates of the moment at which it is made. Of a currency pair that is not
 * quoted in the account's currency these move with the pair itself: when the account's currency is the
 * pair's own base (USDJPY in a USD account) the rate will be the price of the stop; otherwise (USDJPY in a
 * EUR account) the loss of a buy can grow by as much as the pair falls, and that much is reckoned with.
 */
export function lossOfOneLot(
  { side, entry, stop }: Exposure,
  facts: InstrumentFacts,
  quote: Quote,
  currency: string,
): Result<Decimal, Refusal> {
  const distance = side === "buy" ? entry.minus(stop) : stop.minus(entry);
  if (distance.lessThanOrEqualTo(0)) {
    const where = side === "buy" ? "below" : "above";
    const message = `The stop of a ${side} must be ${where} its entry ${entry.toFixed()}; it is ${stop.toFixed()}.`;
    return err(refusal("stop_loss_wrong_side", message));
  }
  const tickLoss = new Decimal(facts.tickLoss ?? 0);
  if (tickLoss.lessThanOrEqualTo(0)) return err(tickValueUnknown(facts));
  const now = distance.dividedBy(facts.tickSize).times(tickLoss);
  if (!facts.forex || facts.profitCurrency === currency) return ok(now);
  if (facts.baseCurrency === currency) return ok(distance.times(facts.contractSize).dividedBy(stop));
  return ok(now.times(Decimal.max(new Decimal(quote.ask).dividedBy(stop), 1)));
}

/**
 * What one lot at `price` is worth, in the account's currency: price over tick size times the value of a
 * tick, which holds for every way of reckoning profits that is linear in the price.
 */
export function valueOfOneLot(price: Decimal, facts: InstrumentFacts): Result<Decimal, Refusal> {
  const tick = Decimal.max(facts.tickValue ?? 0, facts.tickLoss ?? 0);
  if (tick.lessThanOrEqualTo(0)) return err(tickValueUnknown(facts));
  return ok(price.dividedBy(facts.tickSize).times(tick));
}

/**
 * The margin of one lot, in the account's currency. The terminal says it for the market; a pending order
 * at a higher price may need more, as most ways of reckoning margins are linear in the price.
 */
export function marginOfOneLot(
  side: "buy" | "sell",
  entry: Decimal,
  facts: InstrumentFacts,
  quote: Quote,
): Result<Decimal, Refusal> {
  const margin = new Decimal((side === "buy" ? facts.marginBuy : facts.marginSell) ?? 0);
  if (margin.lessThanOrEqualTo(0)) {
    return err(
      refusal("margin_unknown", `The terminal does not know the margin of ${facts.symbol}.`, {
        hint: "give the size in lots",
      }),
    );
  }
  const market = side === "buy" ? quote.ask : quote.bid;
  return ok(margin.times(Decimal.max(entry.dividedBy(market), 1)));
}

function tickValueUnknown({ symbol }: InstrumentFacts): Refusal {
  return refusal("tick_value_unknown", `The terminal does not know what a tick of ${symbol} is worth.`, {
    hint: "show the symbol and its currency pairs in the terminal's Market Watch, or give the size in lots",
  });
}
