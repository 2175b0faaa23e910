import type { Severity } from "../security/severity.ts";
import type { Notice } from "./notice.ts";

/** What happened to somebody's own account (ASVS 6.3.5, 6.3.7). */
export const personEvents = [
  "password.changed",
  "totp.added",
  "totp.removed",
  "passkey.added",
  "passkey.removed",
  "recovery.replaced",
  "login.new_address",
  "attempts.failed",
  "session.refresh_reused",
  "session.failed_attempts",
] as const;

export interface PersonEvent {
  readonly what: (typeof personEvents)[number];
  /** Where it came from, as `clientKey` has it; null when that is not known. */
  readonly address: string | null;
  /** The session that it is about, by the name that its client gave it. */
  readonly session?: string | undefined;
}

interface Words {
  readonly severity: Severity;
  readonly title: string;
  readonly text: string;
}

const othersEnded = "Your other sessions were ended.";

const wordsOf: Readonly<Record<PersonEvent["what"], Words>> = {
  "password.changed": { severity: "warning", title: "Your password was changed", text: othersEnded },
  "totp.added": { severity: "warning", title: "An authenticator app was added", text: othersEnded },
  "totp.removed": { severity: "warning", title: "The authenticator app was removed", text: othersEnded },
  "passkey.added": { severity: "warning", title: "A passkey was added", text: othersEnded },
  "passkey.removed": { severity: "warning", title: "A passkey was removed", text: othersEnded },
  "recovery.replaced": {
    severity: "warning",
    title: "Your recovery codes were replaced",
    text: `The earlier codes are not good any more. ${othersEnded}`,
  },
  "login.new_address": {
    severity: "warning",
    title: "Somebody logged in from a new address",
    text: "Nobody has logged in to your account from this address lately.",
  },
  "attempts.failed": {
    severity: "warning",
    title: "Several attempts to log in failed",
    text: "Somebody tried to log in to your account with a wrong password or code, several times within 15 minutes. You are told of this at most once an hour.",
  },
  "session.refresh_reused": {
    severity: "critical",
    title: "A session was ended because its key was used twice",
    text: "Two programs used the same refresh token, so one of them has a copy. The session was ended for both.",
  },
  "session.failed_attempts": {
    severity: "warning",
    title: "A session was ended after wrong answers",
    text: "Somebody within one of your sessions gave a wrong password or code three times.",
  },
};

const ADVICE =
  "If this was you, there is nothing to do. If not: log in, change your password, end the sessions that are not yours, and tell the owner of your tenant.";

/** The notice to the person. `id` is new for every event. */
export function personNotice({ what, address, session }: PersonEvent, id: string, nowMs: number): Notice {
  const facts: [string, string][] = [];
  if (address !== null) facts.push(["Address", address]);
  if (session !== undefined) facts.push(["Session", session]);
  return { id, kind: "person", atMs: nowMs, ...wordsOf[what], advice: ADVICE, facts };
}
