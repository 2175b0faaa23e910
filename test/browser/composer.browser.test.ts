import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { seriousFindings } from "./support/accessible.ts";
import { chromiumPath } from "./support/chromium.ts";
import { type Desk, startDesk, type WatchedPage } from "./support/desk.ts";

const MESSAGE = "The message, to be edited or pasted over";

describe.skipIf(chromiumPath === undefined)("the composer", () => {
  let desk: Desk;
  let owner: WatchedPage;
  const visit = async (path: string): Promise<Page> => {
    await owner.page.goto(`${owner.url}/desk${path}`);
    await owner.page.getByRole("heading").first().waitFor();
    return owner.page;
  };
  /** The message as TradingView would send it, with the secret in its place. */
  const asSent = (message: string): string => {
    const filled: Readonly<Record<string, string>> = {
      "{{ticker}}": "EURUSD",
      "{{interval}}": "15",
      "{{close}}": "1.0845",
      "{{timenow}}": `${new Date().toISOString().slice(0, 19)}Z`,
      "{{strategy.order.id}}": "Long",
      "{{strategy.order.action}}": "buy",
      "{{strategy.order.contracts}}": "0.1",
      "{{strategy.market_position}}": "long",
      "{{strategy.market_position_size}}": "0.1",
    };
    return message
      .replaceAll(/\{\{[^}]*\}\}/g, (placeholder) => filled[placeholder] ?? placeholder)
      .replace("PUT-THE-SECRET-HERE", desk.trading.secret);
  };

  beforeAll(async () => {
    desk = await startDesk();
    owner = await desk.openAs("/me");
  });
  afterAll(() => desk.end());
  afterEach(() => expect(owner.faults).toEqual([]));

  test("what it writes for a strategy's alerts is accepted and carried out when it is sent", async () => {
    const page = await visit("/composer");
    const { strategy } = desk.trading.installation.ready;
    await page.getByText(new URL(strategy.hook).pathname).waitFor();
    const story = await desk.trading.trade(asSent(await page.getByLabel(MESSAGE).inputValue()));
    expect(story.alert).toMatchObject({ verdict: "accepted", outcome: "filled" });
    expect(await seriousFindings(page)).toEqual([]);
  });

  for (const dialect of ["sallyport", "pineconnector", "text"]) {
    test(`a buy with stops, written as ${dialect}, is accepted as it was said`, async () => {
      const page = await visit("/composer");
      await page.getByLabel("Action", { exact: true }).selectOption("buy");
      await page.getByLabel("Stop loss", { exact: true }).selectOption("pips");
      await page.getByLabel("Stop loss: how much").fill("40");
      await page.getByLabel("How much", { exact: true }).fill("0.2");
      await page.getByLabel("Written as").selectOption(dialect);
      await page.getByText("Buy EURUSD at the market: 0.2 lots.").waitFor();
      await page.getByText("Stop loss: 40 pips away.").waitFor();
      const story = await desk.trading.trade(asSent(await page.getByLabel(MESSAGE).inputValue()));
      expect(story.alert).toMatchObject({ verdict: "accepted", outcome: "filled" });
      expect(story.orders).toMatchObject([
        { instruction: { kind: "open", side: "buy", lots: "0.2", stopLoss: { unit: "pips", value: "40" } } },
      ]);
    });
  }

  test("what a dialect has no words for is said, and nothing else is written in its place", async () => {
    const page = await visit("/composer");
    await page.getByLabel("Action", { exact: true }).selectOption("buy");
    await page.getByLabel("Written as").selectOption("traderspost");
    await page.getByText("This dialect cannot say that").waitFor();
    expect(await page.getByLabel(MESSAGE).inputValue()).toBe("");
  });

  test("a pasted PineConnector message is explained, tried on every account, and written in our own dialect", async () => {
    const page = await visit("/composer");
    await page
      .getByLabel(MESSAGE)
      .fill("60123456789,sell,EURUSD,vol_lots=0.3,sl_pips=20,betrigger=15,secret=not-known-here");
    await page.getByText("Sell EURUSD at the market: 0.3 lots.").waitFor();
    await page.getByText("Breakeven: at a gain of 15 pips the stop goes to the open price.").waitFor();
    await page.getByRole("button", { name: "Show it on every account" }).click();
    await page.getByText("sell 0.3 EURUSD, at the market").waitFor();
    await page.getByRole("button", { name: "Write it as Sallyport JSON" }).click();
    expect(JSON.parse(await page.getByLabel(MESSAGE).inputValue())).toMatchObject({
      ...{ action: "sell", symbol: "EURUSD", lots: "0.3", sl_pips: "20", secret: "PUT-THE-SECRET-HERE" },
      exits: { breakeven: { trigger_pips: "15" } },
    });
    await page.getByText("Sell EURUSD at the market: 0.3 lots.").waitFor();
  });

  test("a fault is underlined and mended, and keys that a setting explains are asked for", async () => {
    const page = await visit("/composer");
    await page.getByLabel(MESSAGE).fill("60123456789,buy,{{ticker}},vol_lots=0.1,slpips=20,secret=x");
    expect(await page.locator("mark").textContent()).toBe("fault: slpips=20");
    await page.getByRole("button", { name: "Mend it: write sl_pips" }).click();
    await page.getByText("Stop loss: 20 pips away.").waitFor();
    await page.getByLabel(MESSAGE).fill("60123456789,buy,EURUSD,risk=1,secret=x");
    await page.getByText('What "risk" counts is set in').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByLabel("risk is").selectOption("lots");
    await page.getByText("Buy EURUSD at the market: 1 lots.").waitFor();
  });

  test("an alert's message is opened from its story, with a place for the secret", async () => {
    await desk.trading.send(desk.trading.json({ action: "buyy", symbol: "EURUSD", lots: "0.1" }));
    const page = await visit("/alerts?text=buyy");
    await page.getByRole("row").filter({ hasText: "buyy" }).getByRole("link").click();
    await page.getByRole("link", { name: "Open in the composer" }).click();
    await page.getByRole("button", { name: "Mend it: write buy" }).click();
    const story = await desk.trading.trade(asSent(await page.getByLabel(MESSAGE).inputValue()));
    expect(story.alert.verdict).toBe("accepted");
  });

  test("the guide's examples are loaded into the composer", async () => {
    const page = await visit("/coming-over");
    await page.getByRole("heading", { name: "From TradersPost" }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole("link", { name: "One percent of the balance at risk" }).click();
    await page.getByText("so many lots that 1 % of the balance is lost at the stop").waitFor();
  });
});
