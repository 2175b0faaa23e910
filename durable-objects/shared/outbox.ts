import { and, asc, eq, lte, min, sql } from "drizzle-orm";
import type { DrizzleSqliteDODatabase } from "drizzle-orm/durable-sqlite";
import type { Alarms } from "./alarms.ts";
import {
  afterFailure,
  afterSuccess,
  backoffMs,
  freshPace,
  type Pace,
  parkingMs,
  shouldProbe,
} from "./outbox-pace.ts";
import { outbox } from "./outbox-schema.ts";
import { RestUntil } from "./rest-until.ts";

/**
 * Messages from one object to others, at least once and in order: the sender commits the message with the
 * change that caused it, and the receiver applies it once by its id.
 *
 * One attempt at a time for each destination; each carries all that waits, up to 64. What failed is tried
 * again after an exponential pause, by alarm, so that the object may sleep meanwhile.
 *
 * Order or liveness: a message that the destination can never take (a bug) must not hold up the others for
 * ever. When the first message failed alone several times, the destination is called with none: if it
 * answers that and refuses the message once more, the message is set aside for a while, and order given
 * up for it; never a second one before another got through, so an outage gives up no more than that. A
 * message is never dropped: `waiting` counts it.
 */

/** A stop between commit and confirmation is repaired this soon after the object's restart. */
const REPAIR_AFTER_MS = 1_000;

export interface OutboxParts<Schema extends Record<string, unknown>> {
  readonly ctx: DurableObjectState;
  readonly db: DrizzleSqliteDODatabase<Schema>;
  readonly alarms: Pick<Alarms, "noLaterThan">;
  /**
   * Hands messages (as enqueued) to the destination; resolves only when it has confirmed them all. An
   * empty list asks whether it answers at all. May throw `RestUntil`.
   */
  readonly send: (destination: string, messages: readonly string[]) => Promise<void>;
  /** The longest pause between two attempts, in milliseconds; 8 s where it is not given. */
  readonly longestPauseMs?: (destination: string) => number | undefined;
}

interface Line {
  pace: Pace;
  running: boolean;
  /** Something was enqueued since the rows were last looked at. */
  again: boolean;
  /** Epoch milliseconds before which nothing is sent. */
  restsUntilMs: number;
  /** A message was set aside, and none got through since. */
  setAside: boolean;
}

interface Row {
  readonly id: number;
  readonly message: string;
  readonly parkedTimes: number;
}

function prepare<Schema extends Record<string, unknown>>(db: DrizzleSqliteDODatabase<Schema>) {
  return {
    insert: db
      .insert(outbox)
      .values({ destination: sql.placeholder("destination"), message: sql.placeholder("message") })
      .prepare(),
    due: db
      .select({ id: outbox.id, message: outbox.message, parkedTimes: outbox.parkedTimes })
      .from(outbox)
      .where(
        and(
          eq(outbox.destination, sql.placeholder("destination")),
          lte(outbox.notBeforeMs, sql.placeholder("nowMs")),
          sql`${outbox.id} NOT IN (SELECT value FROM json_each(${sql.placeholder("confirmed")}))`,
        ),
      )
      .orderBy(asc(outbox.id))
      .limit(sql.placeholder("limit"))
      .prepare(),
    remove: db
      .delete(outbox)
      .where(sql`${outbox.id} IN (SELECT value FROM json_each(${sql.placeholder("ids")}))`)
      .prepare(),
    destinations: db
      .select({ destination: outbox.destination, notBeforeMs: min(outbox.notBeforeMs) })
      .from(outbox)
      .groupBy(outbox.destination)
      .prepare(),
    count: db
      .select({ rows: sql<number>`count(*)`, parked: sql<number>`count(nullif(${outbox.notBeforeMs}, 0))` })
      .from(outbox)
      .where(
        sql`substr(${outbox.destination}, 1, length(${sql.placeholder("prefix")})) = ${sql.placeholder("prefix")}`,
      )
      .prepare(),
  };
}

export class Outbox<Schema extends Record<string, unknown>> {
  readonly #parts: OutboxParts<Schema>;
  readonly #statements: ReturnType<typeof prepare<Schema>>;
  readonly #lines = new Map<string, Line>();
  /**
   * Rows that were confirmed and still stand: they go with the next message or alarm. A commit of their own
   * would cost as much as the alert's. After a crash they are sent again, which the receiver ignores.
   */
  #confirmed: number[] = [];

  constructor(parts: OutboxParts<Schema>) {
    this.#parts = parts;
    this.#statements = prepare(parts.db);
  }

  /**
   * Adds a message (JSON text). Call it within the transaction of the change that caused it, and
   * `deliver` after that.
   */
  enqueue(destination: string, message: string): void {
    // Before the old rows go, so that no id is given a second time while it may be on its way.
    this.#statements.insert.run({ destination, message });
    this.#removeConfirmed();
    this.#parts.alarms.noLaterThan(Date.now() + REPAIR_AFTER_MS);
  }

  /** Starts to send what waits for `destination`, unless that is under way or resting. Does not wait. */
  deliver(destination: string): void {
    const line = this.#line(destination);
    line.again = true;
    if (line.running || line.restsUntilMs > Date.now()) return;
    line.running = true;
    this.#parts.ctx.waitUntil(this.#drain(destination, line));
  }

  /** To be called from the object's alarm: starts what is due and arranges the next alarm. */
  alarm(): void {
    const nowMs = Date.now();
    this.#removeConfirmed();
    for (const { destination, notBeforeMs } of this.#statements.destinations.all()) {
      const dueMs = Math.max(notBeforeMs ?? 0, this.#line(destination).restsUntilMs);
      if (dueMs <= nowMs) this.deliver(destination);
      this.#parts.alarms.noLaterThan(Math.max(dueMs, nowMs + REPAIR_AFTER_MS));
    }
  }

  /** Messages not yet confirmed, and how many of them were set aside; to destinations that begin with `prefix`. */
  waiting(prefix = ""): { rows: number; parked: number } {
    this.#removeConfirmed();
    return this.#statements.count.get({ prefix }) ?? { rows: 0, parked: 0 };
  }

  #removeConfirmed(): void {
    if (this.#confirmed.length === 0) return;
    this.#statements.remove.run({ ids: JSON.stringify(this.#confirmed) });
    this.#confirmed = [];
  }

  #line(destination: string): Line {
    const known = this.#lines.get(destination);
    if (known !== undefined) return known;
    const line: Line = { pace: freshPace, running: false, again: false, restsUntilMs: 0, setAside: false };
    this.#lines.set(destination, line);
    return line;
  }

  async #drain(destination: string, line: Line): Promise<void> {
    try {
      for (;;) {
        line.again = false;
        const rows = this.#due(destination, line.pace.batch);
        if (rows.length === 0) return;
        const all = rows.length < line.pace.batch;
        const outcome = await this.#attempt(destination, rows);
        if (outcome instanceof RestUntil) {
          line.restsUntilMs = outcome.atMs;
          this.#parts.alarms.noLaterThan(outcome.atMs);
          return;
        }
        if (outcome === "confirmed") {
          line.pace = afterSuccess(line.pace);
          line.setAside = false;
          if (all && !line.again) return;
          continue;
        }
        line.pace = afterFailure(line.pace);
        if (shouldProbe(line.pace) && !line.setAside && (await this.#setAside(destination, line))) continue;
        const longestMs = this.#parts.longestPauseMs?.(destination);
        line.restsUntilMs = Date.now() + backoffMs(line.pace.failures, Math.random(), longestMs);
        this.#parts.alarms.noLaterThan(line.restsUntilMs);
        return;
      }
    } finally {
      // In the same turn as the last look at the rows: what is enqueued from here on starts a new drain.
      line.running = false;
    }
  }

  #due(destination: string, limit: number): Row[] {
    const confirmed = JSON.stringify(this.#confirmed);
    return this.#statements.due.all({ destination, nowMs: Date.now(), limit, confirmed });
  }

  async #attempt(destination: string, rows: readonly Row[]): Promise<"confirmed" | "failed" | RestUntil> {
    try {
      await this.#parts.send(
        destination,
        rows.map((row) => row.message),
      );
    } catch (error) {
      if (error instanceof RestUntil) return error;
      // The message is not in the log: it may hold what its owner would not want there.
      const name = error instanceof Error ? error.name : "unknown";
      console.warn(JSON.stringify({ event: "outbox_attempt_failed", destination, rows: rows.length, name }));
      return "failed";
    }
    this.#confirmed.push(...rows.map((row) => row.id));
    return "confirmed";
  }

  /** Sets the first message aside when the fault is its own. False when the destination does not answer. */
  async #setAside(destination: string, line: Line): Promise<boolean> {
    if ((await this.#attempt(destination, [])) !== "confirmed") return false;
    line.pace = { ...freshPace, batch: 1 };
    const [head] = this.#due(destination, 1);
    if (head === undefined || (await this.#attempt(destination, [head])) === "confirmed") return true;
    line.setAside = true;
    const parkedTimes = head.parkedTimes + 1;
    const notBeforeMs = Date.now() + parkingMs(parkedTimes);
    this.#parts.db.update(outbox).set({ parkedTimes, notBeforeMs }).where(eq(outbox.id, head.id)).run();
    this.#parts.alarms.noLaterThan(notBeforeMs);
    console.error(
      JSON.stringify({ event: "outbox_message_set_aside", destination, row: head.id, parkedTimes }),
    );
    return true;
  }
}
