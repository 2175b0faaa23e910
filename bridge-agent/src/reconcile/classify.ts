import type { FromTerminal } from "../../../src/protocol/ea-link.ts";
import { retcodeOf } from "../executor/retcodes.ts";
import type { StepRequest } from "../journal/records.ts";

/** What the terminal said of a step, in a `result` or an `answer`. */
export type Told = Pick<
  Extract<FromTerminal, { type: "answer" }>,
  "state" | "retcode" | "ticket" | "deal" | "message"
>;

/** All that is known of a step that was passed on: the agent's journal, the terminal's, and the venue's lists. */
export interface Evidence {
  /** null when the step was found at the terminal and its request is lost. */
  readonly action: StepRequest["action"] | null;
  readonly told: Told;
  /** The terminal once said that the step is in its journal. */
  readonly journaled: boolean;
  /** The terminal's journal that speaks now is another one than that to which the step was passed on. */
  readonly otherJournal: boolean;
  /** Deals that name the step, by the terminal's journal or by their magic number. */
  readonly deals: "none" | "part" | "whole";
  /** The pending order that the step places stands. */
  readonly pending: boolean;
  /** The pending order that it placed has ended, and the terminal said how. */
  readonly gone: boolean;
  /** A position with the step's order stands. */
  readonly position: boolean;
  /** What the step was to change stands as it was to be. */
  readonly goal: boolean;
}

export type Proof = "never_arrived" | "too_late" | "not_sent" | "refused" | "absent";
export type Doubt =
  | "sent"
  | "part"
  | "unclear"
  | "strange_retcode"
  | "journal_lost"
  | "deal_missing"
  | "contradiction";

/**
 * What came of a step.
 * - `confirmed`: it was carried out; `by` says whose word that is.
 * - `not_executed`: nothing came of it, and `proof` says why that is certain. Only after `never_arrived` may it
 *   be passed on again.
 * - `unknown`: nobody knows. It is never passed on again; it is asked for, and shown, until somebody does.
 */
export type Verdict =
  | { readonly verdict: "confirmed"; readonly by: "terminal" | "deals" | "pending" | "gone" | "goal" }
  | { readonly verdict: "not_executed"; readonly proof: Proof }
  | { readonly verdict: "unknown"; readonly doubt: Doubt };

interface Row {
  readonly rule: string;
  readonly when: (evidence: Evidence) => boolean;
  readonly verdict: Verdict;
}

/**
 * The rules, the first that applies decides. What the venue's own records show outweighs what anybody's
 * journal says, and that nothing is found proves nothing about a step that may have reached the venue: a
 * filled pending order is in neither of MetaTrader's lists for a moment, and a position comes late. What a
 * retcode proves is in `retcodes.ts`.
 */
export const rules: readonly Row[] = [
  row("its deals are complete", ({ deals }) => deals === "whole", confirmed("deals")),
  row(
    "the terminal says placed, in the words of a request that is still under way",
    ({ told }) => told.state === "done" && meaning(told) === "unclear" && !names(told),
    unknown("unclear"),
  ),
  row("the terminal says done", ({ told }) => told.state === "done", confirmed("terminal")),
  row("the pending order that it placed has ended", ({ gone }) => gone, confirmed("gone")),
  row("the pending order that it places stands", ({ pending }) => pending, confirmed("pending")),
  row(
    "it changes what stands as wanted, and nobody says that it was refused",
    ({ goal, told }) => goal && (told.state === "sent" || isOpen(told)),
    confirmed("goal"),
  ),
  row(
    "a part is executed, and nobody says that the rest never will be",
    ({ deals, told }) => deals === "part" && (told.state === "sent" || isOpen(told)),
    unknown("part"),
  ),
  row(
    "the terminal says that nothing was executed, and there are deals",
    ({ deals }) => deals === "part",
    unknown("contradiction"),
  ),
  row(
    "a position of the order stands, and its deal has not been told",
    ({ position, action }) => position && (action === "deal" || action === "pending" || action === null),
    unknown("deal_missing"),
  ),
  row(
    "the terminal has never heard of a step that it had in its journal",
    ({ told, journaled }) => told.state === "never" && journaled,
    unknown("journal_lost"),
  ),
  row(
    "the terminal has never heard of a step that another journal of it may have had",
    ({ told, otherJournal }) => told.state === "never" && otherJournal,
    unknown("journal_lost"),
  ),
  row("the terminal has never heard of it", ({ told }) => told.state === "never", refuted("never_arrived")),
  row("the terminal had it after its deadline", ({ told }) => told.state === "expired", refuted("too_late")),
  row("the terminal refused it by itself", ({ told }) => told.state === "refused", refuted("not_sent")),
  row("the venue's records prove it", ({ told }) => told.state === "absent", refuted("absent")),
  row("nothing is known beyond the terminal's journal", ({ told }) => told.state === "sent", unknown("sent")),
  row(
    "refused, in the words of a request that may have been executed",
    ({ told }) => meaning(told) === "unclear" || meaning(told) === "partial",
    unknown("unclear"),
  ),
  row(
    "refused with a retcode that nobody knows, or with none",
    ({ told }) => meaning(told) === undefined,
    unknown("strange_retcode"),
  ),
  row("it stands like this already", ({ told }) => meaning(told) === "met", confirmed("goal")),
  row("the venue refused", () => true, refuted("refused")),
];

/** Decides about a step by everything that is known of it. Pure. */
export function classify(evidence: Evidence): Verdict {
  const found = rules.find(({ when }) => when(evidence));
  if (found === undefined) throw new Error("the last rule applies to everything");
  return found.verdict;
}

function meaning({ retcode }: Told) {
  return retcodeOf(retcode)?.meaning;
}

/** A refusal that proves nothing. */
function isOpen(told: Told): boolean {
  return told.state === "rejected" && (meaning(told) === "unclear" || meaning(told) === undefined);
}

/** The terminal can name what came of it. */
function names({ ticket, deal }: Told): boolean {
  return ticket !== "0" || deal !== "0";
}

function row(rule: string, when: Row["when"], verdict: Verdict): Row {
  return { rule, when, verdict };
}

function confirmed(by: Extract<Verdict, { verdict: "confirmed" }>["by"]): Verdict {
  return { verdict: "confirmed", by };
}

function refuted(proof: Proof): Verdict {
  return { verdict: "not_executed", proof };
}

function unknown(doubt: Doubt): Verdict {
  return { verdict: "unknown", doubt };
}
