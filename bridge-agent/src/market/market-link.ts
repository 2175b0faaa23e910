import { parsePlainJson } from "../../../src/domain/json/strict.ts";
import { type Refusal, refusal } from "../../../src/domain/refusal.ts";
import { err, ok, type Result } from "../../../src/domain/result.ts";
import {
  type FromMarketAgent,
  type ToMarketAgent,
  toMarketAgentSchema,
} from "../../../src/protocol/market-link.ts";
import { BACKOFF_LAST_MS, BACKOFF_STABLE_MS, backoffMs } from "../gateway-link/backoff.ts";
import { type Down, GatewayConnection } from "../gateway-link/connection.ts";
import type { SignIn } from "../gateway-link/sign-in.ts";
import type { Log } from "../log.ts";

/** A few frames with as many ticks as one may have; what waits beyond that is old before it arrives. */
const MOST_WAITING_BYTES = 512 * 1024;

export interface MarketLinkParts {
  readonly url: string;
  readonly signIn: SignIn;
  /** Epoch milliseconds by the gateway's clock as far as it is known. */
  readonly nowMs: () => number;
  readonly random: () => number;
  /** True while the agent link is down for good: another agent has taken over, or the key was revoked. */
  readonly stopped: () => boolean;
  readonly told: (frame: ToMarketAgent) => void;
  readonly log: Log;
}

/**
 * Keeps the market link, again and again. Whether this agent is the account's is decided on the agent link alone; what
 * becomes of this one stops no trading, and a gateway that does not know it yet is asked again now and then.
 */
export class MarketLink {
  readonly #parts: MarketLinkParts;
  #connection: GatewayConnection<ToMarketAgent, FromMarketAgent> | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #attempt = 0;
  #startedAtMs = 0;
  #lastReason = "";
  #ended = false;

  constructor(parts: MarketLinkParts) {
    this.#parts = parts;
  }

  async start(): Promise<void> {
    const { url, signIn, nowMs, told, stopped } = this.#parts;
    if (stopped()) {
      this.#again(BACKOFF_LAST_MS);
      return;
    }
    const token = await signIn(nowMs());
    if (this.#ended) return;
    this.#startedAtMs = performance.now();
    this.#connection = new GatewayConnection<ToMarketAgent, FromMarketAgent>(url, token, {
      read: readFrame,
      frame: told,
      heartbeat: () => undefined,
      down: (why) => this.#down(why),
    });
  }

  /** True while the gateway does not take prices as fast as they come. */
  get behind(): boolean {
    return (this.#connection?.waitingBytes ?? 0) > MOST_WAITING_BYTES;
  }

  /** Drops the frame when there is no link: prices that come late are worth nothing. */
  send(frame: FromMarketAgent): void {
    this.#connection?.send(frame);
  }

  stop(): void {
    this.#ended = true;
    clearTimeout(this.#retry);
    this.#connection?.close(1000, "the agent stops");
  }

  #down({ code, status, reason }: Down): void {
    this.#connection = undefined;
    if (this.#ended) return;
    if (performance.now() - this.#startedAtMs >= BACKOFF_STABLE_MS) this.#attempt = 0;
    const pauseMs = backoffMs(this.#attempt, this.#parts.random);
    this.#attempt += 1;
    // Once for each reason: an older gateway refuses for ever.
    if (reason !== this.#lastReason)
      this.#parts.log.warn("market_link_down", { code, status, reason, pauseMs });
    this.#lastReason = reason;
    this.#again(pauseMs);
  }

  #again(pauseMs: number): void {
    this.#retry = setTimeout(() => void this.start(), pauseMs);
  }
}

function readFrame(text: string): Result<ToMarketAgent, Refusal> {
  const plain = parsePlainJson(text);
  if (!plain.ok) return plain;
  const frame = toMarketAgentSchema.safeParse(plain.value);
  return frame.success ? ok(frame.data) : err(refusal("bad_frame", "A frame of the gateway is refused."));
}
