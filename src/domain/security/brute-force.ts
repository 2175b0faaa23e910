import type { SecurityEvent } from "./event.ts";
import type { FindingSubject, Step } from "./finding.ts";
import { countRecent, type RecentCounts, totalRecent } from "./recent-counts.ts";
import {
  BRUTE_FORCE_WINDOW_MS,
  FAILURES_OF_ADDRESS,
  FAILURES_OF_PERSON,
  REFUSALS_OF_RESOURCE,
} from "./thresholds.ts";

const MINUTES = BRUTE_FORCE_WINDOW_MS / 60_000;

/** Whom an attempt that was refused is counted against: the address, and the person, strategy or account. */
export function attackedBy(event: SecurityEvent): FindingSubject[] {
  const { action, address, personId, subject } = event;
  const from: FindingSubject[] = address === null ? [] : [{ kind: "address", id: address }];
  if (action === "login.failed")
    return personId === null ? from : [...from, { kind: "person", id: personId }];
  if (action === "hook.refused" && subject !== null) return [...from, { kind: "strategy", id: subject.id }];
  if ((action === "agent.pairing_refused" || action === "agent.link_refused") && subject !== null) {
    return [...from, { kind: "account", id: subject.id }];
  }
  return [];
}

/** Refused attempts one after another: somebody guesses a password, a secret or a pairing code. */
export function bruteForce(
  state: RecentCounts,
  event: SecurityEvent,
  subject: FindingSubject,
): Step<RecentCounts> {
  const { atMs, count, address } = event;
  const next = countRecent(state, atMs, count, BRUTE_FORCE_WINDOW_MS);
  const nowMs = next.at(-1)?.atMs ?? atMs;
  const total = totalRecent(next, nowMs, BRUTE_FORCE_WINDOW_MS);
  if (total < enough(subject)) return { state: next, finding: null };
  const { cause, advice } = words(subject, total, address);
  return {
    state: next,
    finding: { rule: "brute_force", severity: "warning", subject, cause, advice, atMs },
  };
}

function enough({ kind }: FindingSubject): number {
  if (kind === "address") return FAILURES_OF_ADDRESS;
  return kind === "person" ? FAILURES_OF_PERSON : REFUSALS_OF_RESOURCE;
}

function words(
  { kind, id }: FindingSubject,
  total: number,
  address: string | null,
): { cause: string; advice: string } {
  const last = address === null ? "" : `, the last from ${address}`;
  switch (kind) {
    case "address":
      return {
        cause: `${total} attempts from ${id} were refused within ${MINUTES} minutes.`,
        advice:
          "If it is one of you with an old password or secret, put that right. Otherwise nothing is lost yet: logins from there are blocked by themselves, and a strategy can be confined to its sender's addresses.",
      };
    case "person":
      return {
        cause: `Somebody tried ${total} times within ${MINUTES} minutes to log in as this member and failed${last}.`,
        advice:
          "Ask the member. If it was not them, they should use a passkey or an authenticator app; lock the account if a login succeeded that nobody knows of.",
      };
    case "strategy":
      return {
        cause: `${total} messages to this strategy's hook were refused within ${MINUTES} minutes${last}.`,
        advice:
          "If the sender is yours, it uses an old secret: correct it. Otherwise rotate the strategy's secret and confine it to the addresses of its sender.",
      };
    default:
      return {
        cause: `${total} attempts to connect as this account's agent were refused within ${MINUTES} minutes${last}.`,
        advice:
          "If the agent is yours, pair it again. Otherwise look who knows the account's id, and make no pairing code until it stops.",
      };
  }
}
