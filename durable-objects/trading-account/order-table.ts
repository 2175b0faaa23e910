import { and, desc, eq, gte, inArray, isNull, lt, max, sql } from "drizzle-orm";
import { unionAll } from "drizzle-orm/sqlite-core";
import type { OrderedRow, StoredOrder } from "./rows.ts";
import { orders, refusals } from "./schema.ts";
import { given, type Tables } from "./tables.ts";

/** A row as the database gives it, still to be parsed. */
export type RawOrder = typeof orders.$inferSelect;

/** Rows of `orders`: reading and writing, no rules. */
export class OrderTable {
  readonly #db: Tables;
  readonly #insert: ReturnType<typeof prepareInsert>;
  readonly #finish: ReturnType<typeof prepareFinish>;
  readonly #byId: ReturnType<typeof prepareById>;
  readonly #known: ReturnType<typeof prepareKnown>;
  readonly #placeOf: ReturnType<typeof preparePlaceOf>;

  constructor(db: Tables) {
    this.#db = db;
    this.#insert = prepareInsert(db);
    this.#finish = prepareFinish(db);
    this.#byId = prepareById(db);
    this.#known = prepareKnown(db);
    this.#placeOf = preparePlaceOf(db);
  }

  insert(order: OrderedRow): void {
    const { instruction, rules, source } = order;
    this.#insert.run({
      ...order,
      source: source === null ? null : JSON.stringify(source),
      instruction: JSON.stringify(instruction),
      rules: JSON.stringify(rules),
    });
  }

  /** Writes how an order ended. */
  finish(order: StoredOrder): void {
    this.#finish.run({
      ...order,
      refusal: order.refusal === null ? null : JSON.stringify(order.refusal),
      deals: JSON.stringify(order.deals),
    });
  }

  byId(id: string): RawOrder | undefined {
    return this.#byId.get({ id });
  }

  /** Where the events of an order are, and which frame gave it to the agent when it has ended. */
  placeOf(id: string): { readonly number: number; readonly seq: number | null } | undefined {
    return this.#placeOf.get({ id });
  }

  byIds(ids: readonly string[]): RawOrder[] {
    const wanted = inArray(orders.id, [...ids]);
    return this.#db.select().from(orders).where(wanted).orderBy(orders.number).all();
  }

  /** True when the order is here, or its alert was refused. */
  knows(orderId: string, alertId: string): boolean {
    return this.#known.get({ orderId, alertId }) !== undefined;
  }

  /** What has not ended, oldest first. Reads nothing else, however much has ended. */
  open(): RawOrder[] {
    return this.#db.select().from(orders).where(isNull(orders.state)).orderBy(orders.number).all();
  }

  /** The highest number given out, 0 when there is none. */
  lastNumber(): number {
    return (
      this.#db
        .select({ number: max(orders.number) })
        .from(orders)
        .get()?.number ?? 0
    );
  }

  /** Orders with a number below `before`, newest first. Only ends have a `state` here. */
  page({ limit, before, symbol, state }: PageQuery): PageOf<RawOrder> {
    const isAll = symbol === undefined && state === undefined;
    const from = isAll ? 0 : (before ?? this.lastNumber() + 1) - MAX_LOOKED_AT;
    const { number } = orders;
    const found = this.#db
      .select()
      .from(orders)
      .where(
        and(
          before === undefined ? undefined : lt(number, before),
          from <= 0 ? undefined : gte(number, from),
          symbol === undefined ? undefined : eq(orders.symbol, symbol),
          state === undefined ? undefined : eq(orders.state, state),
        ),
      )
      .orderBy(desc(number))
      .limit(limit + 1)
      .all();
    const page = cutTo(found, limit);
    return page.next === null && this.#hasBelow(from) ? { ...page, next: from } : page;
  }

  #hasBelow(bound: number): boolean {
    const { number } = orders;
    return this.#db.select({ number }).from(orders).where(lt(number, bound)).limit(1).get() !== undefined;
  }
}

/**
 * Orders that one page looks through for a symbol or an end: a hundredth of a second, in which other orders wait. An
 * index for each would be paid for with every order.
 */
export const MAX_LOOKED_AT = 10_000;

/** A page, and the number below which the next one goes on; null at the end. */
export interface PageOf<Order> {
  readonly items: Order[];
  readonly next: number | null;
}

/** The first `limit` of orders by number, of which there may be more. */
export function cutTo<Order extends { readonly number: number }>(
  found: readonly Order[],
  limit: number,
): PageOf<Order> {
  const items = found.slice(0, limit);
  return { items, next: found.length > limit ? (items.at(-1)?.number ?? null) : null };
}

export interface PageQuery {
  readonly limit: number;
  readonly before?: number | undefined;
  readonly symbol?: string | undefined;
  readonly state?: string | undefined;
}

function prepareInsert(db: Tables) {
  const { placeholder } = sql;
  return db
    .insert(orders)
    .values({
      number: placeholder("number"),
      id: placeholder("id"),
      alertId: placeholder("alertId"),
      strategyId: placeholder("strategyId"),
      source: placeholder("source"),
      leg: placeholder("leg"),
      after: placeholder("after"),
      lane: placeholder("lane"),
      symbol: placeholder("symbol"),
      instruction: placeholder("instruction"),
      rules: placeholder("rules"),
      createdAtMs: placeholder("createdAtMs"),
      deadlineMs: placeholder("deadlineMs"),
    })
    .prepare();
}

function prepareFinish(db: Tables) {
  return db
    .update(orders)
    .set({
      state: given("state"),
      seq: given("seq"),
      changedAtMs: given("changedAtMs"),
      filledLots: given("filledLots"),
      averagePrice: given("averagePrice"),
      ticket: given("ticket"),
      door: given("door"),
      refusal: given("refusal"),
      deals: given("deals"),
    })
    .where(eq(orders.number, sql.placeholder("number")))
    .prepare();
}

function prepareById(db: Tables) {
  return db
    .select()
    .from(orders)
    .where(eq(orders.id, sql.placeholder("id")))
    .prepare();
}

function preparePlaceOf(db: Tables) {
  return db
    .select({ number: orders.number, seq: orders.seq })
    .from(orders)
    .where(eq(orders.id, sql.placeholder("id")))
    .prepare();
}

/** One statement for both places in which an alert leaves its mark: it runs for every delivery. */
function prepareKnown(db: Tables) {
  const here = sql<number>`1`.as("here");
  return unionAll(
    db
      .select({ here })
      .from(orders)
      .where(eq(orders.id, sql.placeholder("orderId"))),
    db
      .select({ here })
      .from(refusals)
      .where(eq(refusals.alertId, sql.placeholder("alertId"))),
  ).prepare();
}
