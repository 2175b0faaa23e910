import { Secret, TOTP } from "otpauth";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chromiumPath } from "./support/chromium.ts";
import { type Desk, startDesk } from "./support/desk.ts";

describe.skipIf(chromiumPath === undefined)("my login", () => {
  let desk: Desk;

  beforeAll(async () => {
    desk = await startDesk();
  });
  afterAll(() => desk.end());

  test("an authenticator app is set up by its QR and a first code, and brings recovery codes once", async () => {
    const { page, faults } = await desk.openAs("/me");
    await page.getByRole("button", { name: "Set up an app" }).click();
    const dialog = page.getByRole("dialog", { name: "Confirm it is you" });
    await dialog.getByText("an authenticator app is added").waitFor();
    const { password } = desk.trading.installation.ready.login;
    await dialog.locator("input[autocomplete=current-password]").fill(password);
    await dialog.getByRole("button", { name: "Confirm", exact: true }).click();
    await page.getByRole("img", { name: /^QR code for the authenticator app/ }).waitFor();
    const secret = (await page.getByText(/^[A-Z2-7]{32,}$/).textContent()) ?? "";
    const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate();
    await page.getByRole("textbox", { name: "The code that it shows now" }).fill(code);
    await page.getByRole("button", { name: "Confirm the app" }).click();
    await page.getByText("Recovery codes: it is shown only now").waitFor();
    await page.getByRole("button", { name: "I have kept it" }).click();
    await page.getByText("10 are left.").waitFor();
    await page.getByRole("button", { name: /Remove the authenticator app/ }).waitFor();
    expect(faults).toEqual([]);
  });
});
