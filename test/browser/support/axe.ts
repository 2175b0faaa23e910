import axe from "axe-core";
import type { Page } from "playwright-core";
import * as z from "zod";

const resultsSchema = z.object({
  violations: z.array(
    z.object({
      id: z.string(),
      impact: z.string().nullish(),
      help: z.string(),
      nodes: z.array(z.object({ target: z.array(z.unknown()), failureSummary: z.string().nullish() })),
    }),
  ),
});

/** What axe-core finds on the page as it stands that is serious or worse, a line each. */
export async function seriousFindings(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const results = resultsSchema.parse(await page.evaluate("axe.run()"));
  return results.violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, help, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${help} at ${target.join(" ")}: ${failureSummary}`),
    );
}
