import { asc, gt, lte } from "drizzle-orm";
import { encodeBytes } from "../../src/domain/ids.ts";
import { type FeedEvent, keyOfEvent } from "../../src/protocol/feed-state.ts";
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
  append(news: readonly FeedEvent[]): { stored: StoredEvent; event: FeedEvent }[] {
    const fresh: { stored: StoredEvent; event: FeedEvent }[] = [];
    for (const event of news) {
      const key = keyOfEvent(event);
      if (this.#keys.has(key)) continue;
      this.#keys.add(key);
      this.#last++;
      const stored: StoredEvent = { number: this.#last, event: JSON.stringify(event) };
      this.#db.insert(events).values({ id: stored.number, key, event: stored.event }).run();
      fresh.push({ stored, event });
    }
    this.#prune();
    return fresh;
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

  /** Forgets everything: what comes next does not follow from what came before. */
  restart(era: string): void {
    this.#db.delete(events).run();
    this.#keys.clear();
    this.#era = era;
    this.#last = 0;
    this.#oldest = 1;
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
