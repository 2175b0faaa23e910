import type { Page } from "playwright-core";
import type { Desk, WatchedPage } from "./desk.ts";
import { confirmByPasskey } from "./passkey.ts";

/**
 * Invites somebody in the given role, and opens a page of the desk as them in a browser of their own. `owner` has a
 * passkey.
 */
export async function openAsInvited(
  desk: Desk,
  owner: WatchedPage,
  role: "trader" | "viewer" | "guest",
  path: string,
): Promise<WatchedPage> {
  const email = `${role}@demo.example`;
  const { page } = owner;
  await page.goto(`${owner.url}/desk/keys`);
  await page.getByRole("button", { name: /^Invite/ }).click();
  await chooseRole(page, role);
  await page.getByRole("textbox", { name: "E-mail" }).fill(email);
  await page.getByRole("button", { name: "Make an invitation" }).click();
  await confirmByPasskey(page, `${email} may become ${role}`);
  const key = (await page.getByText(/^sp_inv_/).textContent()) ?? "";
  await page.getByRole("button", { name: "I have kept it" }).click();
  const invited = await desk.open();
  await invited.page.goto(`${invited.url}/desk${path}`);
  await invited.page.getByRole("button", { name: "I have an access key or an invitation" }).click();
  await invited.page.getByRole("textbox", { name: "Access key" }).fill(key);
  await invited.page.getByRole("textbox", { name: "E-mail" }).fill(email);
  await invited.page.locator("input[autocomplete=new-password]").fill("quiet harbour lantern 58");
  await invited.page.getByRole("button", { name: "Sign up" }).click();
  await invited.page.getByRole("button", { name: "Log out" }).waitFor();
  return invited;
}

async function chooseRole(page: Page, role: string): Promise<void> {
  await page.getByRole("combobox", { name: "Role" }).click();
  await page.getByRole("option", { name: new RegExp(`^${role}`, "i") }).click();
}
