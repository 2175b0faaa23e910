import type { Timers } from "./timers.ts";

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
