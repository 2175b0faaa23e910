import fc from "fast-check";
import { expect, test } from "vitest";
import { err, ok } from "../../../src/domain/result.ts";
import type { SignedHalt } from "../../../src/protocol/signed-halt.ts";
import { ACCOUNT_ID, AGENT_ID } from "../testing/fixtures.ts";
import { judgeHalt } from "./halt-intake.ts";

const self = { accountId: ACCOUNT_ID, agentId: AGENT_ID };
const stopped = { stopId: `stp_${"0".repeat(26)}`, by: "usr_1", reason: "x", sinceMs: 1 };
const halt = (over: Partial<SignedHalt> = {}): SignedHalt => ({
  v: 1,
  ...self,
  version: 1,
  stopped,
  ...over,
});
const never = { version: 0, stopped: null };

test("what is newer counts, what is old or the same again does not", () => {
  expect(judgeHalt(ok(halt()), self, never)).toEqual(ok({ version: 1, stopped }));
  expect(judgeHalt(ok(halt()), self, { version: 1, stopped })).toEqual(ok(null));
  expect(judgeHalt(ok(halt({ stopped: null })), self, { version: 2, stopped })).toEqual(ok(null));
});

test("what is not signed, or not for this agent, is refused", () => {
  const forged = err({ code: "bad_signature", message: "" });
  expect(judgeHalt(forged, self, never)).toEqual(forged);
  const account = judgeHalt(ok(halt({ accountId: "acc_x" })), self, never);
  expect(account).toMatchObject({ error: { code: "wrong_account" } });
  const agent = judgeHalt(ok(halt({ agentId: "agt_x" })), self, never);
  expect(agent).toMatchObject({ error: { code: "wrong_agent" } });
});

test("in whatever order frames come, and come again, the newest is in force", () => {
  const frames = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 });
  fc.assert(
    fc.property(frames, (versions) => {
      let standing: { version: number; stopped: typeof stopped | null } = never;
      for (const version of versions) {
        const judged = judgeHalt(
          ok(halt({ version, stopped: version % 2 ? stopped : null })),
          self,
          standing,
        );
        if (judged.ok && judged.value !== null) standing = { ...judged.value };
      }
      const newest = Math.max(...versions);
      expect(standing).toEqual({ version: newest, stopped: newest % 2 ? stopped : null });
    }),
  );
});
