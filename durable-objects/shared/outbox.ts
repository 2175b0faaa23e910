import { eq } from "drizzle-orm";
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
import { prepareOutbox } from "./outbox-statements.ts";
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
  /**
   * Rows that were enqueued since a look found all that waited, and took it along; null while that is not known. A
   * change that was rolled back leaves it too high, which costs a look and nothing else.
   */
  unseen: number | null;
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

/** A message that was enqueued, for `deliver`: with it a line that is idle needs no look at the table. */
export type Enqueued = Row;

export class Outbox<Schema extends Record<string, unknown>> {
  readonly #parts: OutboxParts<Schema>;
  readonly #statements: ReturnType<typeof prepareOutbox<Schema>>;
  readonly #lines = new Map<string, Line>();
  /**
   * Rows that were confirmed and still stand: they go with the next message or alarm. A commit of their own
   * would cost as much as the alert's. After a crash they are sent again, which the receiver ignores.
   */
  #confirmed: number[] = [];
  /** The highest id that was given out, so that none is given a second time while it may be on its way. */
  #lastId: number | null = null;

  constructor(parts: OutboxParts<Schema>) {
    this.#parts = parts;
    this.#statements = prepareOutbox(parts.db);
  }

  /**
   * Adds a message (JSON text). Call it within the transaction of the change that caused it, and
   * `deliver` after that.
   */
  enqueue(destination: string, message: string): Enqueued {
    this.#lastId ??= this.#statements.lastId.get()?.id ?? 0;
    const id = ++this.#lastId;
    this.#statements.insert.run({ id, destination, message });
    const line = this.#line(destination);
    if (line.unseen !== null) line.unseen++;
    this.#removeConfirmed();
    this.#parts.alarms.noLaterThan(Date.now() + REPAIR_AFTER_MS);
    return { id, message, parkedTimes: 0 };
  }

  /**
   * Starts to send what waits for `destination`, unless that is under way or resting. Does not wait. `enqueued`: what
   * was just committed for it; when nothing else waits, it goes without a look at the table.
   */
  deliver(destination: string, enqueued: readonly Enqueued[] = []): void {
    const line = this.#line(destination);
    line.again = true;
    if (line.running || line.restsUntilMs > Date.now()) return;
    line.running = true;
    const { unseen, pace } = line;
    const isAll = enqueued.length > 0 && enqueued.length === unseen && enqueued.length <= pace.batch;
    this.#parts.ctx.waitUntil(this.#drain(destination, line, isAll ? enqueued : null));
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
    const line: Line = {
      pace: freshPace,
      running: false,
      again: false,
      unseen: null,
      restsUntilMs: 0,
      setAside: false,
    };
    this.#lines.set(destination, line);
    return line;
  }

  /** `known`: all that waits; null when that must be looked up. */
  async #drain(destination: string, line: Line, known: readonly Row[] | null): Promise<void> {
    let first = known;
    try {
      for (;;) {
        line.again = false;
        const rows = first ?? this.#due(destination, line.pace.batch);
        const all = first !== null || rows.length < line.pace.batch;
        first = null;
        line.unseen = all ? 0 : null;
        if (rows.length === 0) return;
        const outcome = await this.#attempt(destination, rows);
        // What is left then is in the table.
        if (outcome !== "confirmed") line.unseen = null;
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
