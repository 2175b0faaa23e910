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
