import type { FromFeed } from "../../src/protocol/feed.ts";
import {
  type Board,
  boardHash,
  boardOf,
  changeTo,
  snapshotOf,
  withChange,
  withEvent,
} from "../../src/protocol/feed-board.ts";
import {
  type EventRecord,
  FEED_LEASE_MS,
  type ShardWatched,
  type Watched,
} from "../../src/protocol/feed-internal.ts";
import {
  type FeedEvent,
  type FeedSnapshot,
  type FeedState,
  feedEventSchema,
} from "../../src/protocol/feed-state.ts";
import type { MarketSockets } from "./agent-sockets.ts";
import { type EventRing, type FreshEvent, makeEra } from "./event-ring.ts";
import type { FeedRow } from "./feed-row.ts";
import type { Readers } from "./readers.ts";
import type { Shards } from "./shards.ts";
import type { Sockets } from "./sockets.ts";

/** The hash of the board follows a change within this time. */
const HASH_AFTER_MS = 10_000;

export interface PictureParts {
  readonly row: Pick<FeedRow, "row" | "change">;
  readonly ring: Pick<
    EventRing,
    "era" | "last" | "idOf" | "after" | "append" | "restart" | "follow" | "isFollowedBy"
  >;
  readonly readers: Pick<Readers, "send" | "state" | "event">;
  readonly sockets: Pick<Sockets, "open">;
  readonly agent: Pick<MarketSockets, "keepOnly">;
  readonly shards: Pick<Shards, "events" | "state" | "restarted">;
}

/** What the feed knows of its account, and what readers are told when that changes. The board is in memory only. */
export class Picture {
  readonly #row: PictureParts["row"];
  readonly #ring: PictureParts["ring"];
  readonly #readers: PictureParts["readers"];
  readonly #sockets: PictureParts["sockets"];
  readonly #agent: PictureParts["agent"];
  readonly #shards: PictureParts["shards"];
  #board: Board | null = null;
  #hashDueMs: number | null = null;

  constructor({ row, ring, readers, sockets, agent, shards }: PictureParts) {
    this.#row = row;
    this.#ring = ring;
    this.#readers = readers;
    this.#sockets = sockets;
    this.#agent = agent;
    this.#shards = shards;
  }

  /** False until the account was asked since the object woke. */
  get known(): boolean {
    return this.#board !== null;
  }

  /**
   * Takes over how everything stands. Readers get what changed; or a snapshot, when nobody can say what changed
   * (the object slept) or when events may be missing (the account was not watched for a while). `before` is the number of
   * the newest event when the account was asked: what came since may be newer than its answer.
   */
  watched({ watchId, snapshot }: Watched, before: number, nowMs: number): void {
    const { row } = this.#row;
    const gap = row.watchId !== watchId;
    const since = (this.#ring.after(before) ?? []).map(({ event }) =>
      feedEventSchema.parse(JSON.parse(event)),
    );
    if (gap) {
      this.#ring.restart(makeEra());
      this.#ring.append(since);
      this.#shards.restarted();
    }
    this.#row.change({ era: this.#ring.era, watchId, leaseEndsAtMs: nowMs + FEED_LEASE_MS });
    if (this.#board !== null && !gap) {
      this.state(snapshot, nowMs);
      return;
    }
    this.#board = since.reduce(withEvent, boardOf(snapshot));
    this.#agent.keepOnly(snapshot.account.link.agentId);
    this.#shards.state(snapshot);
    this.#snapshotToAll(nowMs);
  }

  /** Takes over what the first shard has, under its numbers; what readers get is as with `watched`. */
  followed({ record, snapshot }: ShardWatched, nowMs: number): void {
    const gap = !this.#ring.isFollowedBy(record);
    if (gap) this.#ring.restart(record.era, record.after);
    const fresh = this.#ring.follow(record);
    this.#row.change({ era: record.era, watchId: record.era, leaseEndsAtMs: nowMs + FEED_LEASE_MS });
    if (!gap) this.#tell(fresh, nowMs);
    if (this.#board !== null && !gap) {
      this.state(snapshot, nowMs);
      return;
    }
    this.#board = boardOf(snapshot);
    this.#snapshotToAll(nowMs);
  }

  /** Stores events and passes them on, each once. */
  events(news: readonly FeedEvent[], nowMs: number): void {
    this.#tell(this.#ring.append(news), nowMs);
    this.#shards.events();
  }

  /** The same with events that have their numbers; false when they do not follow what is known. */
  eventsFollow(record: EventRecord, nowMs: number): boolean {
    if (!this.#ring.isFollowedBy(record)) return false;
    this.#tell(this.#ring.follow(record), nowMs);
    return true;
  }

  #tell(fresh: readonly FreshEvent[], nowMs: number): void {
    for (const { stored, event } of fresh) {
      if (this.#board !== null) this.#board = withEvent(this.#board, event);
      this.#readers.event(stored);
    }
    if (fresh.length > 0) this.#hashSoon(nowMs);
  }

  #snapshotToAll(nowMs: number): void {
    const frame = this.snapshot();
    for (const { socket, attachment } of this.#sockets.open()) {
      if (attachment.greeted && attachment.sees.includes("orders")) this.#readers.send(socket, frame);
    }
    this.#hashSoon(nowMs);
  }

  /** Passes on what changed; only once everything is known. */
  state(state: FeedState, nowMs: number): void {
    if (this.#board === null) return;
    const change = changeTo(this.#board, state);
    if (change === null) return;
    this.#board = withChange(this.#board, change);
    // An agent whose key was revoked must not go on telling prices.
    if (change.account !== undefined) this.#agent.keepOnly(change.account.link.agentId);
    this.#readers.state({ type: "state", change });
    this.#shards.state(state);
    this.#hashSoon(nowMs);
  }

  /** Everything as it stands after the newest event, as a frame. */
  snapshot(): FromFeed {
    return { type: "snapshot", eventId: this.#ring.idOf(this.#ring.last), board: this.board() };
  }

  /** The same as it is held; a bug before everything is known. */
  board(): FeedSnapshot {
    if (this.#board === null) throw new Error("the feed does not know its account yet");
    return snapshotOf(this.#board);
  }

  /** Sends the hash when it is due; the moment at which it will be, null for none. */
  hash(nowMs: number): number | null {
    if (this.#hashDueMs === null || this.#hashDueMs > nowMs) return this.#hashDueMs;
    this.#hashDueMs = null;
    if (this.#board !== null) this.#readers.state({ type: "hash", hash: boardHash(this.#board) });
    return null;
  }

  /** Nothing is sent while nothing changes: what was compared last still holds, and the object may sleep. */
  #hashSoon(nowMs: number): void {
    this.#hashDueMs ??= nowMs + HASH_AFTER_MS;
  }
}
