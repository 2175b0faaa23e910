import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { pause, until } from "../support/until.ts";
import { chromiumPath } from "./support/chromium.ts";
import { type Desk, logIn, startDesk, type WatchedPage } from "./support/desk.ts";
import { keepAway, strip } from "./support/health-strip.ts";

const LIMIT_MS = 30_000;
/** So many pictures that a price which moves would have moved. */
const STILL_MS = 1_500;
/** A page that asked for nothing for so long has fetched what it shows. */
const LOADED_MS = 1_500;
/** What was killed is started again after some seconds, and a page that lost the gateway tries after up to 30 s. */
const BACK_MS = 60_000;
const QUIET_MS = 6_000;

describe.skipIf(chromiumPath === undefined)("the desk under bad conditions", () => {
  let desk: Desk;
  const pages: WatchedPage[] = [];
  const keep = (watched: WatchedPage): WatchedPage => {
    pages.push(watched);
    return watched;
  };
  const stateDir = () => desk.trading.installation.stateDir;

  beforeAll(async () => {
    desk = await startDesk();
  });
  afterAll(() => desk.end());
  afterEach(async () => {
    for (const { page, faults } of pages.splice(0)) {
      await page.context().close();
      expect(faults).toEqual([]);
    }
  });

  const price = async (page: Page): Promise<string> => {
    const row = page
      .getByRole("region", { name: "Watch list" })
      .getByRole("row")
      .filter({ hasText: "EURUSD" });
    return (await row.first().textContent()) ?? "";
  };
  const openPositions = async (count: number, page: Page): Promise<void> =>
    page.getByRole("tab", { name: `Positions ${count}`, exact: true }).waitFor();
  const buy = (id: string) =>
    desk.trading.trade(desk.trading.json({ action: "buy", symbol: "EURUSD", lots: "0.1", id }));
  const makeToken = async (name: string, expiresAtMs: number): Promise<void> => {
    const { url, token } = desk.trading.installation.ready;
    const answer = await fetch(`${url}/api/tokens`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({ name, scopes: ["orders"], accounts: null, addresses: null, expiresAtMs }),
    });
    expect(answer.status).toBe(201);
  };
  /** Gone after a reload. */
  const mark = (page: Page) => page.evaluate("document.documentElement.dataset.kept = 'yes'");
  const isKept = async (page: Page) =>
    expect(await page.evaluate("document.documentElement.dataset.kept")).toBe("yes");

  test("an agent that is killed is said to be offline, prices stand still and say so, and go on when it is back", async () => {
    const { page } = keep(await desk.openAs("/"));
    await strip(page, "Agent", "connected");
    await strip(page, "Prices", "moving");
    const letBack = keepAway(stateDir(), "agent");
    try {
      await strip(page, "Agent", "offline");
      await strip(page, "Prices", "stand still");
      await page
        .getByText("The trading machine is offline: entries are refused until it is back.")
        .first()
        .waitFor();
      const still = await price(page);
      await pause(STILL_MS);
      expect(await price(page)).toBe(still);
      letBack();
      await strip(page, "Agent", "connected", BACK_MS);
      await strip(page, "Terminal", "ready", BACK_MS);
      await strip(page, "Prices", "moving");
      await until("a price that moved", LIMIT_MS, async () => (await price(page)) !== still || undefined);
    } finally {
      letBack();
    }
  });

  test("a gateway that is restarted finds the page as it was, and the page goes on by itself", {
    timeout: 3 * BACK_MS,
  }, async () => {
    const { page } = keep(await desk.openAs("/"));
    await buy("before-the-restart");
    await openPositions(1, page);
    await mark(page);
    const letBack = keepAway(stateDir(), "gateway");
    try {
      await strip(page, "Gateway", "not connected");
      await strip(page, "Agent", "not known");
      // What was known stays on the screen, and is said to be old.
      await openPositions(1, page);
    } finally {
      letBack();
    }
    await strip(page, "Gateway", "connected", BACK_MS);
    await strip(page, "Terminal", "ready", BACK_MS);
    await strip(page, "Prices", "moving");
    await openPositions(1, page);
    await buy("after-the-restart");
    await openPositions(2, page);
    await isKept(page);
  });

  test("two tabs have a connection each and show the same", async () => {
    const { page, url } = keep(await desk.openAs("/"));
    const tab = await page.context().newPage();
    const sockets: string[] = [];
    tab.on("websocket", (socket) => sockets.push(socket.url()));
    await tab.goto(`${url}/desk/`);
    for (const one of [page, tab]) await strip(one, "Prices", "moving");
    const open = (await desk.trading.api.positions()).length;
    await buy("for-two-tabs");
    for (const one of [page, tab]) await openPositions(open + 1, one);
    expect(sockets).toHaveLength(1);
  });

  test.each([
    ["a day ahead", 24 * 3_600_000],
    ["a day behind", -24 * 3_600_000],
  ])("a machine whose clock is %s shows no wrong ages", async (_, shiftMs) => {
    const name = `for an hour, ${Math.sign(shiftMs)}`;
    await makeToken(name, Date.now() + 3_600_000);
    const { page, url } = keep(await desk.open());
    await page.addInitScript({ content: shiftedClock(shiftMs) });
    await page.goto(`${url}/desk/`);
    await logIn(page, desk.trading.installation.ready.login);
    await strip(page, "Prices", "moving");
    await strip(page, "Prices", /^[0-9] s ago$/);
    // A page without a feed of its own, where a token that is good must not be said to have ended.
    await page.goto(`${url}/desk/keys`);
    const token = page.getByRole("row").filter({ hasText: name });
    await token.getByRole("button", { name: "Revoke" }).waitFor();
    expect(await token.getByText("ended").count()).toBe(0);
    expect(Math.abs(Number(await page.evaluate("Date.now()")) - Date.now() - shiftMs)).toBeLessThan(60_000);
  });

  test("a fault in one part is caught and reported, and the rest of the desk lives", async () => {
    const { page, url } = keep(await desk.open());
    await page.route("**/assets/chart-*.js", (route) =>
      route.fulfill({ contentType: "text/javascript", body: 'throw new TypeError("broken for a test")' }),
    );
    const report = page.waitForRequest("**/desk-report");
    await page.goto(`${url}/desk/`);
    await logIn(page, desk.trading.installation.ready.login);
    await page.getByText("Something went wrong on this page.").waitFor();
    expect(JSON.parse((await report).postData() ?? "")).toMatchObject({ name: "TypeError", page: "/desk/" });
    await strip(page, "Prices", "moving");
    const open = (await desk.trading.api.positions()).length;
    await buy("beside-a-fault");
    await openPositions(open + 1, page);
  });

  test("a page that is left open makes almost no calls", async () => {
    const { page, url } = keep(await desk.openAs("/alerts"));
    const paths = ["/alerts", `/accounts/${desk.trading.installation.ready.account.id}`, "/"];
    const quiet = paths.map(async (path) => {
      const one = await page.context().newPage();
      let calls: string[] = [];
      one.on("request", (request) => calls.push(new URL(request.url()).pathname));
      await one.goto(`${url}/desk${path}`);
      await one.getByRole("main").waitFor();
      // As long as it takes to fetch what it shows.
      await until(`end of the fetching of ${path}`, LIMIT_MS, async () => {
        calls = [];
        await pause(LOADED_MS);
        return calls.length === 0 || undefined;
      });
      await pause(QUIET_MS);
      // The banner and the list of alerts ask every half minute and every quarter.
      expect(calls.length, `${path}: ${calls.join(" ")}`).toBeLessThanOrEqual(2);
    });
    await Promise.all(quiet);
  });
});

function shiftedClock(ms: number): string {
  return `globalThis.Date = class extends Date {
    constructor(...given) { given.length === 0 ? super(Date.now()) : super(...given); }
    static now() { return super.now() + ${ms}; }
  };`;
}
