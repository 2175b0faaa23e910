import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod";
import type { Measure } from "../lib/measure.ts";
import type { Plan } from "../lib/plan.ts";
import { startReal } from "../lib/real.ts";
import { sendOneByOne } from "../lib/rounds.ts";
import type { Stage } from "../lib/stage.ts";
import { variantBundle } from "../lib/variant-bundle.ts";

/** After the last alert, for reports, acknowledgements and alarms that still come. */
const TAIL_MS = 1_500;
/** Longer than the reports of one order take, so that nothing is shared between two of them. */
const APART_MS = 30;

const countsSchema = z.record(
  z.string(),
  z.object({
    requests: z.number().int(),
    messages: z.number().int(),
    alarms: z.number().int(),
    rowsWritten: z.number().int(),
  }),
);
type Counts = z.infer<typeof countsSchema>[string];

/**
 * What one alert costs at the objects, from the request to the end of its order: counted by a build of
 * the Worker with counters around its objects, while alerts come one at a time.
 */
export async function counts(stage: Stage, plan: Plan): Promise<Measure[]> {
  const folder = join(stage.folder, "counting");
  const real = await startReal(stage.cleanup, "the counting build", folder, stage.say, {
    bundle: () => variantBundle(stage.folder, "counting", "bench/counting/index.ts"),
  });
  const load = await stage.load();
  const take = async () =>
    countsSchema.parse(await (await fetch(new URL("/bench/counts", real.ready.url))).json());
  await sendOneByOne(load, real, plan.warmupSamples, APART_MS);
  await real.settled();
  const before = (await real.orders())["filled"] ?? 0;
  await take();
  stage.say(`counting over ${plan.countedAlerts} alerts`);
  await sendOneByOne(load, real, plan.countedAlerts, APART_MS);
  await sleep(TAIL_MS);
  const byClass = await take();
  const filled = ((await real.orders())["filled"] ?? 0) - before;
  if (filled !== plan.countedAlerts) throw new Error(`${filled} of ${plan.countedAlerts} orders were filled`);
  const row = (name: string, count: (of: Counts) => number): Measure => ({
    name,
    unit: "count",
    rounds: [Object.values(byClass).reduce((sum, of) => sum + count(of), 0) / plan.countedAlerts],
  });
  return [
    row("requests to objects for each alert", (of) => of.requests + of.alarms),
    row("WebSocket messages to objects for each alert", (of) => of.messages),
    row("rows written for each alert", (of) => of.rowsWritten),
    ...Object.entries(byClass)
      .filter(([, of]) => of.rowsWritten > 0)
      .map(([name, of]) => row(`  of these, by ${name}`, (other) => (other === of ? of.rowsWritten : 0))),
  ];
}
