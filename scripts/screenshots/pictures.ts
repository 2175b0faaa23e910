import type { Page } from "playwright-core";
import { addPasskey, confirmByPasskey, giveAuthenticator } from "../../test/browser/support/passkey.ts";

/** What is known when the pictures are taken. */
export interface Known {
  readonly alertId: string;
  readonly password: string;
}

export interface Picture {
  /** Of the file in docs/screenshots, without its ending. */
  readonly name: string;
  /** Below `/desk`. */
  readonly path: (known: Known) => string;
  /** Until the page shows what the picture is of. */
  readonly ready: (page: Page, known: Known) => Promise<void>;
  readonly size?: { readonly width: number; readonly height: number };
}

/** Bars are fetched after a chart is there, and nothing drawn on a canvas can be asked for. */
const DRAWN_MS = 3_000;
const phone = { width: 390, height: 844 };

/** The tables and the chart's canvas have what the terminal told. */
async function deskStands(page: Page): Promise<void> {
  await page.getByText("EURUSD").first().waitFor();
  await page.locator("canvas").first().waitFor();
  await page.waitForTimeout(DRAWN_MS);
}

/** In this order: the last ones change what the others would show. */
export const pictures: readonly Picture[] = [
  { name: "desk", path: () => "/?symbol=EURUSD", ready: deskStands },
  { name: "desk-phone", path: () => "/?symbol=EURUSD", ready: deskStands, size: phone },
  {
    name: "alerts",
    path: () => "/alerts",
    ready: (page) => page.getByRole("table", { name: "Alerts" }).waitFor(),
  },
  {
    name: "alerts-phone",
    path: () => "/alerts",
    ready: (page) => page.getByRole("table", { name: "Alerts" }).waitFor(),
    size: phone,
  },
  {
    name: "story",
    path: ({ alertId }) => `/alerts/${alertId}`,
    ready: (page) => page.getByRole("table", { name: "Timeline" }).first().waitFor(),
  },
  {
    name: "composer",
    path: () => "/composer",
    ready: async (page) => {
      await page.getByLabel("Action", { exact: true }).selectOption("buy");
      await page.getByLabel("Stop loss", { exact: true }).selectOption("pips");
      await page.getByLabel("Stop loss: how much").fill("40");
      await page.getByText("Stop loss: 40 pips away.").waitFor();
    },
  },
  {
    name: "results",
    path: () => "/results",
    ready: async (page) => {
      await page.getByRole("table").first().waitFor();
      await page.waitForTimeout(DRAWN_MS);
    },
  },
  {
    name: "security",
    path: () => "/security",
    ready: (page) => page.getByRole("heading", { level: 2 }).first().waitFor(),
  },
  {
    name: "emergency",
    path: () => "/emergency",
    ready: async (page) => {
      await page.getByRole("button", { name: "Stop trading" }).first().click();
      await page
        .getByRole("dialog", { name: "Stop trading" })
        .getByRole("textbox", { name: "Why" })
        .waitFor();
    },
  },
  {
    name: "pairing",
    path: () => "/me",
    ready: async (page, { password }) => {
      // Pairing is confirmed by a fresh factor, which the demo's owner has not got yet. Every later login needs it, so this
      // picture is the last one.
      await giveAuthenticator(page);
      await addPasskey(page, password);
      await page.getByRole("link", { name: "Accounts" }).click();
      await page.getByRole("button", { name: "New account" }).click();
      await page.getByRole("textbox", { name: "Name" }).fill("Second broker");
      await page.getByRole("button", { name: "Create" }).click();
      await page.getByRole("heading", { name: "Second broker" }).waitFor();
      await page.getByRole("button", { name: "Make a pairing code" }).click();
      await confirmByPasskey(page, "an agent may be paired with Second broker");
      const code = page.getByRole("img", { name: /^QR code of the command/ });
      await code.waitFor();
      await code.scrollIntoViewIfNeeded();
    },
  },
];
