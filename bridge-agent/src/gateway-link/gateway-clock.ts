/** Where the time comes from: the host's clock (epoch milliseconds) and one that never jumps. */
export interface TimeSource {
  wallMs(): number;
  monotonicMs(): number;
}

export const hostTime: TimeSource = {
  wallMs: () => Date.now(),
  monotonicMs: () => performance.now(),
};

/** One exchange of `clock` frames, reduced to what it says. */
export interface ClockSample {
  readonly roundTripMs: number;
  /** Gateway's clock minus the host's clock. */
  readonly wallOffsetMs: number;
  /** Gateway's clock minus the monotonic clock. */
  readonly monotonicOffsetMs: number;
}

/**
 * What an exchange says, when the way there and the way back took equally long. `sent` is when the frame
 * left by both clocks, `receivedMonotonicMs` when the answer came, `gatewayMs` the gateway's clock in it.
 */
export function clockSample(
  sent: { readonly wallMs: number; readonly monotonicMs: number },
  receivedMonotonicMs: number,
  gatewayMs: number,
): ClockSample {
  const roundTripMs = receivedMonotonicMs - sent.monotonicMs;
  const half = roundTripMs / 2;
  return {
    roundTripMs,
    wallOffsetMs: gatewayMs - (sent.wallMs + half),
    monotonicOffsetMs: gatewayMs - (sent.monotonicMs + half),
  };
}

/** The sample with the shortest round trip: the error of an offset is at most half of it. */
export function bestSample(samples: readonly ClockSample[]): ClockSample | undefined {
  let best: ClockSample | undefined;
  for (const sample of samples)
    if (best === undefined || sample.roundTripMs < best.roundTripMs) best = sample;
  return best;
}

/** Differences between the host's clock and the monotonic one above this are a jump, to be measured anew. */
const JUMP_MS = 1_000;

/**
 * The gateway's clock as the agent knows it; deadlines are judged by it (P3). It is kept in two ways, by
 * the host's clock and by one that never jumps, and the later of both counts: a host clock that is set
 * back, or a machine that slept, must not make a late order look timely.
 */
export class GatewayClock {
  readonly #time: TimeSource;
  #sample: ClockSample | undefined;

  constructor(time: TimeSource) {
    this.#time = time;
  }

  /** False until it was measured, and after a jump of the host's clock until it is measured anew. */
  get known(): boolean {
    return this.#sample !== undefined && !this.jumped;
  }

  /** Gateway's clock minus the host's, in whole milliseconds; null until it was measured. */
  get offsetMs(): number | null {
    return this.#sample === undefined ? null : Math.round(this.nowMs() - this.#time.wallMs());
  }

  /** Takes over a measurement. */
  set(sample: ClockSample): void {
    this.#sample = sample;
  }

  /** Epoch milliseconds by the gateway's clock; by the host's own while nothing was measured. */
  nowMs(): number {
    const wall = this.#time.wallMs();
    if (this.#sample === undefined) return wall;
    return Math.round(
      Math.max(wall + this.#sample.wallOffsetMs, this.#time.monotonicMs() + this.#sample.monotonicOffsetMs),
    );
  }

  /** A moment of the gateway's clock by the host's clock, which is what a terminal has. */
  toHostMs(gatewayMs: number): number {
    return gatewayMs - Math.round(this.nowMs() - this.#time.wallMs());
  }

  /** A moment of the host's clock by the gateway's. */
  toGatewayMs(hostMs: number): number {
    return hostMs + Math.round(this.nowMs() - this.#time.wallMs());
  }

  /** True when the host's clock jumped since the last measurement, or the machine slept. */
  get jumped(): boolean {
    if (this.#sample === undefined) return false;
    const byWall = this.#time.wallMs() + this.#sample.wallOffsetMs;
    const byMonotonic = this.#time.monotonicMs() + this.#sample.monotonicOffsetMs;
    return Math.abs(byWall - byMonotonic) > JUMP_MS;
  }
}
