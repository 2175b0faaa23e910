import { setTimeout as wait } from "node:timers/promises";
import type { StatePaths } from "../state/state-dir.ts";
import { readStatus, statusText } from "./status.ts";

const LOOK_EVERY_MS = 500;
const HOME = "\u001b[H";
const CLEAR_LINE = "\u001b[K";
const CLEAR_BELOW = "\u001b[J";
const ALTERNATE_SCREEN = "\u001b[?1049h\u001b[?25l";
const NORMAL_SCREEN = "\u001b[?25h\u001b[?1049l";

/**
 * `sallyport-agent status --watch`: the status, drawn anew twice a second until `signal` ends it. On an
 * alternate screen, so that what stood on the terminal before is there again afterwards; where standard
 * output is no terminal (a pipe), a status is printed whenever it changed.
 */
export async function watchStatus(
  paths: StatePaths,
  output: Pick<NodeJS.WriteStream, "write" | "isTTY">,
  signal: AbortSignal,
): Promise<void> {
  let shown = "";
  if (output.isTTY) output.write(ALTERNATE_SCREEN);
  try {
    while (!signal.aborted) {
      const text = currentText(paths);
      if (output.isTTY) output.write(frameOf(text, new Date()));
      else if (text !== shown) output.write(`${text}\n\n`);
      shown = text;
      await wait(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  } finally {
    if (output.isTTY) output.write(NORMAL_SCREEN);
  }
}

function currentText(paths: StatePaths): string {
  const status = readStatus(paths);
  return status.ok ? statusText(status.value) : status.error.message;
}

/** One drawing: each line replaces the one before it, so that nothing flickers. */
function frameOf(text: string, now: Date): string {
  const lines = [...text.split("\n"), "", `${now.toLocaleTimeString()}   Ctrl-C ends this view`];
  return `${HOME}${lines.map((line) => `${line}${CLEAR_LINE}\n`).join("")}${CLEAR_BELOW}`;
}
