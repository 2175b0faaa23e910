import { FEED_VERSION, type FromFeed, type FromReader } from "../../../src/protocol/feed.ts";
import { backOffMs, namedWaitMs } from "./back-off.ts";
import type { AfterClose } from "./closing.ts";
import { afterFrame, nothingFollowed } from "./follow.ts";
import { gatewayNowMs, heardGatewayTime } from "./gateway-clock.ts";
import { Line } from "./line.ts";
import { LiveState, notConnected } from "./live-state.ts";
import { MarketState } from "./market-state.ts";
import { Questions } from "./questions.ts";
import type { EventListener, Surroundings } from "./surroundings.ts";
import { type Wish, Wishes } from "./wishes.ts";

/** A connection that lived for so long was a good one: the next failure is the first again. */
const STABLE_AFTER_MS = 10_000;
/** Parts of a page that mount together wish together. */
const WATCH_AFTER_MS = 50;
/** The gateway answers once a second at most. */
const SNAPSHOT_AGAIN_MS = 2_000;
const ACTIVE_EVERY_MS = 60_000;

const nothing = (): void => undefined;
const wishText = ({ symbols, books }: Wish): string => JSON.stringify([symbols, books]);
/** What a new connection watches. */
const NOTHING_WATCHED = wishText({ symbols: [], books: [] });

/**
 * A page's connection to the feed of one account: connects, follows, and connects again, until it is stopped. All that it
 * touches is passed in, so that a test drives it with a clock and sockets of its own.
 */
export class FeedConnection {
  readonly live: LiveState;
  readonly market: MarketState;
  readonly questions: Questions;
  readonly #accountId: string;
  readonly #around: Surroundings;
  readonly #wishes = new Wishes();
  readonly #listeners = new Set<EventListener>();
  #line: Line | null = null;
  #followed = nothingFollowed;
  #failures = 0;
  #renewals = 0;
  #told = NOTHING_WATCHED;
  /** Paused or stopped, it does not connect by itself. */
  #runs = false;
  #notBeforeMs = 0;
  #activeMs = -Infinity;
  /** What waits: the next connection, or the moment at which this one counts as good. */
  #cancelNext = nothing;
  #cancelWatch: (() => void) | null = null;
  #cancelSnapshot: (() => void) | null = null;

  constructor(accountId: string, around: Surroundings) {
    this.#accountId = accountId;
    this.#around = around;
    this.live = new LiveState(around.timers.frame);
    this.market = new MarketState(around.timers.frame);
    this.questions = new Questions((frame) => this.#line?.send(frame), around.timers.after);
  }

  /** Connects now, unless it is connected or was told to wait. Also for a page that was refused or paused. */
  connect(): void {
    this.#runs = true;
    if (this.#line !== null) {
      this.#line.probe();
      return;
    }
    const { timers, open } = this.#around;
    this.#cancelNext();
    const waitMs = this.#notBeforeMs - timers.nowMs();
    if (waitMs > 0) {
      this.#cancelNext = timers.after(waitMs, () => this.connect());
      return;
    }
    const { eventId } = this.#followed;
    const after = eventId === null ? "" : `&after=${eventId}`;
    if (this.live.now.status === "refused") this.live.change({ status: "connecting", why: null });
    this.#line = new Line(`/accounts/${this.#accountId}/feed?v=${FEED_VERSION}${after}`, open, timers, {
      frame: (frame) => this.#came(frame),
      unreadable: () => this.#askSnapshot(),
      roundTrip: (ms) => this.live.change({ roundTripMs: Math.round(ms) }),
      ended: (next) => void this.#ended(next),
    });
  }

  /** Hangs up until `connect` is called. */
  pause(why: string): void {
    this.#runs = false;
    this.#hangUp();
    this.live.change({ status: "waiting", why, whenMs: null, roundTripMs: null });
  }

  /** Hangs up for good and forgets what it saw, which may have been another person's. */
  stop(): void {
    this.#runs = false;
    this.#hangUp();
    this.#followed = nothingFollowed;
    this.market.keepOnly([], []);
    this.questions.fail("not_connected", "The live connection was closed.");
    this.live.change(notConnected);
  }

  /** Returns how to take it back. */
  wish(wish: Wish): () => void {
    const back = this.#wishes.add(wish);
    this.#watchSoon();
    return () => {
      back();
      this.#watchSoon();
    };
  }

  /** Returns how to stop. */
  listen(listener: EventListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** A person did something: the gateway is told, so that the session lives on. */
  active(): void {
    const nowMs = this.#around.timers.nowMs();
    if (this.live.now.status !== "live" || nowMs - this.#activeMs < ACTIVE_EVERY_MS) return;
    this.#activeMs = nowMs;
    this.#line?.send({ type: "active" });
  }

  #came(frame: FromFeed): void {
    const { followed, event, missed, differs } = afterFrame(this.#followed, frame);
    const isNew = followed.board !== this.#followed.board;
    this.#followed = followed;
    if (isNew) this.live.change({ board: followed.board });
    if (frame.type === "hello") this.#greeted(frame);
    else if (frame.type === "snapshot") this.#gotSnapshot();
    else if (frame.type === "ticks") this.market.ticksCame(frame.items);
    else if (frame.type === "book") this.market.bookCame(frame.book);
    else if (frame.type === "bars" || frame.type === "history") this.questions.answered(frame);
    if (missed) for (const { missed: tell } of this.#listeners) tell();
    if (event !== null) for (const { event: tell } of this.#listeners) tell(event);
    if (differs) this.#askSnapshot();
  }

  #greeted({ sees, gatewayMs }: Extract<FromFeed, { type: "hello" }>): void {
    heardGatewayTime(gatewayMs);
    this.#renewals = 0;
    this.#cancelNext = this.#around.timers.after(STABLE_AFTER_MS, () => {
      this.#failures = 0;
    });
    this.live.change({ status: "live", why: null, whenMs: null, sees });
    this.#told = NOTHING_WATCHED;
    this.#watch();
    this.questions.repeat();
  }

  /** Asks until one comes: a request may be one too many and go unanswered. */
  #askSnapshot(): void {
    if (this.#cancelSnapshot !== null || !this.live.now.sees.includes("orders")) return;
    const ask: FromReader = { type: "snapshot" };
    this.#line?.send(ask);
    this.#cancelSnapshot = this.#around.timers.after(SNAPSHOT_AGAIN_MS, () => {
      this.#cancelSnapshot = null;
      this.#askSnapshot();
    });
  }

  #gotSnapshot(): void {
    this.#cancelSnapshot?.();
    this.#cancelSnapshot = null;
  }

  #watchSoon(): void {
    this.#cancelWatch ??= this.#around.timers.after(WATCH_AFTER_MS, () => {
      this.#cancelWatch = null;
      this.#watch();
    });
  }

  #watch(): void {
    if (this.live.now.status !== "live") return;
    const { symbols, books } = this.#wishes.union();
    this.market.keepOnly(symbols, books);
    const text = wishText({ symbols, books });
    if (text === this.#told) return;
    this.#told = text;
    this.#line?.send({ type: "watch", symbols: [...symbols], books: [...books] });
  }

  async #ended(next: AfterClose): Promise<void> {
    this.#hangUp();
    const { why } = next;
    if (next.kind === "refused") {
      this.#followed = nothingFollowed;
      this.live.change({ ...notConnected, status: "refused", why });
      this.questions.fail("feed_refused", why);
      return;
    }
    this.live.change({ status: "waiting", why, whenMs: null, roundTripMs: null });
    if (next.kind === "renewPerson") {
      await this.#around.renewPerson();
      this.#again(why, backOffMs(1, this.#around.timers.random()));
    } else if (next.kind === "renewSession") await this.#renewSession(why);
    else if (next.seconds !== undefined) {
      this.#again(why, namedWaitMs(next.seconds, this.#around.timers.random()), true);
    } else this.#backOff(why);
  }

  async #renewSession(why: string): Promise<void> {
    this.#renewals++;
    try {
      if (!(await this.#around.renewSession())) return;
    } catch {
      this.#backOff("The gateway does not answer.");
      return;
    }
    // A session that is good everywhere but here must not be renewed in a loop.
    if (this.#renewals > 1) this.#backOff(why);
    else this.#again(why, backOffMs(1, this.#around.timers.random()));
  }

  #backOff(why: string): void {
    this.#failures++;
    this.#again(why, backOffMs(this.#failures, this.#around.timers.random()));
  }

  #again(why: string, waitMs: number, named = false): void {
    const { timers } = this.#around;
    if (this.#line !== null || !this.#runs) return;
    if (named) this.#notBeforeMs = timers.nowMs() + waitMs;
    this.live.change({ status: "waiting", why, whenMs: gatewayNowMs() + waitMs });
    this.#cancelNext();
    this.#cancelNext = timers.after(waitMs, () => this.connect());
  }

  #hangUp(): void {
    this.#line?.end();
    this.#line = null;
    this.#cancelNext();
    this.#cancelWatch?.();
    this.#cancelWatch = null;
    this.#gotSnapshot();
  }
}
