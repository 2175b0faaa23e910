import type { Page } from "playwright-core";

/** Gives the page an authenticator that says yes to everything, as a telephone does under its owner's thumb. */
export async function giveAuthenticator(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

/** Adds a passkey of that authenticator: the first factor, confirmed with the password, which brings recovery codes. */
export async function addPasskey(page: Page, password: string): Promise<void> {
  await page.getByRole("textbox", { name: "Name of the new one" }).fill("Test key");
  await page.getByRole("button", { name: "Add a passkey" }).click();
  const dialog = page.getByRole("dialog", { name: "Confirm it is you" });
  await dialog.locator("input[autocomplete=current-password]").fill(password);
  await dialog.getByRole("button", { name: "Confirm", exact: true }).click();
  await page.getByRole("cell", { name: "Test key", exact: true }).waitFor();
  await page.getByText("Recovery codes: it is shown only now").waitFor();
  await page.getByRole("button", { name: "I have kept it" }).click();
}

/** Answers the question for a fresh factor, which must name this change. */
export async function confirmByPasskey(page: Page, change: string | RegExp): Promise<void> {
  const dialog = page.getByRole("dialog", { name: "Confirm it is you" });
  await dialog.getByText(change).waitFor();
  await dialog.getByRole("button", { name: "Confirm with a passkey" }).click();
}
