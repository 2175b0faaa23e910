import { TICK_MS } from "./market/prices/seeded-walk.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** How finely a pause is made up for, so that none takes more than about ten thousand looks at the market. */
const scales = [
  { upToMs: 10 * MINUTE_MS, stepMs: TICK_MS },
  { upToMs: 2 * HOUR_MS, stepMs: 1_000 },
  { upToMs: 24 * HOUR_MS, stepMs: 10_000 },
] as const;

/**
 * The moments at which the market is looked at from `fromMs` (done already) to `toMs`, in their order, the
 * last one `toMs` itself: every tick where little time has passed, else coarser. They fall on whole units of
 * the clock, which is where ticks come.
 */
export function* stepsBetween(fromMs: number, toMs: number): Generator<number, void, undefined> {
  const passed = toMs - fromMs;
  if (passed <= 0) return;
  const step = scales.find(({ upToMs }) => passed <= upToMs)?.stepMs ?? MINUTE_MS;
  for (let at = (Math.floor(fromMs / step) + 1) * step; at < toMs; at += step) yield at;
  yield toMs;
}
