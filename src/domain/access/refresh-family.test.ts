import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SESSION_LIFE } from "./limits.ts";
import { judgeRefresh } from "./refresh-family.ts";
import { type SessionState, sessionEnd } from "./session.ts";

const session = (more: Partial<SessionState> = {}): SessionState => ({
  client: "browser",
  startedAtMs: 0,
  lastSeenAtMs: 0,
  endedAtMs: null,
  ...more,
});

describe("a session", () => {
  it("ASVS 7.3.1: ends after 30 minutes without a call", () => {
    const { idleMs } = SESSION_LIFE.browser;
    expect(idleMs).toBe(30 * 60_000);
    expect(sessionEnd(session(), idleMs - 1)).toBeNull();
    expect(sessionEnd(session(), idleMs)).toBe("idle");
  });

  it("ASVS 7.3.2: ends after 12 hours, however busy it was", () => {
    const { absoluteMs } = SESSION_LIFE.browser;
    expect(absoluteMs).toBe(12 * 3_600_000);
    expect(sessionEnd(session({ lastSeenAtMs: absoluteMs }), absoluteMs)).toBe("too_old");
  });

  it("that was ended stays ended, at any time", () => {
    fc.assert(fc.property(fc.nat(), (nowMs) => sessionEnd(session({ endedAtMs: 0 }), nowMs) === "ended"));
  });
});

/** A family as the object keeps it, driven by renewals with any token that was ever made. */
function family() {
  const used = new Set<number>();
  let newest = 0;
  let state = session();
  return {
    alive: () => state.endedAtMs === null,
    renew(token: number): string {
      const usedAtMs = used.has(token) ? 0 : null;
      const verdict = judgeRefresh(token <= newest ? { usedAtMs } : null, state, 1);
      if (verdict === "rotate") {
        used.add(token);
        newest++;
      }
      if (verdict === "reused") state = { ...state, endedAtMs: 1 };
      return verdict;
    },
    newest: () => newest,
  };
}

describe("a family of refresh tokens", () => {
  it("ASVS 10.4.5: lives as long as only its newest token is used, and dies of any other", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(8)), (attempts) => {
        const one = family();
        for (const token of attempts) {
          const [wasAlive, newest] = [one.alive(), one.newest()];
          const verdict = one.renew(token);
          if (token > newest) expect(verdict).toBe("unknown");
          else if (token < newest) expect(verdict).toBe("reused");
          else expect(verdict).toBe(wasAlive ? "rotate" : "ended");
          if (verdict === "reused") expect(one.alive()).toBe(false);
          if (!wasAlive) expect(one.alive()).toBe(false);
        }
      }),
    );
  });

  it("ASVS 10.4.8: does not outlive its session", () => {
    const token = { usedAtMs: null };
    expect(judgeRefresh(token, session(), SESSION_LIFE.browser.idleMs)).toBe("idle");
    const program = session({ client: "program" });
    expect(judgeRefresh(token, program, SESSION_LIFE.program.absoluteMs)).toBe("too_old");
  });
});
