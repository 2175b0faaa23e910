import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildWeb } from "./lib/build-web.ts";
import { root } from "./lib/root.ts";
import { add, type Count, countLine, countVitest, isGood, NOTHING } from "./test/count.ts";

/**
 * `npm test [-- PART…]`: all parts or those that are named, one after the other. The last line counts the
 * tests of all of them; the fault run counts as one test.
 */
const projects = ["unit", "worker", "integration", "browser"];
const parts = [...projects, "faults"];

const chosen = process.argv.slice(2);
const unknown = chosen.find((part) => !parts.includes(part));
if (unknown !== undefined) {
  console.error(`no such part: ${unknown}. The parts are ${parts.join(", ")}.`);
  console.error("One file or one test: npx vitest run --project unit PATH -t NAME");
  process.exit(2);
}

/** Runs a Node program with its output on ours; resolves to its exit status. */
function run(program: string, args: readonly string[]): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, program), ...args], { cwd: root, stdio: "inherit" });
    child.once("error", reject);
    child.once("close", resolve);
  });
}

async function runProject(project: string, reportFile: string): Promise<Count> {
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${reportFile}`];
  const args = ["run", "--project", project, ...reporters];
  const status = await run("node_modules/vitest/vitest.mjs", args);
  return countVitest(existsSync(reportFile) ? readFileSync(reportFile, "utf8") : undefined, status);
}

async function runFaults(): Promise<Count> {
  const status = await run("test/faults/run.ts", ["--short"]);
  return status === 0 ? { ...NOTHING, passed: 1 } : { ...NOTHING, failed: 1 };
}

// The Worker's configuration names the desk's files.
await buildWeb();

const reports = mkdtempSync(join(tmpdir(), "sallyport-test-"));
let total = NOTHING;
for (const part of chosen.length > 0 ? chosen : parts) {
  console.log(`\n== ${part}`);
  const count = part === "faults" ? await runFaults() : await runProject(part, join(reports, `${part}.json`));
  console.log(`${part}: ${countLine(count)}`);
  total = add(total, count);
}
rmSync(reports, { recursive: true, force: true });

console.log(`\n${countLine(total)}`);
process.exitCode = isGood(total) ? 0 : 1;
