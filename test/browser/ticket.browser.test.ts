import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { until } from "../support/until.ts";
import { seriousFindings } from "./support/accessible.ts";
import { chromiumPath } from "./support/chromium.ts";
import { type Desk, logIn, startDesk, type WatchedPage } from "./support/desk.ts";
import { keepAway } from "./support/health-strip.ts";
import { fillTicket, newestOrders, previewed } from "./support/order-ticket.ts";

const LIMIT_MS = 30_000;

describe.skipIf(chromiumPath === undefined)("the order ticket", () => {
  let desk: Desk;
  let owner: WatchedPage;
  let page: Page;

  const submit = () => page.getByRole("form", { name: "Order ticket" }).locator("button[type=submit]");
  const outcome = () => page.getByRole("form", { name: "Order ticket" }).locator(".outcome");

  beforeAll(async () => {
    desk = await startDesk();
    owner = await desk.openAs("/");
    page = owner.page;
    await page
      .getByRole("button", { name: "Show EURUSD", exact: false })
      .or(page.getByText("EURUSD"))
      .first()
      .waitFor();
  });
  afterAll(() => desk.end());
  afterEach(() => expect(owner.faults).toEqual([]));

  test("shows what it would become, and is filled for just that; every figure is the ledger's", async () => {
    await fillTicket(page, { size: "0.2", stopPips: "25", targetPips: "50" });
    await until(
      "a preview of the ticket",
      LIMIT_MS,
      async () => (await previewed(page, "Lots")) === "0.2 " || undefined,
    );
    expect(await previewed(page, "Margin")).toMatch(/^\d+(\.\d+)? USD$/);
    expect(await previewed(page, "At risk")).toMatch(/^50 USD 0\.05 %$/);
    expect(await previewed(page, "Stop loss")).toMatch(/^1\.\d{3,5} {2}25 pips$/);
    await submit().click();
    await outcome()
      .getByText(/^Filled: 0\.2 lots at/)
      .waitFor();
    const [order] = await newestOrders(desk.trading, 1);
    expect(await outcome().textContent()).toBe(
      `Buy 0.2 lots EURUSDFilled: 0.2 lots at ${order?.averagePrice}.`,
    );
    expect(desk.trading.deals(order?.id ?? "")).toMatchObject([{ lots: "0.2", price: order?.averagePrice }]);
    const row = page
      .getByRole("table", { name: "Positions" })
      .getByRole("row")
      .filter({ hasText: "0.2 EURUSD" });
    // The deal is in the ledger before the terminal tells of the position.
    await row.waitFor();
    const [position] = await desk.trading.api.positions();
    const shown = (text: string | null | undefined): string => Number(text).toFixed(5);
    for (const price of [position?.openPrice, position?.stopLoss, position?.takeProfit]) {
      await row.getByText(shown(price), { exact: true }).waitFor();
    }
  });

  test("what is under the pointer can be read, and what is shown of an earlier ticket while a newer one is asked about", async () => {
    const answer = Promise.withResolvers<void>();
    await page.route("**/preview", async (route) => {
      await answer.promise;
      await route.fallback();
    });
    await fillTicket(page, { size: "0.25", stopPips: "25" });
    const waiting = page.getByRole("region", { name: "Preview" }).and(page.locator("[aria-busy=true]"));
    await waiting.getByText("At risk").waitFor();
    await submit().hover();
    const found = await seriousFindings(page);
    answer.resolve();
    expect(found).toEqual([]);
    await waiting.waitFor({ state: "detached" });
    await page.unroute("**/preview");
  });

  test("a size by risk goes as the lots that the preview shows", async () => {
    await page.getByRole("combobox", { name: "Size in" }).selectOption("% of balance at risk");
    await fillTicket(page, { size: "0.1", stopPips: "20", targetPips: "" });
    await until(
      "lots by risk",
      LIMIT_MS,
      async () => (await previewed(page, "At risk")).endsWith(" 0.1 %") || undefined,
    );
    const lots = (await previewed(page, "Lots")).trim();
    await submit().click();
    await outcome().getByText(`Filled: ${lots} lots at`, { exact: false }).waitFor();
    expect((await newestOrders(desk.trading, 1))[0]?.filledLots).toBe(lots);
    await page.getByRole("combobox", { name: "Size in" }).selectOption("lots");
  });

  test("exits of the ticket go with the order, and are told before as the gateway reads them", async () => {
    await fillTicket(page, { size: "0.1", stopPips: "", targetPips: "" });
    const ticket = page.getByRole("form", { name: "Order ticket" });
    const type = (name: string, text: string) =>
      ticket.getByRole("textbox", { name, exact: true }).fill(text);
    await ticket.getByText("Expiry and exits").click();
    await type("Close a part at a gain of", "500");
    await type("Trail by the average range, times", "9.5");
    await ticket.getByRole("combobox", { name: "Average range of bars of" }).selectOption("H1");
    const exits = ticket.getByRole("region", { name: "Exits" });
    await exits.getByText("Partial close: at a gain of 500 pips, 50 % of what was opened.").waitFor();
    await exits.getByText(/9\.5 times the average range of 14 bars of H1 behind the best price\.$/).waitFor();
    await submit().click();
    await outcome()
      .getByText(/^Filled: 0\.1 lots at/)
      .waitFor();
    expect((await newestOrders(desk.trading, 1))[0]?.instruction).toMatchObject({
      exits: {
        atrTrailing: { frame: "H1", period: 14, multiplier: "9.5" },
        partials: [{ atPips: "500", percent: "50" }],
      },
    });
    await type("Close a part at a gain of", "");
    await type("Trail by the average range, times", "");
    await exits.waitFor({ state: "detached" });
  });

  test("what would be refused is said beside the ticket before it is sent, and after; the ticket stays filled in", async () => {
    await fillTicket(page, { size: "90", stopPips: "" });
    const preview = page.getByRole("region", { name: "Preview" });
    await preview.getByText(/would refuse it$/).waitFor();
    const before = await newestOrders(desk.trading, 1);
    await submit().click();
    await until("the refusal", LIMIT_MS, async () => {
      const text = await outcome().textContent();
      return (text?.startsWith("Buy 90 lots EURUSD") && text.length > 30) || undefined;
    });
    expect(await outcome().getAttribute("class")).toContain("bad");
    expect(await page.getByRole("textbox", { name: "Size", exact: true }).inputValue()).toBe("90");
    expect(await newestOrders(desk.trading, 1)).toEqual(before);
  });

  test("figures of the ticket as it was before can still be read while those of the new one are asked for", async () => {
    await fillTicket(page, { size: "0.1", stopPips: "" });
    await until("the preview", LIMIT_MS, async () => (await previewed(page, "Lots")) === "0.1 " || undefined);
    let answer = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      answer = resolve;
    });
    await page.route("**/preview", async (route) => {
      await held;
      await route.fallback();
    });
    await fillTicket(page, { size: "0.2" });
    const preview = page.getByRole("region", { name: "Preview" });
    await preview.and(page.locator("[aria-busy=true]")).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    answer();
    await until("the preview", LIMIT_MS, async () => (await previewed(page, "Lots")) === "0.2 " || undefined);
    await page.unroute("**/preview");
  });

  test("a field that is missing or no number is named, and nothing is sent", async () => {
    await fillTicket(page, { size: "a lot" });
    await page.getByText("“a lot” is no number above zero.").waitFor();
    await fillTicket(page, { type: "Limit", size: "0.1", entry: "" });
    await submit().click();
    await page.getByText("At which price?").waitFor();
    await fillTicket(page, { type: "Market" });
  });

  test("an answer that was lost is asked for again with the same key: one order, however often it is sent", async () => {
    await fillTicket(page, { size: "0.3" });
    const before = await newestOrders(desk.trading, 100);
    let lost = 0;
    await page.route("**/orders", async (route) => {
      if (route.request().method() !== "POST" || lost > 0) return route.fallback();
      lost += 1;
      // It reaches the gateway; what it answered does not come back.
      await route.fetch();
      await route.abort();
    });
    await submit().click();
    await outcome()
      .getByText(/Whether it arrived is not known/)
      .waitFor();
    await submit().click();
    await outcome()
      .getByText(/^Filled: 0\.3 lots/)
      .waitFor();
    await page.unroute("**/orders");
    expect((await newestOrders(desk.trading, 100)).length).toBe(before.length + 1);
  });

  test("the session ends elsewhere while it is filled in: after the login it is as it was", async () => {
    await fillTicket(page, { size: "0.7", stopPips: "33" });
    const elsewhere = await desk.openAs("/sessions");
    await elsewhere.page.getByRole("button", { name: "End Chrome Linux" }).click();
    await page.getByRole("button", { name: "Log in", exact: true }).waitFor();
    await logIn(page, desk.trading.installation.ready.login);
    await elsewhere.page.context().close();
    const field = (name: string) => page.getByRole("textbox", { name, exact: true });
    await field("Size").waitFor();
    expect([await field("Size").inputValue(), await field("Stop loss").inputValue()]).toEqual(["0.7", "33"]);
  });

  test("with the trading machine offline nothing can be opened, and why is said, and what can be done still", async () => {
    const why = page.getByRole("status").filter({ hasText: "The trading machine is offline" });
    const letBack = keepAway(desk.trading.installation.stateDir, "agent");
    try {
      await why
        .getByText(/Closing, cancelling and moving stops can be asked for: it waits up to five minutes/)
        .waitFor();
      expect(await submit().isDisabled()).toBe(true);
      expect(await page.getByRole("button", { name: /^Close long 0\.2/ }).isEnabled()).toBe(true);
    } finally {
      letBack();
    }
    await why.waitFor({ state: "detached" });
    await until("the ticket's button", LIMIT_MS, async () => (await submit().isEnabled()) || undefined);
  });
});
