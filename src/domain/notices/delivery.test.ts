import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Attempt, judgeAttempt, MOST_POSTS, OLDEST_MS, postAllowedAtMs, postsLeft } from "./delivery.ts";

const NOW = 1_800_000_000_000;
const HOUR_MS = 3_600_000;
const attempt = (more: Partial<Attempt>): Attempt => ({
  status: 200,
  retryAfterMs: null,
  attempts: 1,
  toldAtMs: NOW,
  failing: false,
  ...more,
});

describe("an attempt", () => {
  it("is over with any 2xx", () => {
    for (const status of [200, 202, 204]) {
      expect(judgeAttempt(attempt({ status }), 0, NOW)).toEqual({ state: "delivered" });
    }
  });

  it("that met silence or the receiver's own fault is repeated, ever more slowly, at most once an hour", () => {
    for (const status of [null, 500, 503, 429, 408]) {
      const pauses = [1, 2, 3, 4, 5, 6, 9, 30].map((attempts) => {
        const verdict = judgeAttempt(attempt({ status, attempts }), 1, NOW);
        return verdict.state === "waiting" ? verdict.nextAtMs - NOW : -1;
      });
      expect([...pauses].sort((a, b) => a - b)).toEqual(pauses);
      expect(pauses[0]).toBeGreaterThanOrEqual(5_000);
      expect(pauses.at(-1)).toBeLessThanOrEqual(HOUR_MS);
    }
  });

  it("waits as long as the receiver asks", () => {
    expect(judgeAttempt(attempt({ status: 429, retryAfterMs: 120_000 }), 0, NOW)).toMatchObject({
      nextAtMs: NOW + 120_000,
    });
  });

  it("is given up when the notice would be older than a day", () => {
    const old = attempt({ status: 503, attempts: 20, toldAtMs: NOW - OLDEST_MS + 1_000 });
    expect(judgeAttempt(old, 0, NOW)).toEqual({ state: "given_up", reason: "answered_503", stop: false });
  });

  it("that was not let in is repeated three times, and once when the channel failed before", () => {
    for (const status of [301, 401, 403, 404]) {
      const states = [1, 2, 3].map((attempts) => judgeAttempt(attempt({ status, attempts }), 0, NOW).state);
      expect(states).toEqual(["waiting", "waiting", "given_up"]);
      expect(judgeAttempt(attempt({ status, failing: true }), 0, NOW).state).toBe("given_up");
    }
  });

  it("at a place that is gone stops the channel", () => {
    expect(judgeAttempt(attempt({ status: 410 }), 0, NOW)).toEqual({
      state: "given_up",
      reason: "answered_410",
      stop: true,
    });
  });

  it("whose message was refused is not repeated: it would be refused again and hold up the others", () => {
    for (const status of [400, 413, 422]) {
      expect(judgeAttempt(attempt({ status }), 0, NOW)).toMatchObject({ state: "given_up", stop: false });
    }
  });

  it("always ends: whatever is answered, a day is enough", () => {
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.integer({ min: 300, max: 599 })), { minLength: 3_000, maxLength: 3_000 }),
        (answers) => {
          let nowMs = NOW;
          for (const [at, status] of answers.entries()) {
            const verdict = judgeAttempt(attempt({ status, attempts: at + 1, toldAtMs: NOW }), 0.3, nowMs);
            if (verdict.state !== "waiting") return true;
            expect(verdict.nextAtMs).toBeGreaterThan(nowMs);
            nowMs = verdict.nextAtMs;
          }
          return false;
        },
      ),
      { numRuns: 20 },
    );
  });
});

describe("posts to one channel", () => {
  it("are ten in any minute", () => {
    const posts: number[] = [];
    let nowMs = NOW;
    for (let n = 0; n < 100; n++) {
      nowMs = postAllowedAtMs(posts, nowMs);
      expect(postsLeft(posts, nowMs)).toBeGreaterThan(0);
      posts.push(nowMs);
      nowMs += 7;
    }
    for (const [at, timeMs] of posts.entries()) {
      const later = posts[at + MOST_POSTS];
      if (later !== undefined) expect(later - timeMs).toBeGreaterThanOrEqual(60_000);
    }
  });
});
