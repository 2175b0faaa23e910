import type { Book } from "./book.ts";
import type { Floor, Happening } from "./floor.ts";
import { dayEndIn, expiredIn } from "./happenings/day-end.ts";
import { nextStopOut } from "./happenings/stop-out.ts";
import { type Due, reachedIn } from "./happenings/triggers.ts";
import { dayRolls } from "./market/server-time.ts";
import type { Markets } from "./markets.ts";
import type { Deposit } from "./money/profit.ts";
import type { Sums } from "./money-desk.ts";
import { stepsBetween } from "./steps.ts";
import type { Store } from "./store.ts";
import type { Change, Happened, RecordTransaction } from "./types.ts";

/** What the engine drives. */
export interface EngineParts {
  readonly store: Store;
  readonly book: Book;
  readonly floor: Floor;
  readonly markets: Markets;
  readonly sums: Sums;
  readonly deposit: Deposit;
}

/**
 * Lets time pass: looks at the market step by step, and carries out what is due. Records are written in the
 * order of events, on the disk before `advance` returns.
 */
export class Engine {
  readonly #parts: EngineParts;
  #nowMs: number;

  /** `fromMs`: until when everything is done. */
  constructor(parts: EngineParts, fromMs: number) {
    this.#parts = parts;
    this.#nowMs = fromMs;
  }

  /** A clock that goes back makes nothing happen, until it is where it was. */
  advance(toMs: number): Happened {
    const changes: Change[] = [];
    const transactions: RecordTransaction[] = [];
    for (const atMs of stepsBetween(this.#nowMs, toMs)) {
      const happened = this.#step(atMs);
      changes.push(...happened.changes);
      transactions.push(...happened.transactions);
    }
    return { changes, transactions };
  }

  #step(atMs: number): { changes: Change[]; transactions: RecordTransaction[] } {
    const { markets, book, floor, sums } = this.#parts;
    const fromMs = this.#nowMs;
    this.#nowMs = atMs;
    markets.moveTo(atMs);
    const changes: Change[] = [];
    const transactions: RecordTransaction[] = [];
    const record = (happening: Happening) => {
      this.apply(happening.changes);
      changes.push(...happening.changes);
      transactions.push(...happening.transactions);
    };
    const due = [...this.#dayEnds(fromMs, atMs), ...this.#dueAt(atMs)];
    const hasRisk = book.hasPositions();
    const stopOut = due.length === 0 && hasRisk ? nextStopOut(sums, floor, atMs) : undefined;
    if (due.length === 0 && stopOut === undefined) return { changes, transactions };
    this.#parts.store.transaction(true, () => {
      for (const each of due) {
        const happening = each();
        if (happening !== undefined) record(happening);
      }
      let next = stopOut ?? nextStopOut(sums, floor, atMs);
      while (next !== undefined) {
        record(next);
        next = nextStopOut(sums, floor, atMs);
      }
      if (changes.length > 0) this.#parts.store.writeAccount(book.balance(), atMs);
    });
    return { changes, transactions };
  }

  #dayEnds(fromMs: number, toMs: number): Due[] {
    const { book, floor, markets, deposit } = this.#parts;
    const due: Due[] = [];
    for (const roll of dayRolls(fromMs, toMs, floor.settings.offsetMs)) {
      for (const [symbol, desk] of book.desks()) {
        const spec = floor.spec(symbol);
        if (spec === undefined) continue;
        due.push(...dayEndIn(desk, spec, markets.at(symbol), roll, floor, deposit));
      }
    }
    return due;
  }

  #dueAt(atMs: number): Due[] {
    const { book, floor, markets } = this.#parts;
    const due: Due[] = [];
    for (const [symbol, desk] of book.desks()) {
      if (desk.orders.size === 0 && desk.guarded.size === 0) continue;
      const spec = floor.spec(symbol);
      if (spec === undefined) continue;
      if (desk.orders.size > 0) due.push(...expiredIn(desk, spec, floor, atMs));
      const market = floor.isOpen(spec, atMs) ? markets.at(symbol) : undefined;
      if (market !== undefined) due.push(...reachedIn(desk, spec, market, floor, atMs));
    }
    return due;
  }

  /** Within a transaction: what was decided goes into the records and the book. */
  apply(changes: readonly Change[]): void {
    const { store, book, floor } = this.#parts;
    for (const change of changes) {
      store.write(change, floor.tickets.lastDeal());
      book.apply(change);
    }
  }
}
