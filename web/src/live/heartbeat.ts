import type { Timers } from "./timers.ts";

const EVERY_MS = 15_000;
/** While a page loads, its own work is in the first figure: it is taken once more soon. */
const SECOND_AFTER_MS = 2_000;
/** A gateway that answers no heartbeat for so long is not there any more, whatever the socket believes. */
const DEAD_AFTER_MS = 8_000;

export interface HeartbeatEnds {
  readonly ping: () => void;
  readonly roundTrip: (ms: number) => void;
  readonly dead: () => void;
}

/** Heartbeats of one connection: how long the way there and back takes, and whether anybody is there. */
export class Heartbeat {
  readonly #ends: HeartbeatEnds;
  readonly #timers: Pick<Timers, "after" | "nowMs">;
  #sentMs: number | null = null;
  #nextMs = SECOND_AFTER_MS;
  #cancel: () => void = () => undefined;

  constructor(ends: HeartbeatEnds, timers: Pick<Timers, "after" | "nowMs">) {
    this.#ends = ends;
    this.#timers = timers;
  }

  /** Asks now; from here on again and again. While an answer is awaited nothing is asked. */
  beat(): void {
    if (this.#sentMs !== null) return;
    this.#cancel();
    this.#sentMs = this.#timers.nowMs();
    this.#cancel = this.#timers.after(DEAD_AFTER_MS, () => this.#ends.dead());
    this.#ends.ping();
  }

  answered(): void {
    if (this.#sentMs === null) return;
    this.#ends.roundTrip(this.#timers.nowMs() - this.#sentMs);
    this.stop();
    this.#cancel = this.#timers.after(this.#nextMs, () => this.beat());
    this.#nextMs = EVERY_MS;
  }

  stop(): void {
    this.#cancel();
    this.#sentMs = null;
  }
}
