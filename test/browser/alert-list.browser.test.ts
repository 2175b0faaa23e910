import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { chromiumPath } from "./support/chromium.ts";
import { type Desk, startDesk, type WatchedPage } from "./support/desk.ts";

const MANY = 10_000;

/** A page of ten thousand alerts that nobody sent, as the gateway would list them. */
function pageOfMany(limit: number, cursor: string | null) {
  const name = (index: number): string => `alt_${String(index).padStart(26, "0")}`;
  const from = cursor === null ? MANY - 1 : Number(cursor.slice(4)) - 1;
  const items = Array.from({ length: Math.min(limit, from + 1) }, (_, offset) => ({
    ...{
      id: name(from - offset),
      strategyId: "str_1",
      body: `message ${from - offset}`,
      receivedAtMs: 1_000,
    },
    ...{ verdict: "accepted", outcome: "filled", final: true, explicitId: null, address: null, routes: [] },
  }));
  const last = from - items.length + 1;
  return { items, next: last > 0 ? name(last) : null };
}

// Beside the other tests of alerts one person would open more in a minute than a person may ask.
describe.skipIf(chromiumPath === undefined)("the list of alerts", () => {
  let desk: Desk;
  const pages: WatchedPage[] = [];
  const openAs = async (path: string): Promise<WatchedPage> => {
    const watched = await desk.openAs(path);
    pages.push(watched);
    return watched;
  };

  beforeAll(async () => {
    desk = await startDesk();
  });
  afterAll(() => desk.end());
  afterEach(async () => {
    for (const { page, faults } of pages.splice(0)) {
      expect(faults).toEqual([]);
      await page.context().close();
    }
  });

  test("j, k and Enter go through the list", async () => {
    for (const id of ["first-key", "second-key"]) {
      await desk.trading.send(desk.trading.json({ action: "buy", symbol: "EURUSD", lots: "0.1", id }));
    }
    const { page } = await openAs("/alerts");
    await page.getByRole("row").filter({ hasText: "first-key" }).waitFor();
    const focused = () => page.evaluate("document.activeElement.id");
    await page.keyboard.press("j");
    const first = await focused();
    await page.keyboard.press("j");
    expect(await focused()).not.toBe(first);
    await page.keyboard.press("k");
    expect(await focused()).toBe(first);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "The story of an alert" }).waitFor();
  });

  test("of ten thousand only those that are seen are in the document, and the last is reached", async () => {
    const { page, url } = await openAs("/sessions");
    const asked: string[] = [];
    await page.route("**/api/alerts?*", async (route) => {
      const query = new URL(route.request().url()).searchParams;
      asked.push(query.get("cursor") ?? "newest");
      await route.fulfill({ json: pageOfMany(Number(query.get("limit")), query.get("cursor")) });
    });
    await page.goto(`${url}/desk/alerts`);
    await page.getByRole("row").filter({ hasText: "message 9999" }).waitFor();
    const last = page.getByRole("row").filter({ hasText: "message 0" });
    for (let turn = 0; turn < 400 && (await last.count()) === 0; turn++) {
      await page.evaluate("window.scrollTo(0, document.body.scrollHeight)");
      await page.waitForTimeout(50);
    }
    await last.first().waitFor();
    expect(await page.getByRole("row").count()).toBeLessThan(80);
    // Older ones are asked for once each; only the newest again and again.
    const older = asked.filter((cursor) => cursor !== "newest");
    expect(new Set(older).size).toBe(older.length);
  }, 120_000);
});
