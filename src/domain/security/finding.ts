import * as z from "zod";
import type { Severity } from "./severity.ts";

/** What is looked for. The names stand in the API, in the audit log and in the documentation. */
export const ruleNameSchema = z.enum([
  "brute_force",
  "login_after_failures",
  "many_sessions",
  "new_country",
  "new_device",
  "key_in_wrong_hands",
  "sudden_volume",
  "unusual_size",
  "error_burst",
]);
export type RuleName = z.infer<typeof ruleNameSchema>;

/** Whom or what a finding is about; `tenant` where there are too many to name each. */
export const findingSubjectSchema = z.object({
  kind: z.enum(["person", "address", "strategy", "account", "tenant"]),
  /** A `usr_`, `str_`, `acc_` or `ten_` id, or an address. */
  id: z.string().min(1).max(64),
});
export type FindingSubject = z.infer<typeof findingSubjectSchema>;

/** What a rule found: reason enough to tell people. */
export interface Finding {
  readonly rule: RuleName;
  readonly severity: Severity;
  readonly subject: FindingSubject;
  /** What was seen, in a sentence that a trader understands. */
  readonly cause: string;
  /** What to do about it. */
  readonly advice: string;
  readonly atMs: number;
}

/** What a rule makes of one event: the state to keep, and what it found, if anything. */
export interface Step<State, Found = Finding> {
  readonly state: State;
  readonly finding: Found | null;
}
