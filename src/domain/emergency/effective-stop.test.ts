import fc from "fast-check";
import { expect, test } from "vitest";
import { type EmergencyStop, effectiveStop } from "./effective-stop.ts";

const mine = `acc_${"1".repeat(26)}`;
const other = `acc_${"2".repeat(26)}`;

function stop(name: string, over: Partial<EmergencyStop> = {}): EmergencyStop {
  return {
    ...{ id: `stp_${name}`, accounts: null, reason: name, by: "usr_1", atMs: 1 },
    ...{ stopsEntries: true, closesPositions: false },
    ...over,
  };
}

test("without a stop that covers it an account trades", () => {
  expect(effectiveStop([], mine)).toEqual({ stopped: null, closing: null });
  expect(effectiveStop([stop("a", { accounts: [other] })], mine).stopped).toBeNull();
});

test("the oldest stop names the reason, and any of them closes", () => {
  const standing = [stop("a"), stop("b", { closesPositions: true }), stop("c")];
  expect(effectiveStop(standing, mine)).toEqual({
    stopped: { stopId: "stp_a", by: "usr_1", reason: "a", sinceMs: 1 },
    closing: { stopId: "stp_b", repeat: true },
  });
});

test("what only closes does not stop", () => {
  expect(effectiveStop([stop("a", { stopsEntries: false, closesPositions: true })], mine)).toEqual({
    stopped: null,
    closing: null,
  });
});

test("an account is stopped exactly while at least one stop covers it", () => {
  const scope = fc.constantFrom(null, [mine], [other], [mine, other]);
  fc.assert(
    fc.property(fc.array(scope), (scopes) => {
      const standing = scopes.map((accounts, at) => stop(String(at), { accounts }));
      const covered = scopes.some((accounts) => accounts === null || accounts.includes(mine));
      expect(effectiveStop(standing, mine).stopped !== null).toBe(covered);
    }),
  );
});
