import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { seriousFindings } from "./support/accessible.ts";
import { chromiumPath } from "./support/chromium.ts";
import { type Desk, startDesk, type WatchedPage } from "./support/desk.ts";
import { openAsInvited } from "./support/invited.ts";
import { addPasskey, giveAuthenticator } from "./support/passkey.ts";

describe.skipIf(chromiumPath === undefined)("the desk shows everybody what the role may", () => {
  let desk: Desk;
  let owner: WatchedPage;
  let viewer: WatchedPage;

  beforeAll(async () => {
    desk = await startDesk();
    owner = await desk.openAs("/me");
    await giveAuthenticator(owner.page);
    await addPasskey(owner.page, desk.trading.installation.ready.login.password);
    await desk.trading.trade(
      desk.trading.json({ action: "buy", symbol: "EURUSD", lots: "0.1", sl_pips: 30, id: "to-see" }),
    );
    viewer = await openAsInvited(desk, owner, "viewer", "/?symbol=EURUSD&frame=M1");
  });
  afterAll(() => desk.end());

  test("a viewer sees positions, book and history, and has nothing to press that trades", async () => {
    const { page, faults } = viewer;
    await page.getByRole("table", { name: "Positions" }).getByText("0.1 EURUSD").waitFor();
    await page.getByRole("table", { name: "Order book of EURUSD" }).waitFor();
    const actions = /^(Close|Flip|Breakeven|Flatten|Cancel|Stops|Buy|Sell|Stop trading)/;
    expect(await page.getByRole("button", { name: actions }).count()).toBe(0);
    expect(await page.getByRole("form", { name: "Order ticket" }).count()).toBe(0);
    expect(await page.getByRole("tab", { name: /^What I did/ }).count()).toBe(0);
    await page.getByRole("tab", { name: "History" }).click();
    await page.getByRole("table", { name: "Deals" }).getByText("EURUSD").waitFor();
    await page.keyboard.press("c");
    expect(await page.getByText("Yes, close").count()).toBe(0);
    expect(await seriousFindings(page)).toEqual([]);
    expect(faults).toEqual([]);
  });

  test("a viewer sees the lines of the chart, and neither mouse nor keys move one or send anything", async () => {
    const { page, faults } = viewer;
    const sent: string[] = [];
    page.on("request", (request) => {
      const { pathname } = new URL(request.url());
      if (/^\/api\/accounts\//.test(pathname) && request.method() !== "GET") sent.push(pathname);
    });
    const stop = page.locator('.chart-tag[data-part="stopLoss"]');
    await stop.getByText("SL").waitFor();
    expect(await page.getByRole("slider").count()).toBe(0);
    // A stop that is not set is an offer to those only who may set it.
    expect(await page.locator('.chart-tag[data-part="takeProfit"]').count()).toBe(0);
    const inWords = page.getByRole("listitem").filter({ hasText: /^Stop loss of position/ });
    const priceOf = async () => /: (\d\.\d+)/.exec((await inWords.textContent()) ?? "")?.[1];
    const before = await priceOf();
    const [tag, area] = [await stop.boundingBox(), await page.locator(".chart-place").boundingBox()];
    if (tag === null || area === null) throw new Error("the chart is not drawn");
    const y = tag.y + tag.height / 2;
    for (const x of [tag.x + tag.width / 2, area.x + area.width / 2]) {
      await page.mouse.move(x, y);
      expect(await page.locator(".chart-place.is-on-line").count()).toBe(0);
      await page.mouse.down();
      await page.mouse.move(x, y - 25, { steps: 3 });
      expect(await page.locator("[data-held]").count()).toBe(0);
      await page.mouse.up();
    }
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Enter");
    expect(await page.getByText("Yes, move it").count()).toBe(0);
    expect(await priceOf()).toBe(before);
    expect(sent).toEqual([]);
    expect(faults).toEqual([]);
  });

  test("a guest sees prices and chart, is told that the rest is not shown, and asks for nothing that is refused", async () => {
    const guest = await openAsInvited(desk, owner, "guest", "/sessions");
    const refused: string[] = [];
    guest.page.on("response", (answer) => {
      if (answer.status() === 403) refused.push(answer.url());
    });
    await guest.page.getByRole("link", { name: "Desk" }).click();
    const { page } = guest;
    await page
      .getByRole("table", { name: "Watch list" })
      .getByText(/^\d\.\d{5}$/)
      .first()
      .waitFor();
    await page.getByRole("img", { name: /^Candles of EURUSD/ }).waitFor();
    await page.getByText("Your role sees prices. Orders and positions are not shown.").waitFor();
    await page.getByText("Your role does not see the order book.").waitFor();
    expect(await page.getByRole("tab").count()).toBe(0);
    expect(await page.getByRole("form", { name: "Order ticket" }).count()).toBe(0);
    expect(await seriousFindings(page)).toEqual([]);
    expect(refused).toEqual([]);
    expect(guest.faults).toEqual([]);
    await page.context().close();
  });
});
