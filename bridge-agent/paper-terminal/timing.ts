/** The host's clock and timers, passed in so that tests decide what time it is. */
export interface Timing {
  /** Epoch milliseconds. */
  readonly nowMs: () => number;
  /** Calls `run` every `periodMs`; the answer stops it. */
  readonly every: (periodMs: number, run: () => void) => () => void;
  /** Calls `run` once after `delayMs`; the answer cancels it. */
  readonly after: (delayMs: number, run: () => void) => () => void;
}

export const systemTiming: Timing = {
  nowMs: () => Date.now(),
  every: (periodMs, run) => {
    const timer = setInterval(run, periodMs);
    return () => clearInterval(timer);
  },
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};
