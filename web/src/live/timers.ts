/** What the live connection takes from its surroundings, so that tests can give it theirs. */
export interface Timers {
  /** Milliseconds of a clock that never jumps: for spans only. */
  readonly nowMs: () => number;
  /** Calls once after so many milliseconds; returns how to prevent it. */
  readonly after: (ms: number, work: () => void) => () => void;
  /** Calls once before the next picture is drawn. */
  readonly frame: (work: () => void) => void;
  /** In [0, 1). */
  readonly random: () => number;
}

/** So often where no pictures are drawn. */
const HIDDEN_FRAME_MS = 500;

export const browserTimers: Timers = {
  nowMs: () => performance.now(),
  after: (ms, work) => {
    const timer = setTimeout(work, ms);
    return () => clearTimeout(timer);
  },
  frame: (work) => {
    if (document.hidden) setTimeout(work, HIDDEN_FRAME_MS);
    else requestAnimationFrame(work);
  },
  random: Math.random,
};
