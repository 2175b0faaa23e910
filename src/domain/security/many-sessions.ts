import * as z from "zod";
import type { SecurityEvent } from "./event.ts";
import type { FindingSubject, Step } from "./finding.ts";
import { ADDRESSES_WINDOW_MS, MOST_ADDRESSES, MOST_NEW_SESSIONS, SESSIONS_WINDOW_MS } from "./thresholds.ts";

/** Enough to see both limits exceeded. */
const MOST_KEPT = 32;

/** The logins of the last half hour: when, and a digest of from where. */
export const recentLoginsSchema = z.array(z.object({ atMs: z.number(), from: z.string() }));
export type RecentLogins = z.infer<typeof recentLoginsSchema>;

/** The person whose sessions are counted. */
export function beginningSession({ action, personId }: SecurityEvent): FindingSubject[] {
  return action === "session.begun" && personId !== null ? [{ kind: "person", id: personId }] : [];
}

/** Many sessions of one person in a short time, or from many addresses. `digest` gives an address's digest. */
export function manySessions(
  state: RecentLogins,
  { atMs, address }: SecurityEvent,
  subject: FindingSubject,
  digest: (text: string) => string,
): Step<RecentLogins> {
  const kept = state.filter((login) => login.atMs > atMs - ADDRESSES_WINDOW_MS);
  const next = [...kept, { atMs, from: address === null ? "" : digest(address) }].slice(-MOST_KEPT);
  const sessions = next.filter((login) => login.atMs > atMs - SESSIONS_WINDOW_MS).length;
  const addresses = new Set(next.map(({ from }) => from)).size;
  const cause = causeOf(sessions, addresses);
  if (cause === null) return { state: next, finding: null };
  const advice =
    "Look at the member's sessions and end those that nobody knows. If a program of yours logs in again and again, let it renew its session, or give it an API token. Otherwise lock the account.";
  return {
    state: next,
    finding: { rule: "many_sessions", severity: "warning", subject, cause, advice, atMs },
  };
}

function causeOf(sessions: number, addresses: number): string | null {
  if (addresses >= MOST_ADDRESSES) {
    return `This member logged in from ${addresses} different addresses within ${ADDRESSES_WINDOW_MS / 60_000} minutes.`;
  }
  if (sessions < MOST_NEW_SESSIONS) return null;
  return `This member began ${sessions} sessions within ${SESSIONS_WINDOW_MS / 60_000} minutes.`;
}
