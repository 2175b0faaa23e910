import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { chromiumPath } from "./support/chromium.ts";
import { type Desk, startDesk, type WatchedPage } from "./support/desk.ts";
import { addPasskey, confirmByPasskey, giveAuthenticator } from "./support/passkey.ts";

describe.skipIf(chromiumPath === undefined)("setting everything up without a terminal", () => {
  let desk: Desk;
  let owner: WatchedPage;
  let page: Page;

  /** What stands there once and never again. */
  async function shown(pattern: RegExp): Promise<string> {
    return (await page.getByText(pattern).textContent()) ?? "";
  }

  async function goTo(path: string): Promise<void> {
    await page.goto(`${owner.url}/desk${path}`);
  }

  beforeAll(async () => {
    desk = await startDesk();
    owner = await desk.openAs("/me");
    page = owner.page;
    await giveAuthenticator(page);
    await addPasskey(page, desk.trading.installation.ready.login.password);
  });
  afterAll(() => desk.end());
  afterEach(() => expect(owner.faults).toEqual([]));

  test("a new strategy shows its secret once, and then its page without it", async () => {
    await goTo("/strategies");
    await page.getByRole("button", { name: "New strategy" }).click();
    await page.getByRole("textbox", { name: "Name" }).fill("Breakout");
    await page.getByRole("button", { name: "Create" }).click();
    const secret = await shown(/^sp_hook_/);
    await page.getByRole("button", { name: "I have kept it" }).click();
    await page.getByRole("heading", { name: "Breakout" }).waitFor();
    await page.getByText(/\/hook\/str_/).waitFor();
    expect(await page.content()).not.toContain(secret);
  });

  test("a route with its own size and symbol names is what the gateway has afterwards", async () => {
    await page.getByRole("button", { name: "Add a route" }).click();
    const dialog = page.getByRole("dialog", { name: "Add a route" });
    await dialog.getByRole("combobox", { name: "Size where the message has none" }).click();
    await page.getByRole("option", { name: "lots", exact: true }).click();
    await dialog.getByRole("textbox", { name: "How much" }).fill("0.2");
    await dialog.getByRole("button", { name: "Add a row" }).click();
    await dialog.getByRole("textbox", { name: "In the message, row 1" }).fill("EURO");
    await dialog.getByRole("textbox", { name: "At the broker, row 1" }).fill("EURUSD");
    await dialog.getByRole("button", { name: "Save" }).click();
    await page.reload();
    const row = page.getByRole("table", { name: "routes" }).getByRole("row").filter({ hasText: "Demo" });
    await row.getByText("0.2 lots").waitFor();
    await row.getByText("EURO → EURUSD").waitFor();
  });

  test("a strategy that is halted says so until it is resumed", async () => {
    await page.getByRole("button", { name: "Halt Breakout" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Halt" }).click();
    await page.getByText("Halted: its alerts are kept and refused").waitFor();
    await page.getByRole("button", { name: "Resume Breakout" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Resume" }).click();
    await page.getByText("Its alerts are traded.").waitFor();
  });

  test("rotating a secret asks for a fresh factor; the old one's last use shows who still has it", async () => {
    await goTo(`/strategies/${desk.trading.installation.ready.strategy.id}`);
    await page.getByRole("button", { name: /^Rotate/ }).click();
    await page.getByRole("button", { name: "Make a new secret" }).click();
    await confirmByPasskey(page, "Demo gets a new secret");
    const fresh = await shown(/^sp_hook_/);
    expect(fresh).not.toBe(desk.trading.secret);
    await page.getByRole("button", { name: "I have kept it" }).click();
    const old = page.getByRole("row").filter({ hasText: "the old one" });
    await old.getByText("never").waitFor();
    await desk.trading.trade(desk.trading.json({ action: "buy", symbol: "EURUSD", lots: "0.1", id: "old" }));
    await page.reload();
    await old.waitFor();
    await expect.poll(() => old.getByText("never").count()).toBe(0);
    await page.getByRole("button", { name: "Revoke secret no. 1" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
    await confirmByPasskey(page, "secret no. 1 of Demo is void");
    await old.waitFor({ state: "detached" });
    const refused = await desk.trading.send(
      desk.trading.json({ action: "buy", symbol: "EURUSD", id: "void" }),
    );
    expect(refused.status).toBe(401);
  });

  test("a new account is paired by a code that stands beside its QR", async () => {
    await goTo("/accounts");
    await page.getByRole("button", { name: "New account" }).click();
    await page.getByRole("textbox", { name: "Name" }).fill("Second broker");
    await page.getByRole("button", { name: "Create" }).click();
    await page.getByRole("heading", { name: "Second broker" }).waitFor();
    await page.getByRole("button", { name: "Make a pairing code" }).click();
    await confirmByPasskey(page, "an agent may be paired with Second broker");
    await page.getByRole("img", { name: /^QR code of the command/ }).waitFor();
    await page.getByText(/^sallyport-agent pair \S{20,} --gateway http/).waitFor();
  });

  test("a member who was invited signs up and sees what the role may, and no more", async () => {
    await goTo("/keys");
    await page.getByRole("button", { name: /^Invite/ }).click();
    await page.getByRole("textbox", { name: "E-mail" }).fill("viewer@demo.example");
    await page.getByRole("button", { name: "Make an invitation" }).click();
    await confirmByPasskey(page, "viewer@demo.example may become viewer");
    const key = await shown(/^sp_inv_/);
    const guest = await desk.open();
    await guest.page.goto(`${guest.url}/desk/strategies`);
    await guest.page.getByRole("button", { name: "I have an access key or an invitation" }).click();
    await guest.page.getByRole("textbox", { name: "Access key" }).fill(key);
    await guest.page.getByRole("textbox", { name: "E-mail" }).fill("viewer@demo.example");
    await guest.page.locator("input[autocomplete=new-password]").fill("quiet harbour lantern 58");
    await guest.page.getByRole("button", { name: "Sign up" }).click();
    await guest.page.getByRole("link", { name: "Breakout" }).waitFor();
    expect(await guest.page.getByRole("button", { name: "New strategy" }).count()).toBe(0);
    expect(await guest.page.getByRole("link", { name: "Keys" }).count()).toBe(0);
    expect(await guest.page.getByRole("button", { name: "Stop trading" }).count()).toBe(0);
    expect(guest.faults).toEqual([]);
    await guest.page.context().close();
  });
});
