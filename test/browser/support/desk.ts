import type { BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { type Trading, tradingWith } from "../../support/trading.ts";
import { sharedChromium } from "./chromium.ts";
import { openDoor } from "./door.ts";
import { startHere } from "./installation.ts";

/** A gateway with agent and terminal, and a browser in front of it. */
export interface Desk {
  readonly trading: Trading;
  /** A page of a browser that was never here before. */
  readonly open: (options?: BrowserContextOptions) => Promise<WatchedPage>;
  /** The same, logged in as the owner, on a page of the desk, e.g. `/alerts`. */
  readonly openAs: (path: string, options?: BrowserContextOptions) => Promise<WatchedPage>;
  readonly end: () => Promise<void>;
}

export interface WatchedPage {
  readonly page: Page;
  /** The gateway's origin as this page knows it. */
  readonly url: string;
  /**
   * What must never happen, as it happened: scripts that failed, breaches of the page's policy, requests to
   * other origins.
   */
  readonly faults: readonly string[];
}

const SCREEN = { width: 1280, height: 800 };

export async function startDesk(): Promise<Desk> {
  const [trading, browser] = await Promise.all([tradingWith(startHere), sharedChromium()]);
  const { url, login } = trading.installation.ready;
  const opened: BrowserContext[] = [];

  async function open(options: BrowserContextOptions = {}): Promise<WatchedPage> {
    const context = await browser.newContext({ viewport: SCREEN, reducedMotion: "reduce", ...options });
    opened.push(context);
    const page = await context.newPage();
    const door = await openDoor(url);
    context.on("close", door.close);
    const faults = watch(page, door.url);
    await page.addInitScript({ content: reportViolations });
    return { page, faults, url: door.url };
  }

  async function openAs(path: string, options?: BrowserContextOptions): Promise<WatchedPage> {
    const watched = await open(options);
    await watched.page.goto(`${watched.url}/desk${path}`);
    await logIn(watched.page, login);
    return watched;
  }

  return {
    trading,
    open,
    openAs,
    end: async () => {
      await Promise.all(opened.map((context) => context.close()));
      await trading.end();
    },
  };
}

/** Fills the login in; resolves when the desk is there. */
export async function logIn(
  page: Page,
  login: { readonly email: string; readonly password: string },
): Promise<void> {
  await page.getByRole("textbox", { name: "E-mail" }).fill(login.email);
  await page.locator("input[autocomplete=current-password]").fill(login.password);
  await page.getByRole("button", { name: "Log in", exact: true }).click();
  await page.getByRole("button", { name: "Log out" }).waitFor();
}

function watch(page: Page, url: string): string[] {
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(`script: ${error.message}`));
  page.on("console", (message) => {
    const text = message.text();
    if (text.startsWith(VIOLATION)) faults.push(text);
  });
  page.on("request", (request) => {
    const { origin } = new URL(request.url());
    if (origin !== url && origin !== "null") faults.push(`request to ${origin}`);
  });
  return faults;
}

const VIOLATION = "policy violation:";

/** Runs in the page, before its own scripts. */
const reportViolations = `document.addEventListener("securitypolicyviolation", (event) => {
  console.log("${VIOLATION}", event.violatedDirective, event.blockedURI, event.sample);
});`;
