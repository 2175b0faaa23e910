import { describe, expect, it } from "vitest";
import { auditDraftSchema } from "../audit/draft.ts";
import { makeDraft } from "../audit/make-draft.ts";
import { type Observation, observedFinding, readObservation } from "./observed.ts";
import { START_MS, STRATEGY } from "./security-test-support.ts";

const observations: Observation[] = [
  { rule: "sudden_volume", what: "alerts", count: 300, usual: 4.5 },
  { rule: "sudden_volume", what: "orders", count: 300, usual: 0 },
  { rule: "unusual_size", symbol: "EURUSD.r", lots: "50.00", usual: "0.1" },
  { rule: "error_burst", what: "orders", errors: 12, all: 13, code: "no_money" },
];

describe("what a strategy or account observed", () => {
  it("goes through an audit entry unchanged, numbers and all", () => {
    for (const after of observations) {
      const happening = { action: "security.unusual_activity", who: { kind: "system" }, after } as const;
      const draft = makeDraft(happening, START_MS, new Uint8Array(16));
      const sent: unknown = JSON.parse(JSON.stringify(draft));
      expect(readObservation(auditDraftSchema.parse(sent).changes)).toEqual(after);
    }
  });

  it("becomes a finding with its numbers in the words", () => {
    const causes = observations.map(
      (one) => observedFinding(one, { kind: "strategy", id: STRATEGY }, START_MS).cause,
    );
    expect(causes).toEqual([
      "300 alerts came within a minute, where 4.5 a minute are usual.",
      "300 orders came within a minute, where 0 a minute are usual.",
      "An order of 50.00 lots of EURUSD.r came, where 0.1 lots are usual.",
      '12 of 13 orders failed within ten minutes, the last with "no_money".',
    ]);
  });

  it("that another version would write is none", () => {
    expect(readObservation([{ field: "rule", before: null, after: "moon_phase" }])).toBeNull();
    expect(readObservation([])).toBeNull();
  });
});
