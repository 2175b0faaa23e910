import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import { chromiumPath } from "./support/chromium.ts";
import { type Desk, logIn, startDesk, type WatchedPage } from "./support/desk.ts";
import { strip } from "./support/health-strip.ts";
import { openAsInvited } from "./support/invited.ts";
import { addPasskey, giveAuthenticator } from "./support/passkey.ts";

const membersSchema = z.object({ items: z.array(z.object({ userId: z.string(), email: z.string() })) });

describe.skipIf(chromiumPath === undefined)("rights that end while a page is open", () => {
  let desk: Desk;
  let owner: WatchedPage;

  beforeAll(async () => {
    desk = await startDesk();
    owner = await desk.openAs("/sessions");
  });
  afterAll(() => desk.end());

  async function changeRole(email: string, role: string, accounts: string[] | null = null): Promise<void> {
    const { url, token } = desk.trading.installation.ready;
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const { items } = membersSchema.parse(await (await fetch(`${url}/api/members`, { headers })).json());
    const userId = items.find((one) => one.email === email)?.userId ?? "";
    const body = JSON.stringify({ role, accounts });
    const answer = await fetch(`${url}/api/members/${userId}`, { method: "PATCH", headers, body });
    expect(answer.status).toBe(200);
  }

  test("a session that is ended elsewhere gives way to the login at once, and comes back to the same page", async () => {
    const one = await desk.openAs("/?symbol=GBPUSD");
    const { page } = one;
    await strip(page, "Prices", "moving");
    const before = page.url();
    await owner.page.reload();
    await owner.page.getByRole("button", { name: "End all others" }).click();
    await page.getByRole("button", { name: "Log in", exact: true }).waitFor();
    expect(await page.getByRole("form", { name: "Order ticket" }).count()).toBe(0);
    expect(page.url()).toBe(before);
    await logIn(page, desk.trading.installation.ready.login);
    await strip(page, "Prices", "moving");
    await page.getByRole("region", { name: "Chart of GBPUSD", exact: true }).waitFor();
    expect(page.url()).toBe(before);
    expect([...one.faults, ...owner.faults]).toEqual([]);
  });

  test("a role that is lowered takes away what it may not do, at once and without a reload", async () => {
    await giveAuthenticator(owner.page);
    await owner.page.goto(`${owner.url}/desk/me`);
    await addPasskey(owner.page, desk.trading.installation.ready.login.password);
    const trader = await openAsInvited(desk, owner, "trader", "/");
    const { page } = trader;
    await page.getByRole("form", { name: "Order ticket" }).waitFor();
    await strip(page, "Terminal", "ready");
    await page.evaluate("document.documentElement.dataset.kept = 'yes'");

    await changeRole("trader@demo.example", "viewer");
    await page.getByRole("form", { name: "Order ticket" }).waitFor({ state: "detached" });
    await page
      .getByRole("button", { name: /^Flatten/ })
      .first()
      .waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Stop trading" }).waitFor({ state: "detached" });
    await strip(page, "Terminal", "ready");
    await strip(page, "Prices", "moving");

    await changeRole("trader@demo.example", "guest");
    await page.getByText("Your role sees prices. Orders and positions are not shown.").waitFor();
    await page.getByRole("tab", { name: /^Positions/ }).waitFor({ state: "detached" });
    await page.locator('[data-part="Agent"]').waitFor({ state: "detached" });
    await strip(page, "Prices", "moving");
    expect(await page.getByRole("link", { name: "Alerts" }).count()).toBe(0);

    await changeRole("trader@demo.example", "trader");
    await page.getByRole("form", { name: "Order ticket" }).waitFor();
    expect(await page.evaluate("document.documentElement.dataset.kept")).toBe("yes");

    // To which accounts somebody is confined, their own page says, by name.
    await changeRole("trader@demo.example", "trader", [desk.trading.installation.ready.account.id]);
    await page.goto(`${trader.url}/desk/me`);
    const confined = page.locator("dl div").filter({ hasText: "Trading accounts, only these" });
    await confined.getByText("Demo", { exact: true }).waitFor();
    expect(trader.faults).toEqual([]);
    await page.context().close();
  });
});
