import type { Page } from "playwright-core";
import type { HealthPart } from "../../../web/src/live/health.ts";
import { runningPid } from "../../support/children.ts";

const USUAL_MS = 30_000;

/** Waits until the desk says this of one part of the way to the broker. */
export function strip(
  page: Page,
  part: HealthPart["name"],
  word: string | RegExp,
  limitMs: number = USUAL_MS,
): Promise<void> {
  return page
    .getByRole("region", { name: "Health" })
    .locator(`[data-part="${part}"]`)
    .getByText(word, { exact: true })
    .waitFor({ timeout: limitMs });
}

const LOOK_EVERY_MS = 20;

/** Kills a part of the installation, and again as often as it is started. Returns how to let it come back. */
export function keepAway(stateDir: string, name: "agent" | "gateway"): () => void {
  const look = (): void => {
    const pid = runningPid(stateDir, name);
    if (pid !== undefined) process.kill(pid, "SIGKILL");
  };
  look();
  const timer = setInterval(look, LOOK_EVERY_MS);
  return () => clearInterval(timer);
}
