import { resolve } from "node:path";
import { expect, test } from "vitest";
import { parseStartOptions } from "./options.ts";

const cwd = resolve("/somewhere");

test("without flags: text, .sallyport in the current folder, port 8787", () => {
  expect(parseStartOptions([], cwd)).toEqual({
    ok: true,
    value: { json: false, stateDir: resolve(cwd, ".sallyport"), port: 8787 },
  });
});

test("every flag sets what it says", () => {
  expect(parseStartOptions(["--json", "--state", "other", "--port", "0"], cwd)).toEqual({
    ok: true,
    value: { json: true, stateDir: resolve(cwd, "other"), port: 0 },
  });
});

test.each([
  [["--port", "x"], "--port"],
  [["--port", "70000"], "--port"],
  [["--port", "1.5"], "--port"],
  [["--port="], "--port"],
  [["--state", ""], "--state"],
  [["--prot", "1"], "--prot"],
  [["more"], "more"],
])("%j is refused and named", (args, named) => {
  const parsed = parseStartOptions(args, cwd);
  expect(!parsed.ok && parsed.error).toContain(named);
});
