import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import { Decimal } from "../../src/domain/decimal.ts";
import { dealSchema } from "../../src/domain/order/events.ts";
import { seriousFindings } from "./support/accessible.ts";
import { chromiumPath } from "./support/chromium.ts";
import { type Desk, startDesk } from "./support/desk.ts";

const TRADES = ["EURUSD", "GBPUSD", "EURUSD"] as const;

describe.skipIf(chromiumPath === undefined)("the results of an account", () => {
  let desk: Desk;

  beforeAll(async () => {
    desk = await startDesk();
  });
  afterAll(() => desk.end());

  /** The ledger's deals by the API. */
  async function ledger() {
    const { url, token, account } = desk.trading.installation.ready;
    const answer = await fetch(`${url}/api/accounts/${account.id}/deals?limit=200`, {
      headers: { authorization: `Bearer ${token}` },
    });
    return z.object({ items: z.array(dealSchema) }).parse(await answer.json()).items;
  }

  test("of an account without trades are empty, and say so", async () => {
    const { page, faults } = await desk.openAs("/results");
    await page.getByText("No position of Sallyport's closed in this time.").waitFor();
    await page.getByText("No order has come to this account yet.").waitFor();
    await page.getByText("No deal in this time.").waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  test("show what the ledger has: each deal, profit by strategy and symbol, the curve, and how fast it was", async () => {
    const { trading } = desk;
    for (const [at, symbol] of TRADES.entries()) {
      await trading.trade(trading.json({ action: "buy", symbol, lots: "0.2", id: `in-${at}` }));
      await trading.trade(trading.json({ action: "close", symbol, id: `out-${at}` }));
    }
    const deals = await ledger();
    expect(deals).toHaveLength(2 * TRADES.length);

    const { page, faults } = await desk.openAs("/results");
    const rows = page.getByRole("table", { name: "Deals" }).getByRole("row");
    await rows.nth(deals.length).waitFor();
    for (const [at, { symbol, lots, price, profit, entry }] of deals.entries()) {
      const row = rows.nth(at + 1);
      const cells = await row.getByRole("cell").allInnerTexts();
      expect(await row.getByRole("rowheader").textContent()).toBe(symbol);
      expect(cells.slice(2, 5)).toEqual([lots, price, entry === "in" ? "–" : words(profit)]);
    }

    const profitOf = (symbol: string | null) =>
      deals
        .filter((deal) => deal.entry !== "in" && (symbol === null || deal.symbol === symbol))
        .reduce((sum, { profit }) => sum.plus(profit), new Decimal(0))
        .toFixed();
    const bySymbol = page.getByRole("table", { name: "By symbol" });
    for (const [symbol, count] of [
      ["EURUSD", "2"],
      ["GBPUSD", "1"],
    ] as const) {
      const row = bySymbol.getByRole("row").filter({ hasText: symbol });
      const cells = async () => (await row.getByRole("cell").allInnerTexts()).slice(0, 2);
      await expect.poll(cells).toEqual([words(profitOf(symbol)), count]);
    }
    const strategy = page.getByRole("table", { name: "By strategy" }).getByRole("row").nth(1);
    await expect
      .poll(async () => (await strategy.getByRole("cell").allInnerTexts())[0])
      .toBe(words(profitOf(null)));

    const whole = page.getByRole("table", { name: "Latency of each hop" }).getByRole("row").last();
    await whole.filter({ hasText: "hook → deal" }).waitFor();
    expect(await whole.textContent()).toMatch(/\d ms/);
    expect((await whole.getByRole("cell").allInnerTexts()).at(-1)).toBe(String(deals.length));

    await page
      .getByRole("img", { name: /^Equity from 100000\.00 to / })
      .locator("canvas")
      .first()
      .waitFor();
    await page.getByText("The curve as a table").click();
    await page.getByRole("table", { name: "The curve" }).getByText("100000.00").first().waitFor();
    for (const width of [1280, 360]) {
      await page.setViewportSize({ width, height: 800 });
      expect(await seriousFindings(page), `at ${width}`).toEqual([]);
      const sideways = await page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth",
      );
      expect(sideways, `at ${width}`).toBe(0);
    }
    expect(faults).toEqual([]);
    await page.context().close();
  });

  test("go into a file: a line for each deal, as the ledger has it", async () => {
    const { page, faults } = await desk.openAs("/results?period=all");
    const saved = page.waitForEvent("download");
    await page.getByRole("button", { name: "Export as CSV" }).click();
    const lines = readFileSync(await (await saved).path(), "utf8")
      .trimEnd()
      .split("\r\n")
      .slice(1);
    const deals = await ledger();
    expect(lines.map((line) => line.split(",").slice(1, 9).join())).toEqual(
      deals.map(({ deal, position, symbol, side, entry, lots, price, profit }) =>
        [deal, position, symbol, side, entry, lots, price, profit].map((cell) => `"${cell}"`).join(),
      ),
    );
    expect(faults).toEqual([]);
    await page.context().close();
  });
});

/** As the page writes what was gained or lost. */
function words(amount: string): string {
  const value = new Decimal(amount);
  const sign = value.isZero() ? "" : value.isNegative() ? "−" : "+";
  return `${sign}${value.abs().toFixed(Math.max(2, value.decimalPlaces()))}`;
}
