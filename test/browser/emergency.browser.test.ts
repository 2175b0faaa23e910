import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chromiumPath } from "./support/chromium.ts";
import { type Desk, startDesk, type WatchedPage } from "./support/desk.ts";
import { addPasskey, confirmByPasskey, giveAuthenticator } from "./support/passkey.ts";

const STOPPED = "Trading is stopped";

describe.skipIf(chromiumPath === undefined)("the emergency stop", () => {
  let desk: Desk;
  let owner: WatchedPage;

  beforeAll(async () => {
    desk = await startDesk();
    owner = await desk.openAs("/me");
    await giveAuthenticator(owner.page);
    await addPasskey(owner.page, desk.trading.installation.ready.login.password);
  });
  afterAll(() => desk.end());

  test("is one click and one confirmation away, and every tab and browser shows it until it is lifted", async () => {
    const { page } = owner;
    const tab = await page.context().newPage();
    await tab.goto(`${owner.url}/desk/alerts`);
    // Another browser of the same person, so that no message between tabs reaches it.
    const elsewhere = await desk.open({ storageState: await page.context().storageState() });
    await elsewhere.page.goto(`${elsewhere.url}/desk/sessions`);
    await tab.getByRole("button", { name: "Stop trading" }).waitFor();

    await page.getByRole("button", { name: "Stop trading" }).click();
    await page.getByRole("button", { name: "Stop now" }).click();
    for (const one of [page, tab, elsewhere.page]) {
      await one.getByText(STOPPED, { exact: true }).waitFor();
      await one.getByText("Stopped from the desk, by you").waitFor();
      await one.getByText("stopped; in force on the trading machine").waitFor();
    }
    const buy = desk.trading.json({ action: "buy", symbol: "EURUSD", lots: "0.1", id: "while-stopped" });
    expect(await desk.trading.trade(buy)).toMatchObject({ alert: { outcome: "rejected" }, orders: [] });

    await page.getByRole("link", { name: "Details and lifting" }).click();
    await page.getByRole("button", { name: "Lift the stop “Stopped from the desk”" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Lift" }).click();
    await confirmByPasskey(page, "the stop “Stopped from the desk” is lifted");
    for (const one of [page, tab, elsewhere.page]) {
      await one.getByText(STOPPED, { exact: true }).waitFor({ state: "detached" });
    }
    const again = desk.trading.json({ action: "buy", symbol: "EURUSD", lots: "0.1", id: "after" });
    expect((await desk.trading.trade(again)).alert.outcome).toBe("filled");
    expect([...owner.faults, ...elsewhere.faults]).toEqual([]);
  });

  test("closes what is open when it is asked to, and says when the account is flat", async () => {
    const { page } = owner;
    await page.getByRole("button", { name: "Stop trading", exact: true }).click();
    await page.getByRole("checkbox", { name: /^Close all positions/ }).check();
    await page.getByRole("button", { name: "Stop, and close everything" }).click();
    await page
      .getByRole("status")
      .getByText(/; flat$/)
      .waitFor();
    expect(owner.faults).toEqual([]);
  });
});
