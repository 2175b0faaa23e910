import { and, eq, gte, lte, max, sql } from "drizzle-orm";
import type { DrizzleSqliteDODatabase } from "drizzle-orm/durable-sqlite";
import { type Alert, alertSchema } from "./alert.ts";
import type * as schema from "./schema.ts";
import { alerts } from "./schema.ts";
import { firstSequenceOf, nextSequence, sequenceRange } from "./sequence.ts";

type AlertRow = typeof alerts.$inferSelect;

const holder = sql.placeholder;

/** As a literal: with a parameter SQLite would not use the index, which is for accepted alerts only. */
const isAccepted = sql`${alerts.verdict} = 'accepted'`;

function prepare(db: DrizzleSqliteDODatabase<typeof schema>) {
  return {
    insert: db
      .insert(alerts)
      .values({
        sequence: holder("sequence"),
        id: holder("id"),
        receivedAtMs: holder("receivedAtMs"),
        decidedAtMs: holder("decidedAtMs"),
        verdict: holder("verdict"),
        body: holder("body"),
        explicitId: holder("explicitId"),
        address: holder("address"),
        duplicateOf: holder("duplicateOf"),
        hint: holder("hint"),
        refusal: holder("refusal"),
        signal: holder("signal"),
        routes: holder("routes"),
      })
      .prepare(),
    last: db
      .select({ sequence: max(alerts.sequence) })
      .from(alerts)
      .prepare(),
    byId: db
      .select()
      .from(alerts)
      .where(
        and(
          gte(alerts.sequence, holder("first")),
          lte(alerts.sequence, holder("last")),
          eq(alerts.id, holder("id")),
        ),
      )
      .prepare(),
    byTail: db
      .select()
      .from(alerts)
      .where(and(gte(alerts.sequence, holder("first")), sql`${alerts.id} LIKE '%' || ${holder("tail")}`))
      .prepare(),
    byExplicitId: db
      .select({ id: alerts.id, body: alerts.body })
      .from(alerts)
      .where(and(isAccepted, eq(alerts.explicitId, holder("explicitId"))))
      .prepare(),
    acceptedSince: db
      .select({
        id: alerts.id,
        body: alerts.body,
        explicitId: alerts.explicitId,
        receivedAtMs: alerts.receivedAtMs,
      })
      .from(alerts)
      .where(and(gte(alerts.sequence, holder("first")), isAccepted))
      .orderBy(alerts.sequence)
      .prepare(),
    acceptedNumbersSince: db
      .select({ sequence: alerts.sequence })
      .from(alerts)
      .where(and(gte(alerts.sequence, holder("first")), isAccepted))
      .orderBy(alerts.sequence)
      .prepare(),
  };
}

/** The alerts of a strategy, in their table. Rows are only ever added. */
export class AlertStore {
  readonly #statements: ReturnType<typeof prepare>;
  #lastSequence: number | null = null;

  constructor(db: DrizzleSqliteDODatabase<typeof schema>) {
    this.#statements = prepare(db);
  }

  /** The number for an alert received at this time; asking again before `insert` gives the same. */
  nextSequence(receivedAtMs: number): number {
    this.#lastSequence ??= this.#statements.last.get()?.sequence ?? 0;
    return nextSequence(this.#lastSequence, receivedAtMs);
  }

  insert(alert: Alert, sequence: number): void {
    const { refusal, signal, routes, ...plain } = alert;
    this.#statements.insert.run({
      ...plain,
      sequence,
      refusal: refusal === null ? null : JSON.stringify(refusal),
      signal: signal === null ? null : JSON.stringify(signal),
      routes: JSON.stringify(routes),
    });
    this.#lastSequence = sequence;
  }

  byId(id: string): Alert | null {
    const row = this.#statements.byId.get({ ...sequenceRange(id), id });
    return row === undefined ? null : readAlert(row);
  }

  /** The alert whose id ends with `tail`, among those received at `sinceMs` or later. */
  byTail(tail: string, sinceMs: number): Alert | null {
    const row = this.#statements.byTail.get({ tail, first: firstSequenceOf(sinceMs) });
    return row === undefined ? null : readAlert(row);
  }

  /** The accepted alert that holds this id of the sender's. */
  acceptedWithId(explicitId: string): { id: string; body: string } | undefined {
    return this.#statements.byExplicitId.get({ explicitId });
  }

  acceptedSince(sinceMs: number) {
    return this.#statements.acceptedSince.all({ first: firstSequenceOf(sinceMs) });
  }

  /** The numbers of those accepted from this one on, ascending. */
  acceptedNumbersSince(first: number): number[] {
    return this.#statements.acceptedNumbersSince.all({ first }).map(({ sequence }) => sequence);
  }
}

/** A row as it is told; what cannot be read is a fault of ours. */
export function readAlert(row: AlertRow): Alert {
  const json = (text: string | null): unknown => (text === null ? null : JSON.parse(text));
  return alertSchema.parse({
    ...row,
    refusal: json(row.refusal),
    signal: json(row.signal),
    routes: json(row.routes),
  });
}
