import { describe, expect, test } from "vitest";
import { refusal } from "../../../src/domain/refusal.ts";
import type { StatusReport } from "../commands/status.ts";
import { ACCOUNT_ID, AGENT_ID } from "../testing/fixtures.ts";
import { diagnose } from "./diagnose.ts";
import type { DoctorFacts } from "./facts.ts";
import { findingsText } from "./finding.ts";

const status: StatusReport = {
  ...{ running: true, pid: 1, agentId: AGENT_ID, accountId: ACCOUNT_ID, startedAtMs: 0, updatedAtMs: 1_000 },
  link: { state: "up", epoch: 1 },
  terminal: {
    ...{ stage: "reconciled", account: "1001@Broker-Demo", port: 5_000, obstacle: "" },
    ...{ symbols: 3, openSymbols: 3, pingMicros: 30_000, refused: null, faults: [] },
  },
  ...{ reconciled: true, waitingFor: null, clockOffsetMs: 0, lastOrder: null },
  counts: { open: 0, awaited: 0, handledSeq: 1, unacknowledgedReports: 0, positions: 0 },
};

const healthy: DoctorFacts = {
  ...{ nowMs: 2_000, unpaired: null, gatewayUrl: "https://gateway.example", keyExposed: false, status },
  gateway: { reached: true, clockOffsetMs: 0 },
  ...{ freeBytes: 9e9, tokenFile: "/state/ea-token" },
};

function withStatus(changes: Partial<StatusReport>): DoctorFacts {
  return { ...healthy, status: { ...status, ...changes } };
}

function withTerminal(changes: Partial<StatusReport["terminal"]>): DoctorFacts {
  return withStatus({ terminal: { ...status.terminal, ...changes } });
}

test("a healthy installation has nothing to mend", () => {
  expect(diagnose(healthy).every(({ level, advice }) => level === "ok" && advice === undefined)).toBe(true);
});

test("before pairing there is nothing else to look at", () => {
  const facts = { ...healthy, unpaired: refusal("not_paired", "Not paired.", { hint: "pair it" }) };
  expect(diagnose(facts)).toEqual([
    { level: "problem", subject: "pairing", message: "Not paired.", advice: "pair it" },
  ]);
});

describe("each fault is named with what to do about it", () => {
  const gatewayDown = (code: string): DoctorFacts => ({
    ...healthy,
    gateway: { reached: false, code, message: "no" },
  });
  test.each<[string, DoctorFacts, string, "problem" | "warning", RegExp]>([
    ["a key others can read", { ...healthy, keyExposed: true }, "key", "problem", /chmod 700/],
    ["an unknown gateway name", gatewayDown("ENOTFOUND"), "gateway", "problem", /DNS/],
    ["a closed port", gatewayDown("ECONNREFUSED"), "gateway", "problem", /start the gateway/],
    ["a firewall", gatewayDown("UND_ERR_CONNECT_TIMEOUT"), "gateway", "problem", /firewall/],
    ["a bad certificate", gatewayDown("CERT_HAS_EXPIRED"), "gateway", "problem", /certificate/],
    ["any other failure", gatewayDown(""), "gateway", "problem", /internet/],
    [
      "a clock an hour off",
      { ...healthy, gateway: { reached: true, clockOffsetMs: 3_600_000 } },
      ...(["clock", "warning", /NTP/] as const),
    ],
    ["a full disk", { ...healthy, freeBytes: 1e6 }, "disk", "warning", /make room/],
    ["no agent", { ...healthy, status: null }, "agent", "problem", /service install/],
    ["a dead agent", withStatus({ running: false }), "agent", "problem", /run/],
    ["a stuck agent", { ...healthy, nowMs: 100_000 }, "agent", "warning", /log/],
    [
      "a link that was taken over",
      withStatus({
        link: { state: "stopped", reason: "Another agent took over.", hint: "stop it", epoch: 2 },
      }),
      ...(["link", "problem", /^stop it$/] as const),
    ],
    [
      "reports that pile up",
      withStatus({ counts: { ...status.counts, unacknowledgedReports: 5_000 } }),
      ...(["reports", "warning", /delivered/] as const),
    ],
    [
      "an unknown outcome",
      withStatus({ counts: { ...status.counts, awaited: 1 } }),
      ...(["unknown", "warning", /never resent/] as const),
    ],
    [
      "an expert advisor that is not attached",
      withTerminal({ stage: "absent" }),
      ...(["terminal", "problem", /attach.*127\.0\.0\.1/] as const),
    ],
    [
      "a terminal with another token",
      withTerminal({ stage: "absent", refused: "wrong proof" }),
      ...(["terminal", "problem", /\/state\/ea-token.*5000/] as const),
    ],
    [
      "algo trading off",
      withTerminal({ obstacle: "algo_trading_off" }),
      "trading",
      "problem",
      /Algo Trading/,
    ],
    ["no broker", withTerminal({ obstacle: "disconnected" }), "trading", "problem", /log in again/],
    ["a closed market", withTerminal({ openSymbols: 0 }), "market", "warning", /session opens/],
    [
      "a fault of the expert advisor",
      withTerminal({ faults: [{ code: "journal_full", message: "Disk full." }] }),
      ...(["expert", "problem", /mt5/] as const),
    ],
    [
      "sides that do not agree",
      withStatus({ reconciled: false, waitingFor: refusal("other", "Other account.", { hint: "log in" }) }),
      ...(["orders", "problem", /log in/] as const),
    ],
    [
      "a halt by a person",
      withStatus({ halted: { by: "anna", reason: "news", sinceMs: 0 } }),
      ...(["halt", "problem", /resume/] as const),
    ],
    [
      "a host without limits of its own",
      withStatus({ policy: { state: "none", stops: [], limits: [] } }),
      ...(["policy", "warning", /policy init/] as const),
    ],
    [
      "a policy file that cannot be read",
      withStatus({
        policy: {
          state: "refused",
          fault: refusal("policy_bad", "Line 3: no such key."),
          stops: [],
          limits: [],
        },
      }),
      ...(["policy", "problem", /policy check/] as const),
    ],
    [
      "a daily loss that is reached",
      withStatus({
        policy: { state: "loaded", stops: [{ code: "policy_daily_loss", message: "Lost." }], limits: [] },
      }),
      ...(["policy", "problem", /docs\/policy/] as const),
    ],
  ])("%s", (_name, facts, subject, level, advice) => {
    const found = diagnose(facts).find((finding) => finding.subject === subject && finding.level !== "ok");
    expect(found).toMatchObject({ level, advice: expect.stringMatching(advice) });
  });
});

test("a policy file that stops entries is one problem, and nobody is told to resume", () => {
  const fault = refusal("policy_file_broken", "Line 3: no such key.", { hint: "correct the file" });
  const problems = diagnose(
    withStatus({
      halted: { by: "policy", reason: fault.message, sinceMs: 0 },
      policy: { state: "refused", fault, stops: [fault], limits: [] },
    }),
  ).filter(({ level }) => level !== "ok");
  expect(problems).toMatchObject([{ subject: "policy", advice: "correct the file" }]);
});

test("a person reads the advice below what it is for", () => {
  const text = findingsText(diagnose(withTerminal({ obstacle: "algo_trading_off" })));
  expect(text).toMatch(/PROBLEM trading +Algorithmic trading is switched off.*\n +-> press "Algo Trading"/);
});
