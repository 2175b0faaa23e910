import { DurableObject } from "cloudflare:workers";
import * as z from "zod";
import migrations from "../../migrations/address-guard/migrations.js";
import { type LimitView, limitView } from "../../src/domain/access/limit-view.ts";
import {
  CONNECTION_TEST_LIMIT,
  FAILED_LOGIN_LIMIT,
  LOGIN_LIMIT,
  type RateLimit,
} from "../../src/domain/access/limits.ts";
import { feedLimitsOf } from "../../src/domain/access/operator-limits.ts";
import { countEvent, freshRate, peekRate, type RateState } from "../../src/domain/access/rate-window.ts";
import type { Env } from "../../src/env.ts";
import { Alarms } from "../shared/alarms.ts";
import { ObjectDatabase } from "../shared/database.ts";
import { FeedSockets } from "./feed-sockets.ts";
import * as schema from "./schema.ts";

type CounterName = "logins" | "failures" | "tests" | "feeds";

const stateSchema = z.object({ timesMs: z.array(z.number()), blockedUntilMs: z.number() });

/** How long an address waits that has as many sockets open as it may. */
const SOCKETS_RETRY_MS = 10_000;

/** After the longest window and block nothing here counts any more. */
const FORGET_AFTER_MS = 60 * 60_000;

/** Whether an address may go on, and when it may try again if not. */
export interface AddressVerdict {
  readonly allowed: boolean;
  readonly retryAfterMs: number;
  /** Blocked for failures, not merely asked to slow down. */
  readonly blocked: boolean;
  /** What is left, for the RateLimit headers. */
  readonly limits: readonly LimitView[];
}

/**
 * One client address (an IPv6 /64): its attempts to log in, its failures, its block. Told of failures, and
 * asked by what logs people in, or when the Worker remembers a failure; never on the way of an alert. It
 * forgets itself an hour after the last event, so that an attack from many addresses leaves nothing behind.
 */
export class AddressGuard extends DurableObject<Env> {
  readonly #database: ObjectDatabase<typeof schema>;
  readonly #alarms: Alarms;
  readonly #feedSockets: FeedSockets;
  readonly #limits: Readonly<Record<CounterName, RateLimit>>;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#database = new ObjectDatabase(ctx, schema, migrations);
    this.#alarms = new Alarms(ctx);
    const { sockets, connects } = feedLimitsOf(env);
    this.#feedSockets = new FeedSockets(this.#database.db, env, sockets);
    this.#limits = {
      logins: LOGIN_LIMIT,
      failures: FAILED_LOGIN_LIMIT,
      tests: CONNECTION_TEST_LIMIT,
      feeds: connects,
    };
  }

  /** Counts an attempt to log in, whatever comes of it. */
  async attempt(): Promise<AddressVerdict> {
    const nowMs = Date.now();
    const block = this.#blockedFor(nowMs);
    if (block > 0) return blockedVerdict(block);
    const verdict = await this.#count("logins", nowMs);
    const { allowed, retryAfterMs } = verdict;
    const limits = [limitView("logins", LOGIN_LIMIT, verdict)];
    return { allowed, retryAfterMs: allowed ? 0 : retryAfterMs, blocked: false, limits };
  }

  /** Counts a test of a connection to somewhere outside. */
  async connectionTest(): Promise<AddressVerdict> {
    const verdict = await this.#count("tests", Date.now());
    const { allowed, retryAfterMs } = verdict;
    const limits = [limitView("tests", CONNECTION_TEST_LIMIT, verdict)];
    return { allowed, retryAfterMs: allowed ? 0 : retryAfterMs, blocked: false, limits };
  }

  /** Counts a failed attempt. */
  async failed(): Promise<AddressVerdict> {
    const nowMs = Date.now();
    await this.#count("failures", nowMs);
    return this.check();
  }

  /** Counts nothing. */
  check(): AddressVerdict {
    const retryAfterMs = this.#blockedFor(Date.now());
    if (retryAfterMs > 0) return blockedVerdict(retryAfterMs);
    return { allowed: true, retryAfterMs: 0, blocked: false, limits: [] };
  }

  /** Counts a socket `id` that is about to be opened at a feed; the feed tells `feedSocketsClosed` when it is gone. */
  async openFeedSocket(id: string, feed: string): Promise<AddressVerdict> {
    const nowMs = Date.now();
    const block = this.#blockedFor(nowMs);
    if (block > 0) return blockedVerdict(block);
    const verdict = await this.#count("feeds", nowMs);
    const limits = [limitView("feeds", this.#limits.feeds, verdict)];
    const { allowed, retryAfterMs } = verdict;
    if (!allowed) return { allowed, retryAfterMs, blocked: false, limits };
    const opened = await this.#feedSockets.open(id, feed, nowMs);
    return { allowed: opened, retryAfterMs: opened ? 0 : SOCKETS_RETRY_MS, blocked: false, limits };
  }

  feedSocketsClosed(ids: string[]): void {
    if (this.#database.created) this.#feedSockets.closed(ids);
  }

  override async alarm(): Promise<void> {
    this.#alarms.fired();
    const nowMs = Date.now();
    const stillCounts = (name: CounterName): boolean => {
      const { state } = peekRate(this.#state(name), this.#limits[name], nowMs);
      return state.timesMs.length > 0 || state.blockedUntilMs > 0;
    };
    const counts =
      stillCounts("logins") || stillCounts("failures") || stillCounts("tests") || stillCounts("feeds");
    if (counts || (this.#database.created && (await this.#feedSockets.anyOpen(nowMs))))
      this.#alarms.noLaterThan(nowMs + FORGET_AFTER_MS);
    else await this.#database.forget();
  }

  #blockedFor(nowMs: number): number {
    return Math.max(0, this.#state("failures").blockedUntilMs - nowMs);
  }

  async #count(name: CounterName, nowMs: number) {
    if (!this.#database.created) await this.#database.create();
    const verdict = countEvent(this.#state(name), this.#limits[name], nowMs);
    const state = JSON.stringify(verdict.state);
    this.#database.db
      .insert(schema.counters)
      .values({ name, state })
      .onConflictDoUpdate({ target: schema.counters.name, set: { state } })
      .run();
    this.#alarms.noLaterThan(nowMs + FORGET_AFTER_MS);
    return verdict;
  }

  #state(name: CounterName): RateState {
    if (!this.#database.created) return freshRate;
    const rows = this.#database.db.select().from(schema.counters).all();
    const row = rows.find((candidate) => candidate.name === name);
    return row === undefined ? freshRate : stateSchema.parse(JSON.parse(row.state));
  }
}

function blockedVerdict(retryAfterMs: number): AddressVerdict {
  const limits = [limitView("failed-logins", FAILED_LOGIN_LIMIT, { remaining: 0, retryAfterMs })];
  return { allowed: false, retryAfterMs, blocked: true, limits };
}
