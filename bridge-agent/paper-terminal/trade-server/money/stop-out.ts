import type { Decimal } from "../../../../src/domain/decimal.ts";
import type { AccountFigures } from "./account-figures.ts";

/** ACCOUNT_MARGIN_SO_MODE, _CALL and _SO: percent of margin, or money of equity. */
export interface StopOutTerms {
  readonly mode: "percent" | "money";
  readonly call: string;
  readonly stopOut: string;
}

function reached(figures: AccountFigures, mode: StopOutTerms["mode"], threshold: string): boolean {
  // Without margin nothing is at risk, and the level says 0, which is below every threshold.
  if (figures.margin.isZero()) return false;
  return (mode === "percent" ? figures.level : figures.equity).lessThanOrEqualTo(threshold);
}

export function isMarginCall(figures: AccountFigures, terms: StopOutTerms): boolean {
  return reached(figures, terms.mode, terms.call);
}

export function isStopOut(figures: AccountFigures, terms: StopOutTerms): boolean {
  return reached(figures, terms.mode, terms.stopOut);
}

/**
 * The position with the largest loss, the first of them when several are equal; undefined of none. A stop-out
 * closes it, again and again until the level holds or nothing is left that can be closed ("Margin level" of
 * MetaQuotes' book). Positions of closed markets must not be given.
 */
export function mostUnprofitable<P extends { readonly profit: Decimal }>(
  positions: readonly P[],
): P | undefined {
  let worst: P | undefined;
  for (const position of positions) {
    if (worst === undefined || position.profit.lessThan(worst.profit)) worst = position;
  }
  return worst;
}
