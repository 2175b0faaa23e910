import { writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { statePaths } from "../state/state-dir.ts";
import type { Status } from "../state/status-file.ts";
import { ACCOUNT_ID, AGENT_ID, orderIdOf, temporaryDirectory } from "../testing/fixtures.ts";
import { readStatus, statusText } from "./status.ts";

const status: Status = {
  ...{ pid: process.pid, agentId: AGENT_ID, accountId: ACCOUNT_ID, startedAtMs: 1, updatedAtMs: 2 },
  link: { state: "stopped", reason: "Another agent took over.", hint: "stop the other agent", epoch: 3 },
  terminal: {
    ...{ stage: "reconciled", account: "1001@Test", port: 5000, obstacle: "" },
    ...{ symbols: 1, openSymbols: 1, pingMicros: null, refused: null, faults: [] },
  },
  ...{
    reconciled: false,
    waitingFor: { code: "replaced", message: "Another agent took over." },
    clockOffsetMs: -12,
  },
  lastOrder: { orderId: orderIdOf(1), event: "filled", atMs: 0 },
  counts: { open: 1, awaited: 2, handledSeq: 3, unacknowledgedReports: 4, positions: 5 },
};

function written(changes: Partial<Status> = {}) {
  const paths = statePaths(temporaryDirectory());
  writeFileSync(paths.status, JSON.stringify({ ...status, ...changes }));
  return readStatus(paths);
}

test("the status says whether its writer still lives", () => {
  expect(written()).toMatchObject({ ok: true, value: { running: true } });
  // Above the largest process id that Linux gives out.
  expect(written({ pid: 4_194_305 })).toMatchObject({ ok: true, value: { running: false } });
});

test("a person reads why nothing is traded and what to do about it", () => {
  const read = written();
  const text = read.ok ? statusText(read.value) : "";
  expect(text).toContain("link        stopped: Another agent took over.");
  expect(text).toContain("reconciled  no: Another agent took over.");
  expect(text).toContain("hint        stop the other agent");
  expect(text).toContain(`last order  ${orderIdOf(1)} filled at 1970-01-01T00:00:00.000Z`);
});

test("half a file or none is no status", () => {
  const paths = statePaths(temporaryDirectory());
  expect(readStatus(paths).ok).toBe(false);
  writeFileSync(paths.status, '{"pid":');
  expect(readStatus(paths).ok).toBe(false);
});
