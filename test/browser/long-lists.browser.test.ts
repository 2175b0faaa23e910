import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { chromiumPath } from "./support/chromium.ts";
import { type Desk, startDesk, type WatchedPage } from "./support/desk.ts";

const MANY = 10_000;
/** Of a table of ten thousand; a window's height of them and some beyond. */
const MOST_IN_PAGE = 150;

interface List {
  readonly page: string;
  /** What the gateway is asked for it. */
  readonly asked: string;
  readonly table: string;
  /** Said in the place of an empty table. */
  readonly empty: string;
  /** The item of a number, as the gateway tells it. */
  readonly item: (number: number) => unknown;
  /** What the page shows of it and of no other. */
  readonly shown: (number: number) => RegExp;
}

const lists: readonly List[] = [
  {
    page: "/security/audit",
    asked: "**/security/audit-log?*",
    table: "audit entries",
    empty: "There is no such entry.",
    item: (number) => ({
      ...{
        sequence: number,
        atMs: 1_795_000_000_000 + number,
        action: "strategy_changed",
        verdict: "allowed",
      },
      ...{ code: null, subject: { kind: "strategy", id: null, name: `Strategy ${number}` }, moreChanges: 0 },
      ...{ who: { kind: "user", ref: "somebody" }, reason: null, count: 1 },
      // Rows of several heights.
      changes: Array.from({ length: number % 4 }, (_, at) => ({
        field: `field ${at}`,
        before: null,
        after: "x",
      })),
    }),
    shown: (number) => new RegExp(`^strategy Strategy ${number}$`),
  },
  {
    page: "/settings",
    asked: "**/api/notices?*",
    table: "notices",
    empty: "Nothing was told yet.",
    item: (number) => ({
      ...{ id: `ntc_${number}`, severity: "warning", atMs: 1_795_000_000_000 + number },
      ...{ title: `Notice ${number}`, text: "Something happened.", deliveries: [] },
    }),
    shown: (number) => new RegExp(`^Notice ${number} \\(`),
  },
];

describe.skipIf(chromiumPath === undefined)("lists of any length", () => {
  let desk: Desk;
  let owner: WatchedPage;

  beforeAll(async () => {
    desk = await startDesk();
    owner = await desk.openAs("/me");
  });
  afterAll(() => desk.end());
  afterEach(() => expect(owner.faults).toEqual([]));

  async function open(list: List, count: number): Promise<Page> {
    const { page, url } = owner;
    const items = Array.from({ length: count }, (_, at) => list.item(at + 1));
    await page.unrouteAll();
    await page.route(list.asked, (route) => route.fulfill({ json: { items, next: null } }));
    await page.goto(`${url}/desk${list.page}`);
    return page;
  }

  for (const list of lists) {
    test(`${list.table}: of ten thousand only those near the window are in the page, and the last is reached`, async () => {
      const page = await open(list, MANY);
      const table = page.getByRole("table", { name: list.table });
      await table.getByText(list.shown(1)).waitFor();
      expect(await table.getAttribute("aria-rowcount")).toBe(String(MANY + 1));
      const last = table.getByText(list.shown(MANY));
      // Rows that come into view are measured, which moves the end.
      await expect
        .poll(
          async () => {
            await page.evaluate(
              `document.querySelector('[aria-label="${list.table}"] > tbody').scrollIntoView(false)`,
            );
            return last.count();
          },
          { timeout: 30_000 },
        )
        .toBe(1);
      const place = table.getByRole("row").filter({ has: page.getByText(list.shown(MANY)) });
      expect(await place.getAttribute("aria-rowindex")).toBe(String(MANY + 1));
      expect(await table.getByRole("row").count()).toBeLessThan(MOST_IN_PAGE);
    });

    test(`${list.table}: one is a table of one row, and none is said in words`, async () => {
      const one = (await open(list, 1)).getByRole("table", { name: list.table });
      await one.getByText(list.shown(1)).waitFor();
      expect(await one.getByRole("row").count()).toBe(2);
      await (await open(list, 0)).getByText(list.empty).waitFor();
    });
  }
});
