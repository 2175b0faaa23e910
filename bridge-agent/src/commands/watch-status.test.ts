import { writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { statePaths } from "../state/state-dir.ts";
import { eventually } from "../testing/eventually.ts";
import { temporaryDirectory } from "../testing/fixtures.ts";
import { watchStatus } from "./watch-status.ts";

function begin(isTTY: boolean) {
  const paths = statePaths(temporaryDirectory());
  const written: string[] = [];
  const output = { isTTY, write: (text: string | Uint8Array) => written.push(String(text)) > 0 };
  const abort = new AbortController();
  return { paths, written, abort, ended: watchStatus(paths, output, abort.signal) };
}

test("through a pipe a status is printed only when it changed", async () => {
  const { paths, written, abort, ended } = begin(false);
  await eventually("the first look", () => written.length === 1);
  writeFileSync(paths.status, "not a status");
  await new Promise((resolve) => setTimeout(resolve, 1200));
  expect(written).toEqual([`There is no status in ${paths.directory}.\n\n`]);
  abort.abort();
  await ended;
});

test("on a terminal the screen that was there before comes back at the end", async () => {
  const { written, abort, ended } = begin(true);
  await eventually("a drawing", () => written.length >= 2);
  abort.abort();
  await ended;
  expect(written[0]).toContain("\u001b[?1049h");
  expect(written.at(-1)).toContain("\u001b[?1049l");
});
