/** Dates of answers tell whole seconds, and an answer takes a while: a difference that may be none is none. */
const ROUGH_MS = 2_000;

interface Clocks {
  /** This machine's, which may be wrong, and may be set right at any moment. */
  readonly wallMs: () => number;
  /** One that never jumps; on some machines it stands still while they sleep. */
  readonly nowMs: () => number;
}

/**
 * What time it is at the gateway: by what was heard of it, counted on by a clock that nobody sets, so that a machine's
 * clock that is set while a page is open changes nothing.
 */
export class GatewayClock {
  readonly #clocks: Clocks;
  #heard: { readonly gatewayMs: number; readonly atMs: number; readonly exact: boolean };

  constructor(clocks: Clocks) {
    this.#clocks = clocks;
    this.#heard = { gatewayMs: clocks.wallMs(), atMs: clocks.nowMs(), exact: false };
  }

  /** The gateway just said what time it is. The way here took a little; an error of that size does not matter. */
  heardTime(gatewayMs: number, exact = true): void {
    this.#heard = { gatewayMs, atMs: this.#clocks.nowMs(), exact };
  }

  /**
   * An answer just came with this `Date`, if with any: for pages that are not live, and for a machine that slept. One that
   * took long is no reason to put a clock back that was right.
   */
  heardDate(date: string | null): void {
    const apartMs = (date === null ? Number.NaN : Date.parse(date)) - this.nowMs();
    const isOff = this.#heard.exact ? apartMs > ROUGH_MS : Math.abs(apartMs) > ROUGH_MS;
    if (isOff) this.heardTime(this.nowMs() + apartMs, false);
  }

  /** In whole milliseconds, as the gateway counts. */
  nowMs(): number {
    return Math.round(this.#heard.gatewayMs + this.#clocks.nowMs() - this.#heard.atMs);
  }
}

const clock = new GatewayClock({ wallMs: Date.now, nowMs: () => performance.now() });

/** The gateway just said what time it is, to the millisecond. */
export function heardGatewayTime(gatewayMs: number): void {
  clock.heardTime(gatewayMs);
}

/** An answer just came with this `Date`, if with any. */
export function heardDate(date: string | null): void {
  clock.heardDate(date);
}

/**
 * What time it is at the gateway, in epoch milliseconds. Whatever is compared with the gateway's times is compared with
 * this: on a machine with a wrong clock `Date.now()` makes new prices old and dead tokens live.
 */
export function gatewayNowMs(): number {
  return clock.nowMs();
}
