import type { FeedLimits } from "../../src/domain/access/operator-limits.ts";
import type { Refusal } from "../../src/domain/refusal.ts";
import { ok, type Result } from "../../src/domain/result.ts";
import {
  FEED_LEASE_MS,
  feedName,
  type Newest,
  type Reader,
  type Relayed,
  type ShardWatch,
  type ShardWatched,
  type Wishes,
} from "../../src/protocol/feed-internal.ts";
import type { FeedEvent, FeedState } from "../../src/protocol/feed-state.ts";
import type { Alarms } from "../shared/alarms.ts";
import { Door, type DoorParts } from "./door.ts";
import type { FeedRow } from "./feed-row.ts";
import type { Market } from "./market.ts";
import type { Shards } from "./shards.ts";
import { close } from "./sockets.ts";
import { Talk } from "./talk.ts";
import type { Upstream } from "./upstream.ts";

/** A feed without readers goes on for so long, for a reader that comes back. */
const LINGER_MS = 60_000;
const RETRY_MS = 5_000;

export interface HubParts extends Omit<DoorParts, "known"> {
  readonly shard: number;
  readonly row: FeedRow;
  readonly market: Market;
  readonly upstream: Upstream;
  readonly shards: Shards;
  readonly limits: FeedLimits;
  readonly alarms: Pick<Alarms, "noLaterThan">;
}

/** Readers and further shards come and go, the account (or the first shard) tells, and time passes. */
export class Hub {
  readonly #parts: HubParts;
  readonly #door: Door;
  readonly #talk: Talk;
  #refreshing: Promise<Result<null, Refusal>> | null = null;

  constructor(parts: HubParts) {
    this.#parts = parts;
    this.#door = new Door({ ...parts, known: () => this.#known() });
    this.#talk = new Talk(parts, {
      known: () => this.#known(),
      check: (socket, attachment) => this.#door.check(socket, attachment, true),
      arm: (nowMs) => this.#arm(nowMs),
    });
  }

  get door(): Pick<Door, "holders"> {
    return this.#door;
  }

  /**
   * The shard to which one more reader goes; null: it may stay. Only the first shard sends readers on: whoever comes to
   * another one was sent there.
   */
  seat(): number | null {
    const { shard, shards, sockets } = this.#parts;
    const seat = shard === 0 ? shards.seat(sockets.open().length) : shard;
    return seat === shard ? null : seat;
  }

  /** The names of the further shards that are told from here. */
  shardNames(): string[] {
    return this.#parts.shards.numbers.map((shard) => feedName(this.#parts.accountId, shard));
  }

  async join(reader: Reader): Promise<WebSocket> {
    this.#somebodyIsHere();
    const client = await this.#door.join(reader);
    this.#arm(Date.now());
    return client;
  }

  message(socket: WebSocket, message: string | ArrayBuffer): Promise<void> {
    return this.#talk.message(socket, message);
  }

  events(events: readonly FeedEvent[]): void {
    const nowMs = Date.now();
    this.#parts.picture.events(events, nowMs);
    this.#arm(nowMs);
  }

  async state(state: FeedState): Promise<void> {
    const nowMs = Date.now();
    if (!this.#parts.picture.known) await this.#known();
    else this.#parts.picture.state(state, nowMs);
    this.#arm(nowMs);
  }

  /** What the first shard passes on; how many read here. Whoever finds that something is missing asks for it. */
  async relayed({ record, state, ticks, books }: Relayed): Promise<number> {
    const { picture, market, sockets } = this.#parts;
    // Its answer may be on the way, and this what comes after it.
    if (this.#refreshing !== null) await this.#refreshing;
    if (!picture.eventsFollow(record, Date.now())) await this.#refresh();
    if (state !== null) await this.state(state);
    if (ticks.length > 0) market.ticks(ticks);
    for (const book of books) market.book(book);
    if (record.events.length > 0) this.#arm(Date.now());
    return sockets.open().length;
  }

  /** A further shard asks to be told. */
  async watchShard(watch: ShardWatch): Promise<Result<ShardWatched, Refusal>> {
    const { picture, ring, shards } = this.#parts;
    this.#somebodyIsHere();
    if (!picture.known) {
      const refreshed = await this.#refresh();
      if (!refreshed.ok) return refreshed;
    }
    // Nothing waits from here on: what comes after this answer is passed on.
    shards.watch(watch);
    this.#arm(Date.now());
    return ok({ record: ring.record(watch.era, watch.last), snapshot: picture.board() });
  }

  unwatchShard(shard: number): void {
    this.#parts.shards.unwatch(shard);
    this.left();
  }

  wishOfShard(shard: number, wishes: Wishes): Newest {
    const { shards, market } = this.#parts;
    shards.wish(shard, wishes);
    const nowMs = Date.now();
    market.wishesChanged(nowMs);
    this.#arm(nowMs);
    return market.newestOf(wishes);
  }

  left(): void {
    const nowMs = Date.now();
    this.#parts.market.wishesChanged(nowMs);
    this.#emptySince(nowMs);
    this.#arm(nowMs);
  }

  /** True when nobody reads any more, and the feed may forget everything. */
  async alarm(nowMs: number): Promise<boolean> {
    const { row, picture, readers, upstream, market, shards } = this.#parts;
    const before = shards.numbers.length;
    shards.look(nowMs);
    if (shards.numbers.length < before) market.wishesChanged(nowMs);
    if (this.#isEmpty()) {
      const sinceMs = this.#emptySince(nowMs);
      if (nowMs >= sinceMs + LINGER_MS) {
        await upstream.unwatch();
        // Somebody may have come while the account was told.
        if (this.#isEmpty()) return true;
        await this.#refresh();
      }
      this.#arm(nowMs);
      return false;
    }
    picture.hash(nowMs);
    market.renew(nowMs);
    readers.cutOffTheSlow(nowMs);
    await this.#door.checkTheDue(nowMs);
    if (row.row.leaseEndsAtMs - FEED_LEASE_MS / 2 <= nowMs) await this.#renew();
    this.#arm(nowMs);
    return false;
  }

  #isEmpty(): boolean {
    const { sockets, shards } = this.#parts;
    return !this.#door.busy && !shards.any && sockets.open().length === 0;
  }

  #somebodyIsHere(): void {
    const { row } = this.#parts;
    if (row.row.emptySinceMs !== null) row.change({ emptySinceMs: null });
  }

  /** Since when nobody reads here, if nobody does. */
  #emptySince(nowMs: number): number {
    const { row } = this.#parts;
    if (row.row.emptySinceMs === null && this.#isEmpty()) row.change({ emptySinceMs: nowMs });
    return row.row.emptySinceMs ?? nowMs;
  }

  async #known(): Promise<void> {
    if (!this.#parts.picture.known) await this.#refresh();
  }

  /** A lease that could not be renewed is tried again until it can: the readers stay, and get a snapshot then. */
  async #renew(): Promise<void> {
    try {
      await this.#refresh();
    } catch (error) {
      const name = error instanceof Error ? error.name : "unknown";
      console.warn(JSON.stringify({ event: "feed_not_renewed", name }));
      this.#parts.alarms.noLaterThan(Date.now() + RETRY_MS);
    }
  }

  /** Asks the account (or the first shard), once for all who wait. */
  #refresh(): Promise<Result<null, Refusal>> {
    this.#refreshing ??= this.#ask().finally(() => {
      this.#refreshing = null;
    });
    return this.#refreshing;
  }

  async #ask(): Promise<Result<null, Refusal>> {
    const { upstream, sockets } = this.#parts;
    const asked = await upstream.refresh();
    if (!asked.ok) for (const { socket } of sockets.open()) close(socket, "unknownAccount");
    return asked;
  }

  /** Makes sure that the object wakes for whatever comes next. */
  #arm(nowMs: number): void {
    const { row, sockets, picture, readers, market, shards, alarms } = this.#parts;
    const { emptySinceMs, leaseEndsAtMs } = row.row;
    const shardsMs = shards.look(nowMs);
    const open = sockets.open();
    if (open.length === 0 && shardsMs === null) {
      alarms.noLaterThan((emptySinceMs ?? nowMs) + LINGER_MS);
      return;
    }
    const renewAtMs = Math.max(leaseEndsAtMs - FEED_LEASE_MS / 2, nowMs + RETRY_MS);
    const dueMs = [
      renewAtMs,
      shardsMs,
      picture.hash(nowMs),
      readers.cutOffTheSlow(nowMs),
      market.renew(nowMs),
    ];
    dueMs.push(...open.map(({ attachment }) => attachment.checkAtMs));
    alarms.noLaterThan(Math.min(...dueMs.map((atMs) => atMs ?? Infinity)));
  }
}
