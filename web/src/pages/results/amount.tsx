import { Decimal } from "../../../../src/domain/decimal.ts";
import { directionOf, signed } from "../desk/market-math.ts";

/** Places that money has at least; a venue may tell more. */
const PLACES = 2;

/** Money with two decimals at least. */
export function moneyText(amount: string): string {
  const value = new Decimal(amount);
  return value.toFixed(Math.max(PLACES, value.decimalPlaces()));
}

/** What was gained or lost: its sign says it, the colour repeats it. A dash where there is nothing to say. */
export function Amount({ amount }: { readonly amount: string | null }) {
  if (amount === null) return <span className="amount same">–</span>;
  return <span className={`amount ${directionOf("0", amount)}`}>{signed(moneyText(amount))}</span>;
}
