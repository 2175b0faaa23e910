import { expect, test } from "vitest";
import { change, NOON_MS, soundEvidence, withAttempt, withClose } from "./checker.fixture.ts";
import { check, checks } from "./checker.ts";
import { rule } from "./checks/broken.ts";
import { brokenAlerts } from "./checks/broken-alerts.ts";
import { brokenDeals } from "./checks/broken-deals.ts";
import { askedBroker, brokenRequests, lostRequest } from "./checks/broken-requests.ts";
import type { Evidence, Outcome, SentAlert } from "./evidence.ts";

const broken = [...brokenAlerts, ...brokenDeals, ...brokenRequests];

/** The names of the checks that fail for this evidence. */
function failing(evidence: Evidence): string[] {
  return check(evidence)
    .filter((result) => result.findings.length > 0)
    .map((result) => result.name);
}

test("sound evidence passes every check", () => {
  expect(failing(soundEvidence())).toEqual([]);
});

test("sound evidence with the broker's own record of requests passes every check", () => {
  expect(failing(askedBroker())).toEqual([]);
});

test("an order may stay unknown when its request was lost, and its alert without a final outcome", () => {
  expect(failing(lostRequest())).toEqual([]);
});

test("a request that was held up on its way is not late for that", () => {
  const evidence = askedBroker({ orderId: "ord_1", atMs: NOON_MS + 34_000 });
  const held = [
    { fromMs: NOON_MS + 29_000, toMs: NOON_MS + 33_000 },
    { fromMs: NOON_MS + 32_000, toMs: NOON_MS + 33_600 },
  ];
  expect(failing({ ...evidence, heldUp: held })).toEqual([]);
  expect(failing({ ...evidence, heldUp: held.slice(0, 1) })).toEqual([rule.lateRequest]);
});

test("a close that is told in a note of the order that opened the position is known to the ledger", () => {
  expect(failing(withClose("", true))).toEqual([]);
  expect(failing(withClose("ord_9", true))).toEqual([]);
});

test.each(broken)("$what: seen by the checks for it and by no other", ({ evidence, rules }) => {
  expect(failing(evidence())).toEqual(checks.map(({ name }) => name).filter((name) => rules.includes(name)));
});

test("every check is failed by some of these", () => {
  const failed = new Set(broken.flatMap(({ rules }) => rules));
  expect([...failed].sort()).toEqual(checks.map(({ name }) => name).sort());
});

test("a resend that comes when the time is up may be refused as stale, and no sooner", () => {
  const stale: Outcome = { kind: "answer", status: 409, code: "stale" };
  const fired = (firedAtMs: number): Evidence => {
    const refused = withAttempt("fr00003", stale);
    const set = change<SentAlert>(
      ({ key }) => key === "fr00003",
      (sent) => ({ ...sent, firedAtMs }),
    );
    const ledger = refused.ledger.map((order) => ({
      ...order,
      deadlineMs: Math.min(order.deadlineMs, firedAtMs + 30_000),
    }));
    return {
      ...refused,
      sent: set(refused.sent),
      ledger,
      log: refused.log.map((deal) => ({ ...deal, atMs: firedAtMs })),
    };
  };
  expect(failing(fired(NOON_MS - 37_000))).toEqual([]);
  expect(failing(fired(NOON_MS - 36_000))).toEqual([rule.right]);
});

test("a request without an answer excuses a written alert behind a 503", () => {
  const late = withAttempt("fr00004", { kind: "answer", status: 503 });
  const hidden = {
    ...late,
    sent: late.sent.map((sent) => ({
      ...sent,
      attempts: sent.attempts.slice(0, sent.key === "fr00004" ? 1 : 9),
    })),
  };
  expect(failing(hidden)).toEqual([rule.unavailable]);
  const lost = hidden.sent.map((sent) =>
    sent.key === "fr00004"
      ? {
          ...sent,
          attempts: [
            ...sent.attempts,
            { copy: 0, startedAtMs: 0, endedAtMs: 0, outcome: { kind: "none", why: "reset" } as const },
          ],
        }
      : sent,
  );
  expect(failing({ ...hidden, sent: lost })).not.toContain(rule.unavailable);
});
