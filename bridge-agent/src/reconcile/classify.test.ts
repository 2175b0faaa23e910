import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { classify, type Evidence, rules, type Told, type Verdict } from "./classify.ts";

/** A market order that was passed on, of which the terminal's journal only knows that it was sent. */
const base: Evidence = {
  action: "deal",
  told: { state: "sent", retcode: 0, message: "", ticket: "0", deal: "0" },
  journaled: false,
  otherJournal: false,
  deals: "none",
  pending: false,
  gone: false,
  position: false,
  goal: false,
};

const told = (state: Told["state"], retcode = 0, more: Partial<Told> = {}): Told => ({
  ...base.told,
  state,
  retcode,
  ...more,
});
const pendingStep = { action: "pending" } as const;

/** By the rule's words: what is known, and what follows. Every rule has at least one row. */
const rows: readonly [rule: string, evidence: Partial<Evidence>, verdict: Verdict][] = [
  ["its deals are complete", { deals: "whole" }, { verdict: "confirmed", by: "deals" }],
  [
    "its deals are complete",
    { deals: "whole", told: told("rejected", 10006) },
    { verdict: "confirmed", by: "deals" },
  ],
  [
    "its deals are complete",
    { deals: "whole", told: told("never"), journaled: true },
    { verdict: "confirmed", by: "deals" },
  ],
  [
    "the terminal says placed, in the words of a request that is still under way",
    { told: told("done", 10008) },
    { verdict: "unknown", doubt: "unclear" },
  ],
  [
    "the terminal says done",
    { told: told("done", 10009, { deal: "5" }) },
    { verdict: "confirmed", by: "terminal" },
  ],
  [
    "the terminal says done",
    { told: told("done", 10008, { ticket: "7" }) },
    { verdict: "confirmed", by: "terminal" },
  ],
  [
    "the pending order that it placed has ended",
    { ...pendingStep, gone: true },
    { verdict: "confirmed", by: "gone" },
  ],
  [
    "the pending order that it places stands",
    { ...pendingStep, pending: true },
    { verdict: "confirmed", by: "pending" },
  ],
  [
    "the pending order that it places stands",
    { ...pendingStep, pending: true, told: told("rejected", 10012) },
    { verdict: "confirmed", by: "pending" },
  ],
  [
    "it changes what stands as wanted, and nobody says that it was refused",
    { action: "sltp", goal: true },
    { verdict: "confirmed", by: "goal" },
  ],
  [
    "a part is executed, and nobody says that the rest never will be",
    { deals: "part" },
    { verdict: "unknown", doubt: "part" },
  ],
  [
    "the terminal says that nothing was executed, and there are deals",
    { deals: "part", told: told("absent") },
    { verdict: "unknown", doubt: "contradiction" },
  ],
  [
    "the terminal says that nothing was executed, and there are deals",
    { deals: "part", told: told("rejected", 10006) },
    { verdict: "unknown", doubt: "contradiction" },
  ],
  [
    "a position of the order stands, and its deal has not been told",
    { position: true, told: told("never") },
    { verdict: "unknown", doubt: "deal_missing" },
  ],
  [
    "the terminal has never heard of a step that it had in its journal",
    { told: told("never"), journaled: true },
    { verdict: "unknown", doubt: "journal_lost" },
  ],
  [
    "the terminal has never heard of a step that another journal of it may have had",
    { told: told("never"), otherJournal: true },
    { verdict: "unknown", doubt: "journal_lost" },
  ],
  [
    "the terminal has never heard of it",
    { told: told("never") },
    { verdict: "not_executed", proof: "never_arrived" },
  ],
  [
    "the terminal had it after its deadline",
    { told: told("expired") },
    { verdict: "not_executed", proof: "too_late" },
  ],
  [
    "the terminal refused it by itself",
    { told: told("refused") },
    { verdict: "not_executed", proof: "not_sent" },
  ],
  [
    "the venue's records prove it",
    { told: told("absent"), journaled: true },
    { verdict: "not_executed", proof: "absent" },
  ],
  ["nothing is known beyond the terminal's journal", {}, { verdict: "unknown", doubt: "sent" }],
  [
    "refused, in the words of a request that may have been executed",
    { told: told("rejected", 10031) },
    { verdict: "unknown", doubt: "unclear" },
  ],
  [
    "refused with a retcode that nobody knows, or with none",
    { told: told("rejected", 10999) },
    { verdict: "unknown", doubt: "strange_retcode" },
  ],
  [
    "refused with a retcode that nobody knows, or with none",
    { told: told("rejected", 0) },
    { verdict: "unknown", doubt: "strange_retcode" },
  ],
  ["it stands like this already", { told: told("rejected", 10025) }, { verdict: "confirmed", by: "goal" }],
  ["the venue refused", { told: told("rejected", 10019) }, { verdict: "not_executed", proof: "refused" }],
];

describe("what came of a step", () => {
  test.each(rows.map(([rule, evidence, verdict], at) => ({ rule, at, evidence, verdict })))(
    "$rule ($at)",
    ({ rule, evidence, verdict }) => {
      const all = { ...base, ...evidence };
      expect(rules.find(({ when }) => when(all))?.rule).toBe(rule);
      expect(classify(all)).toEqual(verdict);
    },
  );

  test("every rule is tried here", () => {
    expect(new Set(rows.map(([rule]) => rule))).toEqual(new Set(rules.map(({ rule }) => rule)));
  });
});

/** The classes of MetaTrader's codes: N proves that nothing was accepted, U proves nothing. */
const proofs = {
  N: [
    ...[10004, 10006, 10014, 10015, 10016, 10017, 10018, 10019, 10020, 10021, 10022, 10026, 10027, 10029],
    ...[10030, 10032, 10033, 10034, 10035, 10040, 10042, 10043, 10044, 10045, 10046],
  ],
  U: [10007, 10011, 10012, 10028, 10031],
} as const;

test.each(proofs.N)("the retcode %i proves that nothing came of it", (retcode) => {
  expect(classify({ ...base, told: told("rejected", retcode) })).toEqual({
    verdict: "not_executed",
    proof: "refused",
  });
});

test.each(proofs.U)("the retcode %i proves nothing", (retcode) => {
  expect(classify({ ...base, told: told("rejected", retcode) }).verdict).toBe("unknown");
});

const anyEvidence: fc.Arbitrary<Evidence> = fc.record({
  action: fc.constantFrom("deal", "pending", "modify", "remove", "sltp", "close_by", null),
  told: fc.record({
    state: fc.constantFrom("never", "sent", "done", "rejected", "expired", "absent"),
    retcode: fc.constantFrom(0, ...proofs.N, ...proofs.U, 10008, 10009, 10010, 10013, 10025, 10036, 10999),
    message: fc.constant(""),
    ticket: fc.constantFrom("0", "7"),
    deal: fc.constantFrom("0", "9"),
  }),
  journaled: fc.boolean(),
  otherJournal: fc.boolean(),
  deals: fc.constantFrom("none", "part", "whole"),
  pending: fc.boolean(),
  gone: fc.boolean(),
  position: fc.boolean(),
  goal: fc.boolean(),
});

describe("whatever is known", () => {
  test("a step of which the venue shows anything is never said to be not executed", () => {
    fc.assert(
      fc.property(anyEvidence, (evidence) => {
        const shown = evidence.deals !== "none" || evidence.pending || evidence.gone;
        if (shown) expect(classify(evidence).verdict).not.toBe("not_executed");
      }),
    );
  });

  test("a step is passed on again only when the journal it went to never heard of it and the venue shows nothing", () => {
    fc.assert(
      fc.property(anyEvidence, (evidence) => {
        const verdict = classify(evidence);
        if (verdict.verdict !== "not_executed" || verdict.proof !== "never_arrived") return;
        expect(evidence).toMatchObject({ told: { state: "never" }, journaled: false, otherJournal: false });
        expect(evidence).toMatchObject({ deals: "none", pending: false, gone: false });
      }),
    );
  });

  test("a retcode that proves nothing never leads to a proof", () => {
    fc.assert(
      fc.property(anyEvidence, fc.constantFrom(0, 10999, ...proofs.U), (evidence, retcode) => {
        const verdict = classify({ ...evidence, told: { ...evidence.told, state: "rejected", retcode } });
        expect(verdict.verdict).not.toBe("not_executed");
      }),
    );
  });
});
