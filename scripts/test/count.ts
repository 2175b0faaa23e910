import * as z from "zod";

/** How many tests had which outcome. */
export interface Count {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export const NOTHING: Count = { passed: 0, failed: 0, skipped: 0 };

/** The sum of two counts. */
export function add(a: Count, b: Count): Count {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

/** What Vitest's JSON reporter writes, as far as it is counted here. */
const reportSchema = z.object({
  numPassedTests: z.number().int(),
  numFailedTests: z.number().int(),
  numPendingTests: z.number().int(),
  numTodoTests: z.number().int(),
});

/**
 * Counts one run of Vitest. `report` is its JSON report, undefined when it wrote none. A run that failed
 * without a failed test (a file that does not load, an error outside of any test, no test at all) counts as
 * one failure, so that it cannot pass unseen.
 */
export function countVitest(report: string | undefined, status: number | null): Count {
  const parsed = reportSchema.safeParse(report === undefined ? undefined : JSON.parse(report));
  if (!parsed.success) return { ...NOTHING, failed: 1 };
  const { numPassedTests: passed, numFailedTests: failed, numPendingTests, numTodoTests } = parsed.data;
  const skipped = numPendingTests + numTodoTests;
  const unseen = failed === 0 && (status !== 0 || passed + skipped === 0) ? 1 : 0;
  return { passed, failed: failed + unseen, skipped };
}

/** The line that ends every test run: `N passed, N failed`, and the skipped ones if there are any. */
export function countLine({ passed, failed, skipped }: Count): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

/** A run is good when nothing failed and something passed. */
export function isGood(count: Count): boolean {
  return count.failed === 0 && count.passed > 0;
}
