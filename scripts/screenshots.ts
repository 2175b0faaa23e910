import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { chromiumPath, sharedChromium } from "../test/browser/support/chromium.ts";
import { type Desk, logIn, startDesk } from "../test/browser/support/desk.ts";
import { root } from "./lib/root.ts";
import { tradeForADay } from "./screenshots/market-day.ts";
import { type Known, type Picture, pictures } from "./screenshots/pictures.ts";

/**
 * `npm run screenshots [-- NAME…]`: the pictures in docs/screenshots, of a new installation with a small day of
 * trading. Prices are drawn anew each time, everything else is as it was. A page that does not come is said, and the
 * other pictures are taken.
 */
const folder = join(root, "docs/screenshots");
const SCREEN = { width: 1280, height: 800 };
const PATIENCE_MS = 20_000;

async function take(desk: Desk, picture: Picture, known: Known): Promise<void> {
  const { name, path, ready, size = SCREEN } = picture;
  const { page, url } = await desk.open({
    viewport: size,
    locale: "en-GB",
    timezoneId: "Europe/London",
    reducedMotion: "reduce",
  });
  try {
    page.setDefaultTimeout(PATIENCE_MS);
    await page.goto(`${url}/desk${path(known)}`);
    await logIn(page, desk.trading.installation.ready.login);
    await page.getByRole("heading", { level: 1 }).first().waitFor();
    await ready(page, known);
    // Off whatever would light up below it.
    await page.mouse.move(0, 0);
    await page.screenshot({ path: join(folder, `${name}.png`), animations: "disabled" });
    console.log(`docs/screenshots/${name}.png`);
  } finally {
    await page.context().close();
  }
}

if (chromiumPath === undefined) {
  console.error(
    "There is no Chromium on this machine: apt-get install chromium, or name one in SALLYPORT_CHROMIUM.",
  );
  process.exit(1);
}
const chosen = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const desk = await startDesk();
try {
  const alertId = await tradeForADay(desk.trading);
  const known = { alertId, password: desk.trading.installation.ready.login.password };
  for (const picture of pictures.filter(({ name }) => chosen.length === 0 || chosen.includes(name))) {
    try {
      await take(desk, picture, known);
    } catch (error) {
      console.error(
        `no picture of ${picture.name}: ${error instanceof Error ? error.message : String(error)}`,
      );
      process.exitCode = 1;
    }
  }
} finally {
  await desk.end();
  await (await sharedChromium()).close();
}
