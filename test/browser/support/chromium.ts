import { existsSync } from "node:fs";
import type { Browser } from "playwright-core";

/** Where Linux distributions and people have it. */
const places = [
  process.env["SALLYPORT_CHROMIUM"] ?? "",
  ...["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"],
];

/** The path of a Chromium; undefined when this machine has none, and the tests in it are skipped. */
export const chromiumPath: string | undefined = places.find((path) => path !== "" && existsSync(path));

/**
 * Chromium heeds the last list only, so what Playwright turns off and could matter here is named again. The first two
 * are pages of its own that no headless browser shows, and load with each context: a second of work each time.
 */
const off = [
  ...["WebUIOmniboxPopup", "WebUIOmniboxAimPopup"],
  ...["AimEnabled", "LensOverlay", "MediaRouter", "NetworkTimeServiceQuerying", "OptimizationHints"],
  ...[
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "PaintHolding",
    "PreconnectToSearch",
  ],
];

let running: Promise<Browser> | undefined;

/**
 * The Chromium of this process: files of tests that run in it one after the other share it, as starting one takes
 * seconds, and each page has a context of its own. It ends with this process. Only where there is one.
 */
export async function sharedChromium(): Promise<Browser> {
  // One that crashed fails the test in which it did, and no other.
  if (running !== undefined && !(await running).isConnected()) running = undefined;
  running ??= launch();
  return running;
}

async function launch(): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error("there is no Chromium on this machine");
  const { chromium } = await import("playwright-core");
  // Without its sandbox: it does not start as root, as in containers, and it opens our own page alone.
  const args = ["--no-sandbox", `--disable-features=${off.join(",")}`];
  return chromium.launch({ executablePath: chromiumPath, args });
}
