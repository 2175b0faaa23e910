import { asc, gt, lte } from "drizzle-orm";
import { encodeBytes } from "../../src/domain/ids.ts";
import type { EventRecord } from "../../src/protocol/feed-internal.ts";
import { type FeedEvent, feedEventSchema, keyOfEvent } from "../../src/protocol/feed-state.ts";
import type { FeedDatabase } from "./feed-row.ts";
import { events } from "./schema.ts";

/** So many are kept; a reader that missed more gets a snapshot only. */
const MOST_EVENTS = 2_000;
/** The oldest go in blocks, since each delete is a statement. */
const BLOCK = 200;

const ERA_CHARACTERS = 10;
const EVENT_ID = /^([0-9A-HJKMNP-TV-Z]{10})-(0|[1-9][0-9]{0,15})$/;

export interface StoredEvent {
  readonly number: number;
  /** JSON of the event. */
  readonly event: string;
}

/** An event that was not known before, and how it is stored. */
export interface FreshEvent {
  readonly stored: StoredEvent;
  readonly event: FeedEvent;
}

export function makeEra(): string {
  return encodeBytes(crypto.getRandomValues(new Uint8Array(ERA_CHARACTERS)), ERA_CHARACTERS);
}

/** The newest events of an era, each once, in the order in which they came. */
export class EventRing {
  readonly #db: FeedDatabase;
  readonly #keys = new Set<string>();
  #era: string;
  #last = 0;
  #oldest = 1;

  constructor(db: FeedDatabase, era: string) {
    this.#db = db;
    this.#era = era;
    const stored = db.select({ id: events.id, key: events.key }).from(events).orderBy(asc(events.id)).all();
    for (const { key } of stored) this.#keys.add(key);
    this.#oldest = stored[0]?.id ?? 1;
    this.#last = stored.at(-1)?.id ?? 0;
  }

  get era(): string {
    return this.#era;
  }

  /** The number of the newest event; 0 before the first. */
  get last(): number {
    return this.#last;
  }

  idOf(number: number): string {
    return `${this.#era}-${number}`;
  }

  /** Stores what is new among them and returns that. */
  append(news: readonly FeedEvent[]): FreshEvent[] {
    const fresh = news.flatMap((event) =>
      this.#keys.has(keyOfEvent(event)) ? [] : [this.#store(event, JSON.stringify(event))],
    );
    this.#prune();
    return fresh;
  }

  /** True when a record of the same era begins where this one ends, or before. */
  isFollowedBy({ era, after }: EventRecord): boolean {
    return era === this.#era && after <= this.#last;
  }

  /** Stores under the numbers that another feed gave them what is new in a record that follows; returns that. */
  follow({ after, events: texts }: EventRecord): FreshEvent[] {
    const fresh = texts
      .slice(Math.max(0, this.#last - after))
      .map((text) => this.#store(feedEventSchema.parse(JSON.parse(text)), text));
    this.#prune();
    return fresh;
  }

  /** What a record that ends with `last` lacks, or everything when nobody can say. */
  record(era: string, last: number): EventRecord {
    const missing = era === this.#era ? this.after(last) : null;
    const after = missing === null ? this.#oldest - 1 : last;
    const stored = missing ?? this.after(after) ?? [];
    return { era: this.#era, after, events: stored.map(({ event }) => event) };
  }

  /** What came after an event; null when that is not known: another era, or too long ago. */
  afterId(eventId: string): StoredEvent[] | null {
    const match = EVENT_ID.exec(eventId);
    return match === null || match[1] !== this.#era ? null : this.after(Number(match[2]));
  }

  after(number: number): StoredEvent[] | null {
    if (number < this.#oldest - 1 || number > this.#last) return null;
    const rows = this.#db.select().from(events).where(gt(events.id, number)).orderBy(asc(events.id)).all();
    return rows.map(({ id, event }) => ({ number: id, event }));
  }

  /** Forgets everything: what comes next, after number `last`, does not follow from what came before. */
  restart(era: string, last = 0): void {
    this.#db.delete(events).run();
    this.#keys.clear();
    this.#era = era;
    this.#last = last;
    this.#oldest = last + 1;
  }

  #store(event: FeedEvent, text: string): FreshEvent {
    const key = keyOfEvent(event);
    this.#keys.add(key);
    this.#last++;
    const stored: StoredEvent = { number: this.#last, event: text };
    this.#db.insert(events).values({ id: stored.number, key, event: text }).run();
    return { stored, event };
  }

  #prune(): void {
    const oldest = this.#last - MOST_EVENTS + 1;
    if (oldest - this.#oldest < BLOCK) return;
    for (const { key } of this.#db
      .delete(events)
      .where(lte(events.id, oldest - 1))
      .returning()
      .all()) {
      this.#keys.delete(key);
    }
    this.#oldest = oldest;
  }
}
