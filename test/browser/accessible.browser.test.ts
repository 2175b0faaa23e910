import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { seriousFindings } from "./support/accessible.ts";
import { chromiumPath } from "./support/chromium.ts";
import { type Desk, startDesk, type WatchedPage } from "./support/desk.ts";
import { deskPages, listedPages } from "./support/desk-pages.ts";

/** Some twenty pages, each looked through twice, while two cores may be busy with something else. */
const EVERY_PAGE_MS = 360_000;
const WIDTHS = [1280, 360];

describe.skipIf(chromiumPath === undefined)("everybody can use it", () => {
  let desk: Desk;
  let owner: WatchedPage;
  let paths: readonly string[];

  beforeAll(async () => {
    desk = await startDesk();
    const { trading } = desk;
    const { strategy, account } = trading.installation.ready;
    const { alert } = await trading.trade(trading.json({ action: "buy", symbol: "EURUSD", lots: "0.1" }));
    paths = deskPages({ strategyId: strategy.id, accountId: account.id, alertId: alert.id });
    owner = await desk.openAs("/me");
  });
  afterAll(() => desk.end());
  afterEach(() => expect(owner.faults).toEqual([]));

  /** Waits until what the page shows was fetched. */
  async function visit(page: Page, path: string): Promise<void> {
    await page.goto(`${owner.url}/desk${path}`);
    await page.getByRole("heading", { level: 1 }).first().waitFor();
    await page
      .getByText(/^Fetching /)
      .first()
      .waitFor({ state: "detached" });
    expect(await page.getByText("rate_limited").count(), path).toBe(0);
  }

  async function expectGood(page: Page, what: string): Promise<void> {
    expect(await seriousFindings(page), what).toEqual([]);
    const sideways = await page.evaluate(
      "document.documentElement.scrollWidth - document.documentElement.clientWidth",
    );
    expect(sideways, `${what} scrolls sideways`).toBe(0);
  }

  test("every page that the navigation lists is one of the router's", () => {
    const listed = listedPages();
    expect(listed.length).toBeGreaterThan(10);
    expect(listed.filter((path) => !paths.includes(path))).toEqual([]);
  });

  test("no page has a serious finding of axe, or is wider than the window, on a screen or on a telephone", {
    timeout: EVERY_PAGE_MS,
  }, async () => {
    const { page } = owner;
    for (const path of paths) {
      await page.setViewportSize({ width: 1280, height: 800 });
      await visit(page, path);
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 800 });
        await expectGood(page, `${path} at ${width}`);
      }
    }
  });

  test("neither has the menu of a telephone, the palette, or the dialog that stops trading", async () => {
    const { page } = owner;
    await page.setViewportSize({ width: 360, height: 800 });
    await visit(page, "/me");
    await page.getByRole("button", { name: "Open the menu" }).click();
    await page.getByRole("navigation", { name: "Pages" }).waitFor();
    await expectGood(page, "the menu");
    await page.getByRole("link", { name: "Sessions" }).click();
    await page.getByRole("heading", { level: 1, name: "Sessions" }).waitFor();
    expect(await page.getByRole("navigation", { name: "Pages" }).isVisible()).toBe(false);
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "What you want" }).waitFor();
    await expectGood(page, "the palette");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Stop trading" }).click();
    await page.getByRole("dialog", { name: "Stop trading" }).waitFor();
    await expectGood(page, "the stop");
  });
});
