import { expect, test } from "vitest";
import type { FeedAccount } from "../../../../src/protocol/feed-state.ts";
import { blockedBy } from "./blocked.ts";

const link = {
  ...{ connected: true, ready: true, epoch: 1, sinceMs: 1, agentVersion: "1" },
  agentId: "agt_1",
};
const terminal = { account: null, halted: null, policy: null, symbols: 1, unsettled: [], atMs: 1 };

function account(
  fields: Partial<FeedAccount["link"]>,
  halted: { by: string; reason: string; sinceMs: number } | null = null,
) {
  return { link: { ...link, ...fields }, terminal: { ...terminal, halted }, alarms: [] };
}

test("an account that is ready is in nobody's way", () => {
  expect(blockedBy(account({}))).toBeNull();
});

test("without a trading machine nothing can be closed, with one that is offline it waits, and halted it works", () => {
  expect(blockedBy(account({ agentId: null, connected: false, ready: false }))?.closes).toMatch(
    /^Nothing can be closed/,
  );
  expect(blockedBy(account({ connected: false, ready: false }))?.closes).toMatch(/waits up to five minutes/);
  expect(blockedBy(account({}, { by: "policy", reason: "Loss of the day.", sinceMs: 1 }))).toEqual({
    why: "Entries are stopped on the trading machine: Loss of the day.",
    closes: "Closing, cancelling and moving stops work.",
  });
});

test("what is not ready says why in the gateway's words", () => {
  const reason = { code: "terminal_cannot_trade", message: "Algo trading is off." };
  expect(blockedBy(account({ ready: false, reason }))?.why).toBe(
    "Algo trading is off. Entries are refused until it is ready.",
  );
});

test("an emergency stop holds entries back and lets closes through", () => {
  const stopped = { stopId: "stp_1", by: "bootstrap", reason: "news", sinceMs: 1 };
  expect(blockedBy({ ...account({}), stopped })).toEqual({
    why: "Trading is stopped: entries are refused until it is lifted.",
    closes: "Closing, cancelling and moving stops work.",
  });
});
