import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { chromiumPath } from "./support/chromium.ts";
import { type Desk, logIn, startDesk, type WatchedPage } from "./support/desk.ts";

describe.skipIf(chromiumPath === undefined)("coming in and going out", () => {
  let desk: Desk;
  const pages: WatchedPage[] = [];
  const keep = (watched: WatchedPage): WatchedPage => {
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

  test("leads to the page that was asked for, and shows no data before", async () => {
    const { page, url } = keep(await desk.open());
    const { login } = desk.trading.installation.ready;
    await page.goto(`${url}/desk/sessions`);
    await page.getByRole("button", { name: "Log in", exact: true }).waitFor();
    expect(await page.getByRole("table").count()).toBe(0);
    await logIn(page, login);
    await page.getByRole("heading", { name: "Sessions" }).waitFor();
    await page.getByText("this one").waitFor();
  });

  test("a wrong password is refused in words, and the page can be used again", async () => {
    const { page, url } = keep(await desk.open());
    const { login } = desk.trading.installation.ready;
    await page.goto(`${url}/desk/`);
    await page.getByRole("textbox", { name: "E-mail" }).fill(login.email);
    await page.locator("input[autocomplete=current-password]").fill("certainly not this one");
    await page.getByRole("button", { name: "Log in", exact: true }).click();
    await page.getByText("E-mail, password or code is not right.").waitFor();
    await logIn(page, login);
  });

  test("a session that is ended elsewhere gives way to the login", async () => {
    const one = keep(await desk.openAs("/sessions"));
    const other = keep(await desk.openAs("/sessions"));
    await other.page.getByRole("button", { name: "End all others" }).click();
    await one.page.reload();
    await one.page.getByRole("button", { name: "Log in", exact: true }).waitFor();
    await other.page.getByRole("heading", { name: "Sessions" }).waitFor();
  });

  test("an alert is on the screen with its outcome, and its story has every step", async () => {
    const { page } = keep(await desk.openAs("/alerts"));
    await desk.trading.trade(
      desk.trading.json({ action: "buy", symbol: "EURUSD", lots: "0.1", id: "on-screen" }),
    );
    const row = page.getByRole("row").filter({ hasText: "on-screen" });
    await row.getByText("filled").waitFor();
    await row.getByRole("link").click();
    for (const step of ["received", "verdict", "sent", "accepted", "submitted", "filled"]) {
      await page.getByRole("cell", { name: step, exact: true }).waitFor();
    }
  });
});
