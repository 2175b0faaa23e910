import type { Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { until } from "../support/until.ts";
import { seriousFindings } from "./support/accessible.ts";
import { chromiumPath } from "./support/chromium.ts";
import { type Desk, startDesk, type WatchedPage } from "./support/desk.ts";

/** The terminal tells a tick or two a second; two busy cores make everything slow. */
const TICKS_MS = 30_000;

const PRICE = /^\d+\.\d{5}/;

/** Where a line is, as a screen reader hears it: `1.08450, −23.5 pips from the market, …`. */
async function priceOf(line: Locator): Promise<string> {
  const text = (await line.getAttribute("aria-valuetext")) ?? "";
  return PRICE.exec(text)?.[0] ?? text;
}

/** Middle of an element in the window. */
async function middleOf(element: Locator): Promise<{ readonly x: number; readonly y: number }> {
  const box = await element.boundingBox();
  if (box === null) throw new Error("it is not on the page");
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** Resolves when the page has drawn what it was told. */
async function drawn(page: Page): Promise<void> {
  await page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
}

/** Takes a line with the mouse where `place` says and moves it so many pixels down; the button stays pressed. */
async function drag(
  page: Page,
  line: Locator,
  place: () => Promise<{ readonly x: number; readonly y: number }>,
  by: number,
): Promise<void> {
  const before = await priceOf(line);
  await until("hold of the line", TICKS_MS, async () => {
    const { x, y } = await place();
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x, y + by, { steps: 3 });
    await drawn(page);
    if ((await priceOf(line)) !== before) return true;
    // A tick that moved the scale took the line away while the pointer was on its way.
    await page.mouse.up();
    return undefined;
  });
}

describe.skipIf(chromiumPath === undefined)("the chart", () => {
  let desk: Desk;
  const pages: WatchedPage[] = [];
  let closings = 0;

  beforeAll(async () => {
    desk = await startDesk();
  });
  afterAll(() => desk.end());
  afterEach(async () => {
    for (const { page, faults } of pages.splice(0)) {
      expect(faults).toEqual([]);
      await page.context().close();
    }
    // Labels of what an earlier test opened would cover those of the next: there is only so much room on a chart.
    const { api, json, trade } = desk.trading;
    await trade(json({ action: "close", scope: "account", id: `after-${closings++}` }));
    await until("a flat account", TICKS_MS, async () => (await api.positions()).length === 0 || undefined);
  });

  /** The desk with the chart drawn. */
  async function openChart(options?: Parameters<Desk["openAs"]>[1]): Promise<Page> {
    const watched = await desk.openAs("/?symbol=EURUSD&frame=M1", options);
    pages.push(watched);
    await watched.page.getByText(/^O \d/).waitFor({ timeout: TICKS_MS });
    return watched.page;
  }
  const words = (page: Page) => page.getByRole("region", { name: "The chart of EURUSD in words" });

  /** A position of this test's own, by what an alert asks for; its ticket. */
  async function openPosition(fields: Readonly<Record<string, unknown>>): Promise<string> {
    const { trade, json, deals } = desk.trading;
    const story = await trade(json({ symbol: "EURUSD", lots: "0.1", ...fields }));
    const deal = deals(story.orders[0]?.id ?? "")[0];
    if (deal === undefined) throw new Error(`it was not filled: ${JSON.stringify(story.alert)}`);
    return deal.position;
  }

  /** What the desk asks the gateway to change. */
  function changesAsked(page: Page): { readonly path: string; readonly body: unknown }[] {
    const asked: { path: string; body: unknown }[] = [];
    page.on("request", (request) => {
      if (request.method() !== "PATCH") return;
      asked.push({ path: new URL(request.url()).pathname, body: request.postDataJSON() });
    });
    return asked;
  }

  test("shows the terminal's bars, and the ticks that come move the newest", async () => {
    const page = await openChart();
    expect(await page.locator(".chart-place canvas").count()).toBeGreaterThan(0);
    // Away from the chart, which otherwise tells of the bar under the pointer.
    await page.mouse.move(2, 2);
    const bid = () =>
      words(page)
        .getByText(/^EURUSD: bid/)
        .textContent();
    const before = await bid();
    await until("another tick", TICKS_MS, async () => ((await bid()) === before ? undefined : true));
    await until("the newest bar at the bid", TICKS_MS, async () => {
      const close = (await page.getByText(/^C \d/).textContent())?.slice(2) ?? "none";
      return (await bid())?.includes(`bid ${close}`) === true ? true : undefined;
    });
    expect(await seriousFindings(page)).toEqual([]);
  });

  test("a stop that is dragged with the mouse asks the gateway, and stays where the ledger has it until then", async () => {
    const ticket = await openPosition({ action: "buy", sl_pips: 15, id: "mouse" });
    const page = await openChart();
    const asked = changesAsked(page);
    const stop = page.getByRole("slider", { name: `Stop loss of position ${ticket}, buy 0.1` });
    const before = await priceOf(stop);
    await drag(page, stop, () => middleOf(stop), 12);
    const held = await priceOf(stop);
    expect(Number(held)).toBeLessThan(Number(before));
    expect(await stop.textContent()).toMatch(/−\d+\.\d from market.*−\d+\.\d from open/);
    await page.mouse.up();
    await stop.getByText(`asked ${held}`).waitFor();
    expect(await priceOf(stop)).toBe(before);
    expect(asked).toEqual([]);
    const would = page.getByRole("region", { name: "What it would do" });
    await would
      .getByText(new RegExp(`^Stop loss ${held}, [0-9.]+ pips from the open price: [0-9.]+ USD at risk`))
      .waitFor();
    await page.getByRole("button", { name: "Yes, move it" }).click();
    await until("the ledger's word", TICKS_MS, async () =>
      (await priceOf(stop)) === held ? true : undefined,
    );
    await stop.getByText("asked").waitFor({ state: "detached" });
    expect(asked.map(({ path, body }) => [path.split("/").slice(-2), body])).toEqual([
      [["positions", ticket], { stopLoss: held }],
    ]);
  });

  test("the line itself can be taken anywhere along it, and a hand that trembles moves nothing", async () => {
    const ticket = await openPosition({ action: "sell", tp_pips: 14, id: "line" });
    const page = await openChart();
    const target = page.getByRole("slider", { name: `Take profit of position ${ticket}, sell 0.1` });
    const area = await middleOf(page.locator(".chart-place"));
    const onLine = async () => ({ x: area.x, y: (await middleOf(target)).y });
    const move = page.getByRole("button", { name: "Yes, move it" });
    await drag(page, target, onLine, 10);
    await page.keyboard.press("Escape");
    await page.mouse.up();
    expect(await move.count()).toBe(0);
    expect(await target.textContent()).not.toContain("asked");
    const { x, y } = await onLine();
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + 1, y + 1);
    await page.mouse.up();
    await drawn(page);
    expect(await move.count()).toBe(0);
    await drag(page, target, onLine, 10);
    await page.mouse.up();
    await move.waitFor();
    await page.getByRole("button", { name: "No", exact: true }).click();
    await until("that nobody waits", TICKS_MS, async () =>
      (await target.textContent())?.includes("asked") ? undefined : true,
    );
  });

  test("a stop is moved by keys alone, taken back with Escape, and one that is not set is added", async () => {
    const ticket = await openPosition({ action: "buy", sl_pips: 18, id: "keys" });
    const page = await openChart();
    const asked = changesAsked(page);
    const stop = page.getByRole("slider", { name: `Stop loss of position ${ticket}, buy 0.1` });
    const before = await priceOf(stop);
    await stop.focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Shift+ArrowDown");
    await expect.poll(async () => Math.round((Number(await priceOf(stop)) - Number(before)) * 1e5)).toBe(-11);
    await page.keyboard.press("Escape");
    await expect.poll(() => priceOf(stop)).toBe(before);
    await page.keyboard.press("PageDown");
    await expect.poll(() => priceOf(stop)).not.toBe(before);
    const wanted = await priceOf(stop);
    await page.keyboard.press("Enter");
    await expect.poll(() => priceOf(stop)).toBe(before);
    await page.getByRole("button", { name: "Yes, move it" }).press("Enter");
    await until("the ledger's word", TICKS_MS, async () =>
      (await priceOf(stop)) === wanted ? true : undefined,
    );
    const target = page.getByRole("slider", { name: `Take profit of position ${ticket}, buy 0.1` });
    expect(await target.getAttribute("aria-valuetext")).toBe("not set");
    await target.focus();
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("PageUp");
    await drawn(page);
    const added = await priceOf(target);
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Yes, move it" }).press("Enter");
    await until("the target", TICKS_MS, async () => ((await priceOf(target)) === added ? true : undefined));
    expect(asked.map(({ body }) => body)).toEqual([{ stopLoss: wanted }, { takeProfit: added }]);
  });

  test("on a telephone a finger drags the label, nothing is wider than the screen, and the words say it all", async () => {
    const ticket = await openPosition({ action: "buy", sl_pips: 16, id: "finger" });
    const page = await openChart({ viewport: { width: 360, height: 780 }, hasTouch: true, isMobile: true });
    const stop = page.getByRole("slider", { name: `Stop loss of position ${ticket}, buy 0.1` });
    await stop.scrollIntoViewIfNeeded();
    await drawn(page);
    const before = await priceOf(stop);
    const { x, y } = await middleOf(stop);
    const fingers = await page.context().newCDPSession(page);
    const touch = (type: "touchStart" | "touchMove" | "touchEnd", at: number) =>
      fingers.send("Input.dispatchTouchEvent", {
        type,
        touchPoints: type === "touchEnd" ? [] : [{ x, y: at }],
      });
    await touch("touchStart", y);
    for (const by of [4, 8, 14]) await touch("touchMove", y + by);
    await expect.poll(() => priceOf(stop)).not.toBe(before);
    const label = await stop.boundingBox();
    expect((label?.x ?? 0) + (label?.width ?? 0)).toBeLessThanOrEqual(360);
    await touch("touchEnd", y);
    await page.getByRole("button", { name: "Yes, move it" }).waitFor();
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(360);
    const text = await words(page).textContent();
    expect(text).toContain(`Stop loss of position ${ticket}, buy 0.1: ${before}`);
    expect(text).toMatch(/running [+−]?\d+\.\d pips/);
    expect(await seriousFindings(page)).toEqual([]);
  });

  test("executions are marked, and each leads to the story of its alert", async () => {
    await openPosition({ action: "buy", id: "marked" });
    const page = await openChart();
    await page.getByRole("button", { name: "Earlier execution" }).click();
    const card = page.getByRole("region", { name: "Execution", exact: true });
    await card.getByText(/^Bought 0\.1 at 1\.\d+, opened$/).waitFor();
    await card.getByText(/^Order ord_/).waitFor();
    await card.getByRole("link", { name: "The story of its alert" }).click();
    await page.getByRole("heading", { name: "The story of an alert" }).waitFor();
  });

  test("twenty symbols later there are as many canvases as before, and none once the desk is left", async () => {
    const page = await openChart();
    const canvases = () => page.locator("canvas").count();
    const before = await canvases();
    const watched = page.getByRole("table", { name: "Watch list" });
    for (let turn = 0; turn < 20; turn++) {
      const symbol = turn % 2 === 0 ? "USDJPY" : "EURUSD";
      await watched.getByRole("button", { name: new RegExp(symbol) }).click();
      await page.getByRole("img", { name: `Candles of ${symbol}, M1` }).waitFor();
    }
    await page.getByText(/^O 1\.\d/).waitFor({ timeout: TICKS_MS });
    expect(await canvases()).toBe(before);
    await page.getByRole("link", { name: "Alerts", exact: true }).click();
    await page.getByRole("heading", { name: "Alerts" }).waitFor();
    expect(await canvases()).toBe(0);
  });
});
