import { rmSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join, resolve } from "node:path";
import { root } from "../scripts/lib/root.ts";
import { endWithNpm } from "../scripts/start/end-with-npm.ts";
import { Cleanup } from "./lib/cleanup.ts";
import type { Measure } from "./lib/measure.ts";
import { judge, type Row } from "./lib/measure.ts";
import { parseBenchOptions, type SectionName, usage } from "./lib/options.ts";
import { fullPlan, type Plan, quickPlan } from "./lib/plan.ts";
import { Stage } from "./lib/stage.ts";
import { renderTable } from "./lib/table.ts";
import { auth } from "./sections/auth.ts";
import { counts } from "./sections/counts.ts";
import { ea } from "./sections/ea.ts";
import { feed } from "./sections/feed.ts";
import { latency } from "./sections/latency.ts";
import { memory } from "./sections/memory.ts";
import { rpc } from "./sections/rpc.ts";
import { throughput } from "./sections/throughput.ts";

/**
 * `npm run bench`: measures the way of an alert on plain workerd against `bench/floor` and prints one
 * table. docs/benchmarks.md says what each row means. A missed aim is printed and is no failure of the
 * run: what a shared machine measures is no verdict. The run fails when something could not be measured.
 */
const measurements: Record<SectionName, (stage: Stage, plan: Plan) => Promise<Measure[]>> = {
  latency,
  throughput,
  ea,
  memory,
  counts,
  rpc,
  auth,
  feed,
};

const say = (line: string) => process.stderr.write(`${line}\n`);

const options = parseBenchOptions(process.argv.slice(2));
if (!options.ok) {
  say(`${options.error}\n\n${usage}`);
  process.exit(2);
}
const { quick, json, sections } = options.value;
const plan = quick ? quickPlan : fullPlan;

// On the disk of the repository: the usual folder for temporary files may be in memory, where nothing is durable.
const folder = join(root, ".sallyport", `bench-${process.pid}`);
const cleanup = new Cleanup();
const stage = new Stage(cleanup, folder, plan, say);

const FAILED = 1;
const INTERRUPTED = 130;

/** Stops everything and ends this process; a second call waits for the first. Data are kept after a failure. */
let ending: Promise<never> | undefined;
function end(status: number, why: string): Promise<never> {
  ending ??= (async () => {
    say(why);
    await cleanup.run().catch(fail);
    if (status !== FAILED) rmSync(folder, { recursive: true, force: true });
    process.exit(status);
  })();
  return ending;
}

function fail(error: unknown): never {
  say(reasonOf(error));
  process.exit(FAILED);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => void end(INTERRUPTED, "stopping"));
}
endWithNpm(() => void end(INTERRUPTED, "npm is gone, stopping"));

const rows: Row[] = [];
try {
  for (const name of sections) rows.push(...(await measurements[name](stage, plan)).map(judge));
} catch (error) {
  await end(
    FAILED,
    `not everything could be measured: ${reasonOf(error)}\nThe data and the logs are in ${folder}`,
  );
}
await cleanup.run();
rmSync(folder, { recursive: true, force: true });

const machine = `${cpus().length} x ${cpus()[0]?.model ?? "unknown processor"}, ${process.platform}, node ${process.version}`;
console.log(
  `${renderTable(rows)}\n\nMedians of ${plan.rounds} rounds on ${machine}${quick ? "; a quick run" : ""}.`,
);
if (json !== undefined) {
  writeFileSync(resolve(json), `${JSON.stringify({ machine, quick, plan, rows }, null, 2)}\n`);
}
