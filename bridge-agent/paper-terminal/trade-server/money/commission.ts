import { Decimal } from "../../../../src/domain/decimal.ts";
import type { SymbolSpec } from "../market/symbol-spec.ts";
import { conversion, convert } from "./conversion.ts";
import { type Deposit, valueOfOne } from "./profit.ts";
import { roundMoney } from "./rounding.ts";

/** The lots of a deal that open and those that close; a reversal has both. */
export interface DealtLots {
  readonly opened: Decimal;
  readonly closed: Decimal;
  readonly price: Decimal;
}

/**
 * What the broker takes for a deal, in the deposit currency and its digits; never above zero, as in
 * DEAL_COMMISSION. Null when it cannot be converted.
 */
export function commissionOf(spec: SymbolSpec, deal: DealtLots, deposit: Deposit): Decimal | null {
  const { commission } = spec;
  if (commission.kind === "none") return new Decimal(0);
  const lots = commission.charged === "in" ? deal.opened : deal.opened.plus(deal.closed);
  const [amount, currency] =
    commission.kind === "per_lot"
      ? [lots.times(commission.amount), commission.currency]
      : [
          lots.times(valueOfOne(spec)).times(deal.price).times(commission.percent).dividedBy(100),
          spec.profitCurrency,
        ];
  const way = conversion(currency, deposit.currency, "cost", deposit);
  return way === null ? null : roundMoney(convert(amount, way), deposit.digits).negated();
}
