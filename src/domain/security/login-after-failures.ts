import type { SecurityEvent } from "./event.ts";
import type { FindingSubject, Step } from "./finding.ts";
import { countRecent, type RecentCounts, totalRecent } from "./recent-counts.ts";
import { FAILURES_BEFORE_LOGIN, GUESSED_WINDOW_MS } from "./thresholds.ts";

/** The person whose logins are watched. */
export function loggingIn({ action, personId }: SecurityEvent): FindingSubject[] {
  const about = action === "login.failed" || action === "session.begun";
  return about && personId !== null ? [{ kind: "person", id: personId }] : [];
}

/** A login that succeeds after many that failed: the password may have been guessed. */
export function loginAfterFailures(
  state: RecentCounts,
  event: SecurityEvent,
  subject: FindingSubject,
): Step<RecentCounts> {
  const { action, atMs, count, address } = event;
  if (action === "login.failed") {
    return { state: countRecent(state, atMs, count, GUESSED_WINDOW_MS), finding: null };
  }
  const failures = totalRecent(state, atMs, GUESSED_WINDOW_MS);
  if (failures < FAILURES_BEFORE_LOGIN) return { state, finding: null };
  const from = address === null ? "" : ` from ${address}`;
  return {
    // Said once: the next login has its own failures before it.
    state: [],
    finding: {
      rule: "login_after_failures",
      severity: "critical",
      subject,
      cause: `A login${from} succeeded after ${failures} that failed within an hour: the password may have been guessed.`,
      advice:
        "Ask the member now whether it was them. If not, lock the account, let them choose another password and add a passkey, and look in the audit log at what was done since.",
      atMs,
    },
  };
}
