import type { RateLimit } from "../../src/domain/access/limits.ts";

/** Addresses whose messages are counted; a second after their last message they do not matter. */
const MOST_COUNTED = 10_000;

/** When the last `limit.limit` messages of an address came, in a ring; the oldest stands at `next`. */
interface Times {
  readonly timesMs: Float64Array;
  next: number;
}

/**
 * The limit on the messages of an address: never more than `limit.limit` within any `windowMs`. It is asked with every
 * acknowledgement of every reader, so it costs the same whatever the limit.
 */
export class MessageRate {
  readonly #limit: RateLimit;
  readonly #addresses = new Map<string, Times>();

  constructor(limit: RateLimit) {
    this.#limit = limit;
  }

  /** Counts a message; false when the address has sent too many. */
  allows(address: string, nowMs: number): boolean {
    const { limit, windowMs } = this.#limit;
    if (this.#addresses.size >= MOST_COUNTED) this.#addresses.clear();
    const times = this.#addresses.get(address) ?? {
      timesMs: new Float64Array(limit).fill(-Infinity),
      next: 0,
    };
    this.#addresses.set(address, times);
    const oldestMs = times.timesMs[times.next] ?? -Infinity;
    if (nowMs - oldestMs < windowMs) return false;
    times.timesMs[times.next] = nowMs;
    times.next = (times.next + 1) % limit;
    return true;
  }
}
