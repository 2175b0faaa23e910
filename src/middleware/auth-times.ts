import type { Denial } from "../../durable-objects/user/parts.ts";
import type { AuthMethod, AuthTime } from "../domain/access/auth-time.ts";
import type { Result } from "../domain/result.ts";

/** For whom this isolate has times, and how many for each, at most; it is a sample, not a record. */
const MOST_OWNERS = 10_000;
const MOST_TIMES = 16;

/**
 * Times of authentication that this isolate took and has not handed on, by the id of the person or tenant whose
 * object keeps them. Only the Worker can take them: in an object the clock stands still while it computes. They go
 * to the object with its next call, because a call of their own would cost as much as what they measure; what an
 * isolate still has when it ends is lost.
 */
const waiting = new Map<string, AuthTime[]>();

/** What waits for this owner; it is handed over, so the caller must bring it there. */
export function takeAuthTimes(ownerId: string): readonly AuthTime[] {
  const times = waiting.get(ownerId);
  if (times === undefined) return [];
  waiting.delete(ownerId);
  return times;
}

/** Waits for an answer and keeps how long that took, when somebody was let in. */
export async function timedAuth<T>(
  ownerId: string,
  method: AuthMethod,
  ask: () => Promise<Result<T, Denial>>,
): Promise<Result<T, Denial>> {
  const startedMs = Date.now();
  const answer = await ask();
  if (answer.ok) keep(ownerId, { method, tookMs: Date.now() - startedMs });
  return answer;
}

function keep(ownerId: string, time: AuthTime): void {
  const times = waiting.get(ownerId);
  if (times === undefined) {
    if (waiting.size >= MOST_OWNERS) waiting.clear();
    waiting.set(ownerId, [time]);
  } else if (times.length < MOST_TIMES) times.push(time);
}
