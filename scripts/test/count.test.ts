import { expect, test } from "vitest";
import { add, countLine, countVitest, isGood, NOTHING } from "./count.ts";

const report = (passed: number, failed: number, pending = 0, todo = 0) =>
  JSON.stringify({
    numPassedTests: passed,
    numFailedTests: failed,
    numPendingTests: pending,
    numTodoTests: todo,
    testResults: [],
  });

test("a run is counted as Vitest reports it, skipped and planned tests together", () => {
  expect(countVitest(report(5, 2, 1, 1), 1)).toEqual({ passed: 5, failed: 2, skipped: 2 });
});

test("a run that fails without a failed test is a failure, so a file that does not load is seen", () => {
  expect(countVitest(report(5, 0), 1)).toEqual({ passed: 5, failed: 1, skipped: 0 });
});

test("a run without a single test is a failure, so a wrong path cannot pass", () => {
  expect(countVitest(report(0, 0), 0).failed).toBe(1);
});

test("a run without a report is a failure", () => {
  expect(countVitest(undefined, 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  expect(countVitest("{}", 0).failed).toBe(1);
});

test("the last line names skipped tests only when there are some", () => {
  expect(countLine({ passed: 12, failed: 0, skipped: 0 })).toBe("12 passed, 0 failed");
  expect(countLine({ passed: 12, failed: 1, skipped: 3 })).toBe("12 passed, 1 failed, 3 skipped");
});

test("the parts are summed; only a sum with passes and no failure is good", () => {
  const sum = add({ passed: 2, failed: 0, skipped: 1 }, { passed: 3, failed: 0, skipped: 0 });
  expect(sum).toEqual({ passed: 5, failed: 0, skipped: 1 });
  expect(isGood(sum)).toBe(true);
  expect(isGood(add(sum, { passed: 0, failed: 1, skipped: 0 }))).toBe(false);
  expect(isGood(NOTHING)).toBe(false);
});
