import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { seriousFindings } from "./support/accessible.ts";
import { chromiumPath } from "./support/chromium.ts";
import { type Desk, startDesk } from "./support/desk.ts";

/** Thirteen pages, each looked through twice, while two cores may be busy with something else. */
const EVERY_PAGE_MS = 240_000;

// In a file of its own, with a gateway of its own: so many pages come near to what a person may ask in a minute.
describe.skipIf(chromiumPath === undefined)("everybody can use it", () => {
  let desk: Desk;

  beforeAll(async () => {
    desk = await startDesk();
  });
  afterAll(() => desk.end());

  test("no page of the management has a serious finding of axe, on a screen or on a telephone", {
    timeout: EVERY_PAGE_MS,
  }, async () => {
    const { page, url, faults } = await desk.openAs("/me");
    const { strategy, account } = desk.trading.installation.ready;
    const paths = [
      ...[
        "/strategies",
        `/strategies/${strategy.id}`,
        "/accounts",
        `/accounts/${account.id}`,
        "/keys",
        "/me",
      ],
      ...["/emergency", "/security", "/security/people", "/security/report", "/security/audit", "/settings"],
      "/start",
    ];
    for (const path of paths) {
      await page.setViewportSize({ width: 1280, height: 800 });
      await page.goto(`${url}/desk${path}`);
      await page.getByRole("heading", { level: 1 }).waitFor();
      await page
        .getByText(/^Fetching /)
        .first()
        .waitFor({ state: "detached" });
      for (const width of [1280, 360]) {
        await page.setViewportSize({ width, height: 800 });
        expect(await seriousFindings(page), `${path} at ${width}`).toEqual([]);
        const sideways = await page.evaluate(
          "document.documentElement.scrollWidth - document.documentElement.clientWidth",
        );
        expect(sideways, `${path} at ${width} scrolls sideways`).toBe(0);
      }
    }
    expect(faults).toEqual([]);
  });
});
