import { expect, test } from "vitest";
import { refusal } from "../../../src/domain/refusal.ts";
import { type Conditions, notReadyBecause } from "./readiness.ts";

const good: Conditions = {
  stage: "reconciled",
  clockKnown: true,
  terminalAccount: "1@S",
  boundAccount: "1@S",
  stopped: null,
};

test("agent and terminal are ready when they are reconciled and the clock is known", () => {
  expect(notReadyBecause(good)).toBeNull();
});

test.each<[string, Partial<Conditions>]>([
  ["terminal_absent", { stage: "absent", terminalAccount: null }],
  ["reconciling", { stage: "greeting" }],
  ["reconciling", { stage: "telling" }],
  ["reconciling", { stage: "answering" }],
  ["terminal_records_behind", { stage: "behind" }],
  ["clock_unknown", { clockKnown: false }],
  ["other_terminal_account", { terminalAccount: "2@S" }],
  ["replaced", { stopped: refusal("replaced", "Another agent took over.") }],
])("%s keeps the gate closed", (code, changes) => {
  expect(notReadyBecause({ ...good, ...changes })?.code).toBe(code);
});
