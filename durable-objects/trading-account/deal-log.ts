import { and, desc, eq, gte, lt, sql } from "drizzle-orm";
import type { Deal, OrderEvent } from "../../src/domain/order/events.ts";
import { refusal } from "../../src/domain/refusal.ts";
import { err, ok } from "../../src/domain/result.ts";
import { MAX_EVENTS } from "./event-table.ts";
import type { DealsPage, DealsQuery, DealView } from "./figure-views.ts";
import { storedEventSchema } from "./rows.ts";
import { events, hasDeals, orders } from "./schema.ts";
import type { Tables } from "./tables.ts";
import type { Answer } from "./views.ts";

const MAX_PAGE = 1_000;
/** Events that one turn looks through for deals of a symbol; more would keep an order waiting. */
const MAX_LOOKED_AT = 5_000;
/** Events that one turn hands out. */
const BATCH = 500;
/** A page that is not full by then, because what events tell is known already, is short. */
const MOST_TURNS = 10;

/** Where a page ended: time and key of an event, and how many of its deals are still to be shown. */
interface Place {
  readonly atMs: number;
  readonly key: number;
  readonly left: number;
}

const eventSchema = storedEventSchema.shape.event;

const CURSOR = /^([0-9]{1,16})-([0-9]{1,16})-([0-9]{1,6})$/;

/** The deals in the ledger by time: those of orders, and those that notes tell of. Writes nothing. */
export class DealLog {
  readonly #db: Tables;
  readonly #before: ReturnType<typeof prepareBefore>;

  constructor(db: Tables) {
    this.#db = db;
    this.#before = prepareBefore(db);
  }

  /** Newest first, by the time of the event that told them. `bad_cursor` when no page ended with it. */
  page(query: DealsQuery): Answer<DealsPage> {
    const size = Math.min(Math.max(1, Math.trunc(query.limit)), MAX_PAGE);
    let place = query.before === undefined ? null : readCursor(query.before);
    if (place === undefined) {
      return err(refusal("bad_cursor", "The cursor is not one that a page ended with."));
    }
    const items: DealView[] = [];
    // Most events have one deal, so one more than the page shows is enough.
    const batch = Math.min(size + 1, BATCH);
    for (let turn = 0; turn < MOST_TURNS; turn++) {
      const { rows, rest } = readRows(this.#db, query, place, batch);
      for (const row of rows) {
        const deals = this.#dealsOf(row, query.symbol);
        // The last that an event tells happened last; the page before may have ended in the middle of one.
        let left = place?.key === row.key ? Math.min(place.left, deals.length) : deals.length;
        for (; left > 0; left--) {
          if (items.length === size) return ok({ items, next: cursorOf({ ...row, left }) });
          items.push(...deals.slice(left - 1, left));
        }
      }
      if (rest === null) return ok({ items, next: null });
      place = rest;
      if (rows.length < batch) break;
    }
    return ok({ items, next: place === null ? null : cursorOf(place) });
  }

  /** What is new in the event, as its owner sees it, in the order in which it was told. */
  #dealsOf(row: ReturnType<typeof readRows>["rows"][number], symbol: string | undefined): DealView[] {
    const { orderId, alertId, strategyId, source } = row;
    const event = eventSchema.parse(row.event);
    const from = source === null ? { alertId, strategyId } : { alertId: null, strategyId: null };
    const note = event.event === "noted" ? event.code : null;
    return this.#newIn(event, row.key)
      .filter((deal) => symbol === undefined || deal.symbol === symbol)
      .map((deal) => ({ ...deal, orderId, ...from, note }));
  }

  /** An order that is filled names the deals again that it had when it was filled in part. */
  #newIn(event: OrderEvent, key: number): readonly Deal[] {
    const deals = dealsIn(event);
    if (event.event === "noted") return deals;
    const before = this.#before.all({ first: key - (key % MAX_EVENTS), key });
    const known = new Set(
      before.flatMap((row) => dealsIn(eventSchema.parse(row.event))).map(({ deal }) => deal),
    );
    return known.size === 0 ? deals : deals.filter(({ deal }) => !known.has(deal));
  }
}

/**
 * The next events with deals, newest first, and where to go on behind them; null: there are no more. With a symbol
 * they are those that name it among so many that are looked through: to hand out and read an event costs a hundred
 * times more than to look for a name in its text.
 */
function readRows(db: Tables, query: DealsQuery, place: Place | null, limit: number) {
  const { symbol } = query;
  const looked = db
    .select({ key: events.key, event: events.event, atMs: events.atMs })
    .from(events)
    .where(isNext(query, place))
    .orderBy(desc(events.atMs), desc(events.key))
    .limit(symbol === undefined ? limit : MAX_LOOKED_AT)
    .as("looked");
  const rows = db
    .select({
      key: looked.key,
      event: looked.event,
      atMs: looked.atMs,
      orderId: orders.id,
      alertId: orders.alertId,
      strategyId: orders.strategyId,
      source: orders.source,
    })
    .from(looked)
    .innerJoin(orders, eq(orders.number, sql`${looked.key} / ${sql.raw(String(MAX_EVENTS))}`))
    .where(
      symbol === undefined
        ? undefined
        : sql`instr(${looked.event}, ${`"symbol":${JSON.stringify(symbol)}`}) > 0`,
    )
    .orderBy(desc(looked.atMs), desc(looked.key))
    .limit(limit)
    .all();
  const last = rows.length < limit ? undefined : rows.at(-1);
  const end = last ?? (symbol === undefined ? undefined : lastLookedAt(db, query, place));
  return { rows, rest: end === undefined ? null : { atMs: end.atMs, key: end.key, left: 0 } };
}

/** The last event that a turn for a symbol looks at; undefined when there are fewer. */
function lastLookedAt(db: Tables, query: DealsQuery, place: Place | null) {
  return db
    .select({ atMs: events.atMs, key: events.key })
    .from(events)
    .where(isNext(query, place))
    .orderBy(desc(events.atMs), desc(events.key))
    .limit(1)
    .offset(MAX_LOOKED_AT - 1)
    .get();
}

function isNext({ fromMs, toMs }: DealsQuery, place: Place | null) {
  return and(
    hasDeals,
    fromMs === undefined ? undefined : gte(events.atMs, fromMs),
    toMs === undefined ? undefined : lt(events.atMs, toMs),
    place === null
      ? undefined
      : sql`(${events.atMs}, ${events.key}) ${sql.raw(place.left > 0 ? "<=" : "<")} (${place.atMs}, ${place.key})`,
  );
}

/** The events with deals of one order up to one of them. */
function prepareBefore(db: Tables) {
  const { placeholder } = sql;
  return db
    .select({ event: events.event })
    .from(events)
    .where(and(gte(events.key, placeholder("first")), lt(events.key, placeholder("key")), hasDeals))
    .prepare();
}

/** The deals that an event tells. */
export function dealsIn(event: OrderEvent): readonly Deal[] {
  if (event.event === "noted") return event.deal === undefined ? [] : [event.deal];
  return event.event === "filled" || event.event === "partially_filled" ? event.deals : [];
}

function readCursor(text: string): Place | undefined {
  const [, atMs, key, left] = CURSOR.exec(text) ?? [];
  if (atMs === undefined || key === undefined || left === undefined) return undefined;
  return { atMs: Number(atMs), key: Number(key), left: Number(left) };
}

function cursorOf({ atMs, key, left }: Place): string {
  return `${atMs}-${key}-${left}`;
}
