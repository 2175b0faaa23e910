import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { seriousFindings } from "./support/accessible.ts";
import { chromiumPath } from "./support/chromium.ts";
import { type Desk, startDesk, type WatchedPage } from "./support/desk.ts";

describe.skipIf(chromiumPath === undefined)("the alerts", () => {
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

  test("one that comes while the list is open appears, and its story has every hop, the order and the deal", async () => {
    const page = await visit("/alerts");
    await page.getByText("No alert has come yet").waitFor();
    const { json, trade } = desk.trading;
    await trade(json({ action: "buy", symbol: "EURUSD", lots: "0.1", sl_pips: 30, id: "live-one" }));
    const row = page.getByRole("row").filter({ hasText: "live-one" });
    await row.getByText("filled").waitFor();
    await page.getByRole("status").filter({ hasText: "1 new alert" }).waitFor();
    await row.getByRole("link").click();
    const timeline = page.getByRole("table", { name: "Timeline" });
    for (const step of ["received", "verdict", "pending", "sent", "accepted", "submitted", "filled"]) {
      const hop = timeline
        .getByRole("row")
        .filter({ has: page.getByRole("cell", { name: step, exact: true }) });
      await hop.waitFor();
      if (step !== "received") expect(await hop.textContent()).toMatch(/\d+ ms/);
    }
    await page.getByText("Buy EURUSD at the market: 0.1 lots.").first().waitFor();
    expect(await page.getByRole("table", { name: "Deals" }).textContent()).toMatch(
      /buy EURUSD, opens0\.10?1\.\d{5}/,
    );
    expect(await seriousFindings(page)).toEqual([]);
  });

  test("a refused message is shown with its fault underlined, and how to mend it; replayed it is refused again", async () => {
    await desk.trading.send(`60123456789,buy,EURUSD,vol_lots=0.1,slpips=20,secret=${desk.trading.secret}`);
    const page = await visit("/alerts?verdict=refused");
    await page.getByRole("row").filter({ hasText: "slpips" }).getByRole("link").click();
    const fault = page.locator("mark");
    await fault.waitFor();
    expect(await fault.textContent()).toBe("fault: slpips=20");
    await page.getByText("did you mean sl_pips?").waitFor();
    expect(await page.getByText(desk.trading.secret).count()).toBe(0);
    await page.getByRole("button", { name: "Show what would happen now" }).click();
    const card = page.getByRole("region", { name: "On Demo" });
    await card.getByText('The key "slpips" is not known.').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
  });

  test("an accepted one replayed says what it would become now, and nothing is traded", async () => {
    const { json, trade, api } = desk.trading;
    const story = await trade(
      json({ action: "buy", symbol: "EURUSD", lots: "0.2", sl_pips: 25, id: "again" }),
    );
    const before = (await api.alerts()).length;
    const page = await visit(`/alerts/${story.alert.id}`);
    await page.getByRole("button", { name: "Show what would happen now" }).click();
    await page.getByText("buy 0.2 EURUSD, at the market").waitFor();
    expect(await page.getByRole("table", { name: "Requests to MetaTrader" }).textContent()).toContain(
      "25 pips",
    );
    expect((await api.alerts()).length).toBe(before);
  });

  test("the list is filtered by what is typed and chosen, the address keeps it, and the file has just that", async () => {
    await desk.trading.trade(
      desk.trading.json({ action: "buy", symbol: "EURUSD", lots: "0.1", id: "not-it" }),
    );
    await desk.trading.send(
      desk.trading.json({ action: "buy", symbol: "XAUUSD", lots: "nothing", id: "=cmd" }),
    );
    const page = await visit("/alerts");
    await page.getByRole("row").filter({ hasText: "XAUUSD" }).waitFor();
    // `/` goes to the search, wherever one is.
    await page.keyboard.press("/");
    await page.keyboard.type("=cmd");
    await page.getByRole("row").filter({ hasText: "not-it" }).waitFor({ state: "detached" });
    await page.getByLabel("Verdict").selectOption("refused");
    await page.waitForURL(/verdict=refused/);
    expect(page.url()).toContain("text=%3Dcmd");
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Export as CSV" }).click();
    const lines: string[] = [];
    for await (const chunk of await (await download).createReadStream()) lines.push(String(chunk));
    const file = lines.join("");
    expect(file.trim().split("\r\n")).toHaveLength(2);
    expect(file).toContain("XAUUSD");
    await page.getByText("1 alerts exported").waitFor();
    await page.getByRole("button", { name: "Show all" }).click();
    await page.getByRole("row").filter({ hasText: "not-it" }).waitFor();
    await page.getByLabel("Outcome").selectOption("filled");
    await page.getByRole("row").filter({ hasText: "XAUUSD" }).waitFor({ state: "detached" });
    await page.getByRole("row").filter({ hasText: "not-it" }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
  });

  test("nothing is wider than a telephone", async () => {
    await desk.trading.trade(
      desk.trading.json({ action: "buy", symbol: "EURUSD", lots: "0.1", id: "narrow" }),
    );
    await owner.page.setViewportSize({ width: 360, height: 740 });
    for (const [path, shown] of [
      ["/composer", "Written as"],
      ["/coming-over", "From TradersPost"],
      ["/alerts", "narrow"],
    ] as const) {
      const page = await visit(path);
      await page.getByText(shown).first().waitFor();
      expect(await page.evaluate("document.documentElement.scrollWidth"), path).toBe(360);
    }
    const { page } = owner;
    await page.getByRole("row").filter({ hasText: "narrow" }).getByRole("link").click();
    await page.getByRole("table", { name: "Timeline" }).waitFor();
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(360);
  });
});
