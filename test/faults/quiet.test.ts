import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Account, ListedAlert } from "../support/api.ts";
import { waitForQuiet } from "./quiet.ts";

const LIMIT_MS = 60_000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** An API that tells of so many unknown orders, and of so many alerts without a final outcome. */
function telling(unknown: () => number, open: number) {
  const counts = { pending: 0, sent: 0, accepted: 0, submitted: 0, working: 0, partially_filled: 0 };
  const ended = { filled: 4, cancelled: 0, rejected: 0, expired: 0 };
  const account = async (): Promise<Account> => ({
    id: "acc",
    link: { connected: true, ready: true, agentId: null },
    orders: { ...counts, ...ended, unknown: unknown() },
    alarms: [],
    faults: 0,
  });
  const alert = { id: "alt", verdict: "accepted", body: "", outcome: null, final: false };
  const alerts = async (): Promise<ListedAlert[]> => Array.from({ length: open }, () => alert);
  return { account, alerts };
}

async function outcome(api: ReturnType<typeof telling>, mayStay: boolean): Promise<string | undefined> {
  const waiting = waitForQuiet(api, LIMIT_MS, mayStay);
  await vi.advanceTimersByTimeAsync(LIMIT_MS + 1_000);
  return waiting;
}

test("unknown orders are waited for while they become fewer, and accepted when they stay", async () => {
  let unknown = 3;
  const fewer = setInterval(() => {
    if (unknown > 1) unknown--;
  }, 8_000);
  const began = Date.now();
  const quiet = waitForQuiet(
    telling(() => unknown, 1),
    LIMIT_MS,
    true,
  ).then((reason) => [reason, Date.now() - began] as const);
  await vi.advanceTimersByTimeAsync(LIMIT_MS);
  clearInterval(fewer);
  const [reason, tookMs] = await quiet;
  expect(reason).toBeUndefined();
  expect(tookMs).toBeGreaterThan(16_000 + 12_000);
});

test("with the paper terminal no order may stay unknown", async () => {
  expect(
    await outcome(
      telling(() => 1, 1),
      false,
    ),
  ).toBe("1 orders are unknown");
});

test("an alert without an unknown order needs its final outcome", async () => {
  expect(
    await outcome(
      telling(() => 1, 2),
      true,
    ),
  ).toBe("2 alerts have no final outcome");
});
