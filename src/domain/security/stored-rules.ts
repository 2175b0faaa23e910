import type { z } from "zod";
import { attackedBy, bruteForce } from "./brute-force.ts";
import type { SecurityEvent } from "./event.ts";
import type { Finding, FindingSubject, RuleName, Step } from "./finding.ts";
import { loggingIn, loginAfterFailures } from "./login-after-failures.ts";
import { beginningSession, manySessions, recentLoginsSchema } from "./many-sessions.ts";
import { newOrigin, seenOriginsSchema } from "./new-origin.ts";
import { recentCountsSchema } from "./recent-counts.ts";
import {
  ADDRESSES_WINDOW_MS,
  BRUTE_FORCE_WINDOW_MS,
  GUESSED_WINDOW_MS,
  ORIGIN_KEPT_MS,
} from "./thresholds.ts";

/** A digest of a text, which names something without saying it. */
export type Digest = (text: string) => string;

/** A rule over the tenant's events, with one state for each subject, as JSON. */
export interface StoredRule {
  readonly name: RuleName;
  /** After so long without an event a state says nothing any more. */
  readonly keptMs: number;
  /** Whom an event counts for; none when the rule does not look at it. */
  readonly subjectsOf: (event: SecurityEvent) => readonly FindingSubject[];
  /** `state` is null for a subject without one. */
  readonly step: (
    state: string | null,
    event: SecurityEvent,
    subject: FindingSubject,
    digest: Digest,
  ) => { readonly state: string; readonly finding: Finding | null };
}

interface TypedRule<State> extends Pick<StoredRule, "name" | "keptMs" | "subjectsOf"> {
  /** Of the state; an empty list is where each begins. */
  readonly schema: z.ZodType<State>;
  readonly judge: (
    state: State,
    event: SecurityEvent,
    subject: FindingSubject,
    digest: Digest,
  ) => Step<State>;
}

/** Reads and writes a rule's state. A state that an earlier version wrote otherwise counts as none. */
function stored<State>({ schema, judge, ...rule }: TypedRule<State>): StoredRule {
  const fresh = schema.parse([]);
  return {
    ...rule,
    step: (text, event, subject, digest) => {
      const known = text === null ? null : schema.safeParse(JSON.parse(text));
      const { state, finding } = judge(known?.success === true ? known.data : fresh, event, subject, digest);
      return { state: JSON.stringify(state), finding };
    },
  };
}

export const storedRules: readonly StoredRule[] = [
  stored({
    name: "brute_force",
    keptMs: BRUTE_FORCE_WINDOW_MS,
    subjectsOf: attackedBy,
    schema: recentCountsSchema,
    judge: bruteForce,
  }),
  stored({
    name: "login_after_failures",
    keptMs: GUESSED_WINDOW_MS,
    subjectsOf: loggingIn,
    schema: recentCountsSchema,
    judge: loginAfterFailures,
  }),
  stored({
    name: "many_sessions",
    keptMs: ADDRESSES_WINDOW_MS,
    subjectsOf: beginningSession,
    schema: recentLoginsSchema,
    judge: manySessions,
  }),
  stored({
    name: "new_country",
    keptMs: ORIGIN_KEPT_MS,
    subjectsOf: beginningSession,
    schema: seenOriginsSchema,
    judge: (state, event, subject, digest) => newOrigin("country", state, event, subject, digest),
  }),
  stored({
    name: "new_device",
    keptMs: ORIGIN_KEPT_MS,
    subjectsOf: beginningSession,
    schema: seenOriginsSchema,
    judge: (state, event, subject, digest) => newOrigin("device", state, event, subject, digest),
  }),
];
