import axe from "axe-core";
import type { Page } from "playwright-core";
import * as z from "zod";

const violationsSchema = z.array(
  z.object({ impact: z.string().nullable(), id: z.string(), nodes: z.array(z.object({ html: z.string() })) }),
);

const run = `axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) => JSON.stringify(violations))`;

/**
 * What axe-core finds on the page as it stands that is serious or worse, one line each. It runs in a world of its
 * own, where the page's policy does not hold and nothing of it is seen by the page.
 */
export async function seriousFindings(page: Page): Promise<string[]> {
  const devtools = await page.context().newCDPSession(page);
  const { frameTree } = await devtools.send("Page.getFrameTree");
  const { executionContextId: contextId } = await devtools.send("Page.createIsolatedWorld", {
    frameId: frameTree.frame.id,
    worldName: "axe",
  });
  await devtools.send("Runtime.evaluate", { expression: axe.source, contextId });
  const { result } = await devtools.send("Runtime.evaluate", {
    expression: run,
    contextId,
    awaitPromise: true,
  });
  await devtools.detach();
  const violations = violationsSchema.parse(JSON.parse(z.string().parse(result.value)));
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(" ; ")}`);
}
