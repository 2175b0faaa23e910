import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { until } from "../support/until.ts";
import { chromiumPath } from "./support/chromium.ts";
import { type Desk, startDesk, type WatchedPage } from "./support/desk.ts";

const LIMIT_MS = 30_000;

describe.skipIf(chromiumPath === undefined)("finding one's way", () => {
  let desk: Desk;
  let owner: WatchedPage;

  beforeAll(async () => {
    desk = await startDesk();
    owner = await desk.openAs("/start");
  });
  afterAll(() => desk.end());
  afterEach(() => expect(owner.faults).toEqual([]));

  test("the first steps end with a test alert that the terminal has executed", async () => {
    const { page } = owner;
    await page.getByText("The agent is connected, and its terminal is ready.").waitFor();
    await page.getByRole("button", { name: "Make the strategy" }).click();
    await page.getByText("Waiting for the first alert…").waitFor();
    await page.getByRole("button", { name: "Send it from here" }).click();
    await page.getByText("It went all the way: your terminal executed it.").waitFor();
    const steps = page.getByRole("table", { name: "steps of the alert" });
    for (const step of ["received", "verdict", "sent", "accepted", "submitted", "filled"]) {
      await steps.getByRole("cell", { name: step, exact: true }).waitFor();
    }
    await page.getByRole("button", { name: /^Close it again/ }).click();
    await until(
      "a flat account",
      LIMIT_MS,
      async () => (await desk.trading.api.positions()).length === 0 || undefined,
    );
  });

  test("g and a letter go to a page, but not while somebody types; the palette knows every page by name", async () => {
    const { page } = owner;
    await page.getByRole("textbox", { name: "Symbol" }).focus();
    await page.keyboard.type("gs");
    expect(new URL(page.url()).pathname).toBe("/desk/start");
    await page.getByRole("heading", { name: "First steps" }).click();
    // At once: somebody who hesitates between the two means something else.
    await page.keyboard.type("gs");
    await page.getByRole("heading", { name: "Strategies" }).waitFor();
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "What you want" }).fill("audit sec");
    await page.getByText("There is nothing of that name.").waitFor();
    await page.getByRole("combobox", { name: "What you want" }).fill("mem");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Members" }).waitFor();
  });

  test("of ten thousand accounts only those near the window are in the page, and the last one is reached", async () => {
    const { page, url } = owner;
    const items = Array.from({ length: 10_000 }, (_, at) => ({
      ...{ id: `acc_${at}`, name: `Account ${at + 1}`, createdAtMs: 1_795_000_000_000 + at },
    }));
    await page.route("**/api/accounts", (route) => route.fulfill({ json: { items, next: null } }));
    await page.goto(`${url}/desk/accounts`);
    await page.getByRole("link", { name: "Account 1", exact: true }).waitFor();
    expect(await page.getByRole("row").count()).toBeLessThan(150);
    const last = page.getByRole("link", { name: "Account 10000", exact: true });
    // The table grows once its windowing is loaded, and rows are measured as they come.
    await until("the last account", LIMIT_MS, async () => {
      await page.evaluate("window.scrollTo(0, document.documentElement.scrollHeight)");
      return (await last.count()) > 0 || undefined;
    });
    expect(await page.getByRole("row").count()).toBeLessThan(150);
    await page.unroute("**/api/accounts");
  });
});
