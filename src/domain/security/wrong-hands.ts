import type { SecurityEvent } from "./event.ts";
import type { Finding, FindingSubject } from "./finding.ts";

/** Refusals of a sender who proved the secret and yet came from where the owner never sends. */
const FROM_ELSEWHERE: ReadonlySet<string> = new Set(["address_not_allowed", "certificate_required"]);

/** What an event shows to be in wrong hands: a person's session, or a strategy's secret. */
export function inWrongHands({ action, code, personId, subject }: SecurityEvent): FindingSubject[] {
  if (action === "session.refresh" && code === "refresh_token_reused" && personId !== null) {
    return [{ kind: "person", id: personId }];
  }
  const leaked = action === "hook.refused" && code !== null && FROM_ELSEWHERE.has(code);
  return leaked && subject !== null ? [{ kind: "strategy", id: subject.id }] : [];
}

/** A key that two use. It needs no counting: once is enough. */
export function wrongHands({ address, atMs }: SecurityEvent, subject: FindingSubject): Finding {
  const from = address === null ? "" : ` from ${address}`;
  const about = { rule: "key_in_wrong_hands", severity: "warning", subject, atMs } as const;
  if (subject.kind === "person") {
    return {
      ...about,
      cause: `A refresh token of this member was used twice${from}: either a copy of it is somewhere else, or an answer was lost on its way. The session was ended.`,
      advice:
        "If it happens again, the member's device or program may be read by somebody else: let them log in anew on a clean device and end the other sessions.",
    };
  }
  return {
    ...about,
    cause: `Somebody with this strategy's secret sent to it${from}, from where its messages never come. The message was refused.`,
    advice: "Rotate the strategy's secret: it has leaked. If the sender is yours, allow its address instead.",
  };
}
