import { setTimeout as sleep } from "node:timers/promises";

const LOOK_EVERY_MS = 20;

/** Resolves once `done` says so; throws with `what` when it does not within `timeoutMs`. */
export async function until(what: string, timeoutMs: number, done: () => Promise<boolean>): Promise<void> {
  const giveUpAtMs = performance.now() + timeoutMs;
  while (!(await done())) {
    if (performance.now() > giveUpAtMs) throw new Error(`after ${timeoutMs} ms: not ${what}`);
    await sleep(LOOK_EVERY_MS);
  }
}
