import { Decimal } from "../decimal.ts";

/** How an account stood at one time. Money in its currency. */
export interface EquitySample {
  readonly atMs: number;
  readonly balance: string;
  readonly equity: string;
  /** What was paid in (or, below zero, out) since the sample before, as far as that can be known. */
  readonly flow: string;
}

/** What the ledger knows of the time between two samples. */
export interface Between {
  /** Profit of the deals that it holds of that time, and how many these are. */
  readonly profit: string;
  readonly deals: number;
  /** There were positions that Sallyport did not open: whatever closed them is in no ledger. */
  readonly others: boolean;
}

/** Below this part of the balance, what deals do not explain is taken for their commission and swap. */
const COST_SHARE = "0.01";

/**
 * What was paid in or out between two samples. A change of the balance that the ledger's deals explain is none. Of
 * the rest nobody can be sure: a terminal tells no deposits. Where somebody else trades on the account, a payment
 * is what moved the equity as well: closing a position moves the balance alone. Small rests beside deals are their
 * commission and swap, which deals do not tell.
 */
export function flowBetween(
  before: Pick<EquitySample, "balance" | "equity">,
  after: Pick<EquitySample, "balance" | "equity">,
  { profit, deals, others }: Between,
): string {
  const rest = new Decimal(after.balance).minus(before.balance).minus(profit);
  if (rest.isZero()) return "0";
  const isSmall = rest.abs().lte(new Decimal(before.balance).abs().times(COST_SHARE));
  if (deals > 0 && isSmall) return "0";
  const moved = new Decimal(after.equity).minus(before.equity);
  const wentAlong = moved.minus(rest).abs().lt(moved.abs());
  return (deals === 0 && !others) || wentAlong ? rest.toFixed() : "0";
}

/**
 * Fewer samples that tell the same: of each span of `spanMs` the lowest, the highest and the last. Payments of those
 * that go are added to the next that stays, so that their sum is as before. Samples must be in the order of time.
 */
export function thinned(samples: readonly EquitySample[], spanMs: number): EquitySample[] {
  const spans = Map.groupBy(samples, ({ atMs }) => Math.floor(atMs / spanMs));
  return [...spans.values()].flatMap((span) => {
    const equities = span.map(({ equity }) => new Decimal(equity));
    const extremes = [Decimal.min(...equities), Decimal.max(...equities)];
    const telling = extremes.map((extreme) => equities.findIndex((equity) => equity.eq(extreme)));
    const stay = new Set([...telling, span.length - 1]);
    let owed = new Decimal(0);
    return span.flatMap((sample, index) => {
      owed = owed.plus(sample.flow);
      if (!stay.has(index)) return [];
      const flow = owed.toFixed();
      owed = new Decimal(0);
      return { ...sample, flow };
    });
  });
}
