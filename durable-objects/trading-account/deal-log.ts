import { and, desc, eq, gte, lt, sql } from "drizzle-orm";
import type { Deal, OrderEvent } from "../../src/domain/order/events.ts";
import { refusal } from "../../src/domain/refusal.ts";
import { err, ok } from "../../src/domain/result.ts";
import { MAX_EVENTS } from "./event-table.ts";
import { storedEventSchema } from "./rows.ts";
import { events, hasDeals, orders } from "./schema.ts";
import type { Tables } from "./tables.ts";
import type { Answer, DealsPage, DealsQuery, DealView } from "./views.ts";

const MAX_PAGE = 1_000;
/** Events that one page looks through for deals of a symbol; more would keep an order waiting. */
const MAX_LOOKED_AT = 5_000;
const BATCH = 500;

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
    for (let looked = 0; looked < MAX_LOOKED_AT; looked += BATCH) {
      const rows = readRows(this.#db, query, place);
      for (const row of rows) {
        const deals = this.#dealsOf(row, query.symbol);
        // The last that an event tells happened last; the page before may have ended in the middle of one.
        let left = place?.key === row.key ? Math.min(place.left, deals.length) : deals.length;
        for (; left > 0; left--) {
          if (items.length === size) return ok({ items, next: cursorOf({ ...row, left }) });
          items.push(...deals.slice(left - 1, left));
        }
        place = { atMs: row.atMs, key: row.key, left: 0 };
      }
      if (rows.length < BATCH) return ok({ items, next: null });
    }
    return ok({ items, next: place === null ? null : cursorOf(place) });
  }

  /** What is new in the event, as its owner sees it, in the order in which it was told. */
  #dealsOf(row: ReturnType<typeof readRows>[number], symbol: string | undefined): DealView[] {
    const { orderId, alertId, strategyId, source } = row;
    // Reading an event costs a hundred times more than looking for a name in its text.
    if (symbol !== undefined && !row.event.includes(`"symbol":${JSON.stringify(symbol)}`)) return [];
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

/** The next events with deals, newest first. */
function readRows(db: Tables, { fromMs, toMs }: DealsQuery, place: Place | null) {
  return db
    .select({
      key: events.key,
      event: events.event,
      atMs: events.atMs,
      orderId: orders.id,
      alertId: orders.alertId,
      strategyId: orders.strategyId,
      source: orders.source,
    })
    .from(events)
    .innerJoin(orders, eq(orders.number, sql`${events.key} / ${sql.raw(String(MAX_EVENTS))}`))
    .where(
      and(
        hasDeals,
        fromMs === undefined ? undefined : gte(events.atMs, fromMs),
        toMs === undefined ? undefined : lt(events.atMs, toMs),
        place === null
          ? undefined
          : sql`(${events.atMs}, ${events.key}) ${sql.raw(place.left > 0 ? "<=" : "<")} (${place.atMs}, ${place.key})`,
      ),
    )
    .orderBy(desc(events.atMs), desc(events.key))
    .limit(BATCH)
    .all();
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

function dealsIn(event: OrderEvent): readonly Deal[] {
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
