import { expect, test } from "vitest";
import { refusal } from "../../../src/domain/refusal.ts";
import { type Conditions, notReadyBecause, readinessOf } from "./readiness.ts";

const good: Conditions = {
  stage: "reconciled",
  clockKnown: true,
  terminalAccount: "1@S",
  boundAccount: "1@S",
  obstacle: "",
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

test.each<[Conditions["obstacle"], RegExp]>([
  ["disconnected", /connection status/],
  ["algo_trading_off", /Algo Trading/],
  ["expert_not_allowed", /Allow Algo Trading/],
  ["experts_banned", /ask the broker/],
  ["account_read_only", /trading password/],
])("the obstacle %s is terminal_cannot_trade, with what to do about it", (obstacle, hint) => {
  const reason = notReadyBecause({ ...good, obstacle });
  expect(reason?.code).toBe("terminal_cannot_trade");
  expect(reason?.hint).toMatch(hint);
});

test("a terminal that cannot trade still tells what it knows", () => {
  expect(readinessOf({ ...good, obstacle: "disconnected" }).reconciling).toBeNull();
});

test("the agent's own orders need the terminal, and neither gateway nor clock", () => {
  const stopped = refusal("replaced", "Another agent took over.");
  expect(readinessOf({ ...good, clockKnown: false, stopped }).local).toBeNull();
  expect(readinessOf({ ...good, obstacle: "algo_trading_off" }).local?.code).toBe("terminal_cannot_trade");
  expect(readinessOf({ ...good, stage: "telling" }).local?.code).toBe("reconciling");
});

test("another account is said even while its terminal reconnects", () => {
  const away: Conditions = { ...good, stage: "absent", terminalAccount: "2@S" };
  expect(notReadyBecause(away)?.code).toBe("other_terminal_account");
});
