import { and, desc, eq, gt, gte, lt, lte } from "drizzle-orm";
import { Decimal } from "../../src/domain/decimal.ts";
import {
  type Between,
  type EquitySample,
  flowBetween,
  thinned,
} from "../../src/domain/results/equity-sample.ts";
import type { TerminalState } from "../../src/protocol/agent-link.ts";
import { dealsIn } from "./deal-log.ts";
import type { Money } from "./figure-views.ts";
import { storedEventSchema } from "./rows.ts";
import { equity, events, hasDeals } from "./schema.ts";
import type { Tables } from "./tables.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** Every sample is paid for, so one a minute at most, and none while nothing changes. */
const PAUSE_MS = MINUTE_MS;
/** Samples that are older are thinned, to three for each of the spans: what a chart of that time can show. */
const TIERS = [
  { olderMs: 2 * DAY_MS, spanMs: HOUR_MS },
  { olderMs: 92 * DAY_MS, spanMs: DAY_MS },
] as const;

/** The thinned samples of ten years are fewer. */
const MOST_READ = 20_000;
/** Deals between two samples that are looked at; with more of them nobody knows what was paid in or out. */
const MOST_DEALS = 1_000;
/** A deal may be told so long after it happened, and still explain a change of the balance. */
const TOLD_LATE_MS = 10 * MINUTE_MS;

type Standing = Pick<EquitySample, "atMs" | "balance" | "equity">;

/** Balance and equity over time, from the reports of the terminal. Methods that write belong into a transaction. */
export class EquityLog {
  readonly #db: Tables;
  #last: EquitySample | null;
  /** Whether the last report had positions that Sallyport did not open; not known after waking. */
  #others = true;

  constructor(db: Tables) {
    this.#db = db;
    this.#last = db.select().from(equity).orderBy(desc(equity.atMs)).limit(1).get() ?? null;
  }

  /** Takes a report over; `before` is what the report before it said. */
  report({ ready, account, positions }: TerminalState, before: Money | null, nowMs: number): void {
    // A terminal that is not connected tells what it knew last.
    if (!ready || account === undefined) return;
    const others = this.#others;
    this.#others = positions.some(({ external }) => external === true);
    const now = { atMs: nowMs, balance: account.balance, equity: account.equity };
    const last = this.#last;
    if (last === null) {
      this.#add({ ...now, flow: "0" });
      return;
    }
    if (now.atMs - last.atMs < PAUSE_MS || isSame(now, last)) return;
    // What changed soon after the last sample and stayed so: else the curve would slope over hours of quiet.
    if (before !== null && before.atMs > last.atMs && now.atMs - before.atMs >= PAUSE_MS) {
      this.#follow(before, others);
    }
    this.#follow(now, others || this.#others);
  }

  /** Samples from then on and before then, by time; the newest, where there are too many. */
  samples(fromMs: number, toMs: number): EquitySample[] {
    const { atMs } = equity;
    const rows = this.#db
      .select()
      .from(equity)
      .where(and(gte(atMs, fromMs), lt(atMs, toMs)))
      .orderBy(desc(atMs))
      .limit(MOST_READ)
      .all();
    return rows.reverse();
  }

  #follow(now: Standing, others: boolean): void {
    const last = this.#last;
    if (last === null || isSame(now, last)) return;
    const between = this.#between(last.atMs, now.atMs);
    const flow = between === null ? "0" : flowBetween(last, now, { ...between, others });
    this.#add({ atMs: now.atMs, balance: now.balance, equity: now.equity, flow });
  }

  #add(sample: EquitySample): void {
    const last = this.#last;
    this.#db.insert(equity).values(sample).onConflictDoNothing().run();
    this.#last = sample;
    if (last !== null && dayOf(last.atMs) !== dayOf(sample.atMs)) this.#thin(last.atMs, sample.atMs);
  }

  /** What the ledger came to know between two times; null when that is too much to look at. */
  #between(afterMs: number, untilMs: number): Omit<Between, "others"> | null {
    const rows = this.#db
      .select({ event: events.event })
      .from(events)
      .where(
        and(
          hasDeals,
          gt(events.atMs, afterMs - TOLD_LATE_MS),
          gt(events.recordedAtMs, afterMs),
          lte(events.recordedAtMs, untilMs),
        ),
      )
      .limit(MOST_DEALS)
      .all();
    if (rows.length === MOST_DEALS) return null;
    const deals = new Map(
      rows
        .flatMap(({ event }) => dealsIn(storedEventSchema.shape.event.parse(event)))
        .map(({ deal, profit }) => [deal, profit]),
    );
    const profit = [...deals.values()].reduce((sum, one) => sum.plus(one), new Decimal(0));
    return { profit: profit.toFixed(), deals: deals.size };
  }

  /** Once a day: thins what became old since the day of `lastMs`, when it was done last. */
  #thin(lastMs: number, nowMs: number): void {
    for (const { olderMs, spanMs } of TIERS) {
      // A span before the oldest that can have been left, so that a span is never thinned in two halves.
      const fromMs = floor(dayOf(lastMs) * DAY_MS - olderMs, spanMs) - spanMs;
      const all = this.samples(fromMs, floor(nowMs - olderMs, spanMs));
      const stay = new Map(thinned(all, spanMs).map((sample) => [sample.atMs, sample]));
      for (const { atMs, flow } of all) {
        const kept = stay.get(atMs);
        const row = eq(equity.atMs, atMs);
        if (kept === undefined) this.#db.delete(equity).where(row).run();
        else if (kept.flow !== flow) this.#db.update(equity).set({ flow: kept.flow }).where(row).run();
      }
    }
  }
}

function isSame(a: Standing, b: Standing): boolean {
  return a.balance === b.balance && a.equity === b.equity;
}

function dayOf(atMs: number): number {
  return Math.floor(atMs / DAY_MS);
}

function floor(atMs: number, spanMs: number): number {
  return Math.floor(atMs / spanMs) * spanMs;
}
