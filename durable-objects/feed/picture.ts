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
import { FEED_LEASE_MS, type Watched } from "../../src/protocol/feed-internal.ts";
import { type FeedEvent, type FeedState, feedEventSchema } from "../../src/protocol/feed-state.ts";
import type { MarketSockets } from "./agent-sockets.ts";
import { type EventRing, makeEra } from "./event-ring.ts";
import type { FeedRow } from "./feed-row.ts";
import type { Readers } from "./readers.ts";
import type { Sockets } from "./sockets.ts";

/** The hash of the board follows a change within this time. */
const HASH_AFTER_MS = 10_000;

export interface PictureParts {
  readonly row: Pick<FeedRow, "row" | "change">;
  readonly ring: Pick<EventRing, "era" | "last" | "idOf" | "after" | "append" | "restart">;
  readonly readers: Pick<Readers, "send" | "state" | "event">;
  readonly sockets: Pick<Sockets, "open">;
  readonly agent: Pick<MarketSockets, "keepOnly">;
}

/** What the feed knows of its account, and what readers are told when that changes. The board is in memory only. */
export class Picture {
  readonly #row: PictureParts["row"];
  readonly #ring: PictureParts["ring"];
  readonly #readers: PictureParts["readers"];
  readonly #sockets: PictureParts["sockets"];
  readonly #agent: PictureParts["agent"];
  #board: Board | null = null;
  #hashDueMs: number | null = null;

  constructor({ row, ring, readers, sockets, agent }: PictureParts) {
    this.#row = row;
    this.#ring = ring;
    this.#readers = readers;
    this.#sockets = sockets;
    this.#agent = agent;
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
    }
    this.#row.change({ era: this.#ring.era, watchId, leaseEndsAtMs: nowMs + FEED_LEASE_MS });
    if (this.#board !== null && !gap) {
      this.state(snapshot, nowMs);
      return;
    }
    this.#board = since.reduce(withEvent, boardOf(snapshot));
    this.#agent.keepOnly(snapshot.account.link.agentId);
    const frame = this.snapshot();
    for (const { socket, attachment } of this.#sockets.open()) {
      if (attachment.greeted && attachment.sees.includes("orders")) this.#readers.send(socket, frame);
    }
    this.#hashSoon(nowMs);
  }

  /** Stores events and passes them on, each once. */
  events(news: readonly FeedEvent[], nowMs: number): void {
    for (const { stored, event } of this.#ring.append(news)) {
      if (this.#board !== null) this.#board = withEvent(this.#board, event);
      this.#readers.event(stored);
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
    this.#hashSoon(nowMs);
  }

  /** Everything as it stands after the newest event; a bug before everything is known. */
  snapshot(): FromFeed {
    if (this.#board === null) throw new Error("the feed does not know its account yet");
    return { type: "snapshot", eventId: this.#ring.idOf(this.#ring.last), board: snapshotOf(this.#board) };
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
