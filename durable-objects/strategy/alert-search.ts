import { and, desc, gte, lt, lte, sql } from "drizzle-orm";
import type { DrizzleSqliteDODatabase } from "drizzle-orm/durable-sqlite";
import type { Alert } from "./alert.ts";
import { readAlert } from "./alert-store.ts";
import type * as schema from "./schema.ts";
import { alerts } from "./schema.ts";
import { firstSequenceOf, sequenceRange } from "./sequence.ts";

/**
 * So many alerts are looked at for one answer. A search for something rare comes back with less than was asked
 * for, and says from where to go on: no question can hold up the alerts that arrive meanwhile.
 */
export const SCANNED_AT_ONCE = 5_000;

/** What is looked for; null does not matter. */
export interface AlertFilter {
  readonly verdict: Alert["verdict"] | null;
  /** A part of the symbol, in any case. */
  readonly symbol: string | null;
  /** A part of the message, of its id, or of the reason of a refusal, in any case (of ASCII letters). */
  readonly text: string | null;
}

export interface AlertsQuery {
  readonly limit: number;
  /** Only alerts whose id sorts below. */
  readonly before: string | null;
  readonly filter: AlertFilter;
}

export interface AlertsFound {
  /** The newest first. */
  readonly items: Alert[];
  /** The last alert that was looked at, when there are older ones; null when there are none. */
  readonly through: string | null;
}

const holder = sql.placeholder;

/** True where the filter is not set, or where `found` holds it; `instr` knows no wildcards. */
function holds(found: ReturnType<typeof sql>, name: "symbol" | "text") {
  return sql`(${holder(name)} IS NULL OR instr(lower(${found}), lower(${holder(name)})) > 0)`;
}

function prepare(db: DrizzleSqliteDODatabase<typeof schema>) {
  const before = and(lte(alerts.sequence, holder("last")), lt(alerts.id, holder("id")));
  const symbol = sql`coalesce(json_extract(${alerts.signal}, '$.symbol'), '')`;
  const text = sql`${alerts.id} || ' ' || coalesce(${alerts.explicitId}, '') || ' ' || coalesce(${alerts.refusal}, '')
    || ' ' || ${alerts.body}`;
  return {
    edge: db
      .select({ id: alerts.id, sequence: alerts.sequence })
      .from(alerts)
      .where(before)
      .orderBy(desc(alerts.sequence))
      .limit(1)
      .offset(SCANNED_AT_ONCE - 1)
      .prepare(),
    matching: db
      .select()
      .from(alerts)
      .where(
        and(
          before,
          gte(alerts.sequence, holder("first")),
          sql`(${holder("verdict")} IS NULL OR ${alerts.verdict} = ${holder("verdict")})`,
          holds(symbol, "symbol"),
          holds(text, "text"),
        ),
      )
      .orderBy(desc(alerts.sequence))
      .limit(holder("limit"))
      .prepare(),
  };
}

/** Finds alerts of a strategy, a page at a time. */
export class AlertSearch {
  readonly #statements: ReturnType<typeof prepare>;

  constructor(db: DrizzleSqliteDODatabase<typeof schema>) {
    this.#statements = prepare(db);
  }

  page({ limit, before, filter }: AlertsQuery): AlertsFound {
    const { last } = before === null ? { last: Number.MAX_SAFE_INTEGER } : sequenceRange(before);
    const from = { last, id: before ?? "alt_~" };
    const edge = this.#statements.edge.get(from);
    // One more than asked for says whether there are more.
    const rows = this.#statements.matching.all({
      ...from,
      ...filter,
      first: edge?.sequence ?? firstSequenceOf(0),
      limit: limit + 1,
    });
    const items = rows.slice(0, limit).map(readAlert);
    if (rows.length > limit) return { items, through: items.at(-1)?.id ?? null };
    return { items, through: edge?.id ?? null };
  }
}
