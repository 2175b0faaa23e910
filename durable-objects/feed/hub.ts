import type { Env } from "../../src/env.ts";
import { FEED_VERSION } from "../../src/protocol/feed.ts";
import {
  FEED_LEASE_MS,
  type HolderNews,
  nameOfHolder,
  type Reader,
} from "../../src/protocol/feed-internal.ts";
import type { FeedEvent, FeedState } from "../../src/protocol/feed-state.ts";
import type { Alarms } from "../shared/alarms.ts";
import type { BarRequests } from "./bar-requests.ts";
import type { EventRing } from "./event-ring.ts";
import type { FeedRow } from "./feed-row.ts";
import type { Market } from "./market.ts";
import type { Picture } from "./picture.ts";
import type { Readers } from "./readers.ts";
import { type Sight, sightOf } from "./rights.ts";
import { type Attachment, close, fail, isOpen, type Sockets } from "./sockets.ts";
import type { Source } from "./source.ts";
import { Talk } from "./talk.ts";

/** A feed without readers goes on for so long, for a reader that comes back. */
const LINGER_MS = 60_000;
const RETRY_MS = 5_000;

export interface HubParts {
  readonly env: Env;
  /** The name of this feed's object, and the account that it is of. */
  readonly name: string;
  readonly accountId: string;
  readonly row: FeedRow;
  readonly ring: EventRing;
  readonly sockets: Sockets;
  readonly readers: Readers;
  readonly picture: Picture;
  readonly market: Market;
  readonly bars: BarRequests;
  readonly source: Source;
  readonly alarms: Pick<Alarms, "noLaterThan">;
}

/** Readers come and go, the account tells, and time passes. */
export class Hub {
  readonly #parts: HubParts;
  readonly #talk: Talk;
  #refreshing: Promise<void> | null = null;
  #joining = 0;

  constructor(parts: HubParts) {
    this.#parts = parts;
    this.#talk = new Talk(parts, {
      known: () => this.#known(),
      check: (socket, attachment) => this.#check(socket, attachment, true),
      arm: (nowMs) => this.#arm(nowMs),
    });
  }

  /**
   * Opens a socket for a reader and returns the reader's end. The socket is there before anybody is asked about
   * the reader's rights: news of their end then finds it, and until the answer it is told nothing.
   */
  async join(reader: Reader): Promise<WebSocket> {
    const { sockets, row } = this.#parts;
    const { holder, address, socketId } = reader;
    const attachment: Attachment = {
      ...{ socketId, holder, address },
      ...{ sees: [], greeted: false, symbols: [], books: [], checkAtMs: null, owedAfter: null },
    };
    const { client, server } = sockets.accept(attachment);
    this.#joining++;
    try {
      if (row.row.emptySinceMs !== null) row.change({ emptySinceMs: null });
      await this.#admit(server, attachment, reader);
    } catch (error) {
      // The account or the holder's object could not be asked; the reader comes back.
      const name = error instanceof Error ? error.name : "unknown";
      console.warn(JSON.stringify({ event: "feed_join_failed", name }));
      fail(server);
    } finally {
      this.#joining--;
      this.#arm(Date.now());
    }
    return client;
  }

  async #admit(server: WebSocket, attachment: Attachment, { version, after }: Reader): Promise<void> {
    if (version !== String(FEED_VERSION)) {
      close(server, "unsupportedVersion");
      return;
    }
    const [sight] = await Promise.all([this.#sightOf(attachment, false), this.#known()]);
    if (typeof sight === "string") close(server, sight);
    else if (isOpen(server)) this.#greet(server, attachment, sight, after);
  }

  /** From here on the reader misses nothing: nothing waits between what it is told and what comes next. */
  #greet(server: WebSocket, attachment: Attachment, { sees, endsAtMs }: Sight, after: string | null): void {
    const { sockets, readers, ring, picture, accountId } = this.#parts;
    sockets.change(server, { ...attachment, sees: [...sees], greeted: true, checkAtMs: endsAtMs });
    const seesOrders = sees.includes("orders");
    const missed = seesOrders && after !== null ? ring.afterId(after) : null;
    readers.send(server, {
      ...{ type: "hello", v: FEED_VERSION, accountId, sees: [...sees] },
      ...{ resumed: missed !== null, gatewayMs: Date.now() },
    });
    if (!seesOrders) return;
    readers.sendEvents(server, missed ?? []);
    readers.send(server, picture.snapshot());
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

  /** Closes the sockets of holders whose rights ended or changed. */
  holders(news: readonly HolderNews[]): void {
    for (const { socket, attachment } of this.#parts.sockets.open()) {
      const name = nameOfHolder(attachment.holder);
      const found = news.find(({ holder }) => holder === name);
      if (found !== undefined) close(socket, found.why);
    }
  }

  left(): void {
    const { sockets, row, market } = this.#parts;
    const nowMs = Date.now();
    market.wishesChanged(nowMs);
    if (sockets.open().length === 0 && row.row.emptySinceMs === null) row.change({ emptySinceMs: nowMs });
    this.#arm(nowMs);
  }

  /** True when nobody reads any more, and the feed may forget everything. */
  async alarm(nowMs: number): Promise<boolean> {
    const { sockets, row, picture, readers, source, market } = this.#parts;
    if (this.#isEmpty()) {
      const { emptySinceMs } = row.row;
      if (emptySinceMs === null) row.change({ emptySinceMs: nowMs });
      else if (nowMs >= emptySinceMs + LINGER_MS) {
        await source.unwatch();
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
    const expiring = sockets
      .open()
      .filter(({ attachment: { checkAtMs } }) => (checkAtMs ?? Infinity) <= nowMs);
    await Promise.all(expiring.map(({ socket, attachment }) => this.#check(socket, attachment, false)));
    if (row.row.leaseEndsAtMs - FEED_LEASE_MS / 2 <= nowMs) await this.#renew();
    this.#arm(nowMs);
    return false;
  }

  #isEmpty(): boolean {
    return this.#joining === 0 && this.#parts.sockets.open().length === 0;
  }

  async #check(socket: WebSocket, attachment: Attachment, active: boolean): Promise<void> {
    const sight = await this.#sightOf(attachment, active);
    if (typeof sight === "string") close(socket, sight);
    else if (sight.sees.length !== attachment.sees.length) close(socket, "rightsChanged");
    else if (isOpen(socket)) {
      const now = this.#parts.sockets.of(socket) ?? attachment;
      this.#parts.sockets.change(socket, { ...now, checkAtMs: sight.endsAtMs });
    }
  }

  #sightOf({ holder }: Attachment, active: boolean) {
    const { env, name, accountId } = this.#parts;
    return sightOf(env, name, accountId, holder, active);
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

  /** Asks the account, once for all who wait. */
  #refresh(): Promise<void> {
    this.#refreshing ??= this.#ask().finally(() => {
      this.#refreshing = null;
    });
    return this.#refreshing;
  }

  async #ask(): Promise<void> {
    const { source, ring, picture } = this.#parts;
    const before = ring.last;
    const watched = await source.watch();
    if (watched.ok) {
      picture.watched(watched.value, before, Date.now());
      return;
    }
    for (const { socket } of this.#parts.sockets.open()) close(socket, "unknownAccount");
    throw new Error(`the account cannot be watched: ${watched.error.code}`);
  }

  /** Makes sure that the object wakes for whatever comes next. */
  #arm(nowMs: number): void {
    const { row, sockets, picture, readers, market, alarms } = this.#parts;
    const { emptySinceMs, leaseEndsAtMs } = row.row;
    if (emptySinceMs !== null) alarms.noLaterThan(emptySinceMs + LINGER_MS);
    const open = sockets.open();
    if (open.length === 0) {
      alarms.noLaterThan(nowMs + LINGER_MS);
      return;
    }
    const renewAtMs = Math.max(leaseEndsAtMs - FEED_LEASE_MS / 2, nowMs + RETRY_MS);
    const dueMs = [renewAtMs, picture.hash(nowMs), readers.cutOffTheSlow(nowMs), market.renew(nowMs)];
    dueMs.push(...open.map(({ attachment }) => attachment.checkAtMs));
    alarms.noLaterThan(Math.min(...dueMs.map((atMs) => atMs ?? Infinity)));
  }
}
