import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { FromAgent } from "../../../src/protocol/agent-link.ts";
import { fromTerminalSchema } from "../../../src/protocol/ea-link.ts";
import { Mirror } from "./mirror.ts";
import { TerminalReporter } from "./terminal-reporter.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function begin() {
  const mirror = new Mirror();
  mirror.apply(fromTerminalSchema.parse({ type: "synced", lastdeal: "0" }));
  const sent: FromAgent[] = [];
  const reporter = new TerminalReporter({
    mirror,
    notReady: () => null,
    unsettled: () => [],
    policy: () => ({ halted: null, summary: { state: "none", stops: [], limits: [] } }),
    nowMs: () => 7,
    send: (frame) => void sent.push(frame),
  });
  return { mirror, reporter, sent };
}

test("changes that come close together are told once", () => {
  const { reporter, sent } = begin();
  for (let change = 0; change < 100; change++) reporter.changed("state");
  expect(sent).toEqual([]);
  vi.advanceTimersByTime(500);
  expect(sent).toHaveLength(1);
});

test("a change of a position is not held back by a slow report about profit", () => {
  const { reporter, sent } = begin();
  reporter.changed("equity");
  reporter.changed("state");
  vi.advanceTimersByTime(500);
  expect(sent).toHaveLength(1);
});

test("profit alone is told every ten seconds", () => {
  const { reporter, sent } = begin();
  for (let second = 0; second < 30; second++) {
    reporter.changed("equity");
    vi.advanceTimersByTime(1_000);
  }
  expect(sent).toHaveLength(3);
});

test("while the terminal has not told everything, nothing half is told: no lists, and no change", () => {
  const { mirror, reporter, sent } = begin();
  mirror.clear();
  reporter.changed("state");
  vi.advanceTimersByTime(1_000);
  expect(sent).toEqual([]);
  reporter.now();
  expect(sent).toMatchObject([{ type: "terminal", state: { symbols: [], positions: [] } }]);
});
