import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { until } from "../support/until.ts";
import { chromiumPath } from "./support/chromium.ts";
import { type Desk, startDesk, type WatchedPage } from "./support/desk.ts";

const MANY = 10_000;
/** A page of the list after the other is drawn until the end is there. */
const END_MS = 100_000;

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

describe.skipIf(chromiumPath === undefined)("the list of alerts", () => {
  let desk: Desk;
  let owner: WatchedPage;
  const visit = async (path: string): Promise<Page> => {
    await owner.page.goto(`${owner.url}/desk${path}`);
    return owner.page;
  };

  beforeAll(async () => {
    desk = await startDesk();
    owner = await desk.openAs("/me");
  });
  afterAll(() => desk.end());
  afterEach(() => expect(owner.faults).toEqual([]));

  test("j, k and Enter go through the list", async () => {
    for (const id of ["first-key", "second-key"]) {
      await desk.trading.send(desk.trading.json({ action: "buy", symbol: "EURUSD", lots: "0.1", id }));
    }
    const page = await visit("/alerts");
    await page.getByRole("row").filter({ hasText: "first-key" }).waitFor();
    const focused = () => page.evaluate("document.activeElement.id");
    const nobody = await focused();
    await page.keyboard.press("j");
    await expect.poll(focused).not.toBe(nobody);
    const first = await focused();
    await page.keyboard.press("j");
    await expect.poll(focused).not.toBe(first);
    await page.keyboard.press("k");
    await expect.poll(focused).toBe(first);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "The story of an alert" }).waitFor();
  });

  test("of ten thousand only those that are seen are in the document, and the last is reached", async () => {
    const { page } = owner;
    const asked: string[] = [];
    await page.route("**/api/alerts?*", async (route) => {
      const query = new URL(route.request().url()).searchParams;
      asked.push(query.get("cursor") ?? "newest");
      await route.fulfill({ json: pageOfMany(Number(query.get("limit")), query.get("cursor")) });
    });
    await visit("/alerts");
    await page.getByRole("row").filter({ hasText: "message 9999" }).waitFor();
    const last = page.getByRole("row").filter({ hasText: "message 0" });
    await until("the last alert", END_MS, async () => {
      await page.evaluate("window.scrollTo(0, document.body.scrollHeight)");
      return (await last.count()) > 0 || undefined;
    });
    expect(await page.getByRole("row").count()).toBeLessThan(80);
    // Older ones are asked for once each; only the newest again and again.
    const older = asked.filter((cursor) => cursor !== "newest");
    expect(new Set(older).size).toBe(older.length);
  }, 120_000);
});
