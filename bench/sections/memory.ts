import { setTimeout as sleep } from "node:timers/promises";
import type { Measure } from "../lib/measure.ts";
import type { Plan } from "../lib/plan.ts";
import { throughputRound } from "../lib/rounds.ts";
import { memoryOf, type Stage } from "../lib/stage.ts";

/** So long nothing is sent before the memory after the load is looked at. */
const REST_MS = 1_000;

/** Resident memory of gateway and agent, before the first alert and after a load. */
export async function memory(stage: Stage, plan: Plan): Promise<Measure[]> {
  const { real, idle } = await stage.real();
  await throughputRound(await stage.load(), real, plan);
  await sleep(REST_MS);
  const loaded = memoryOf(real);
  const row = (part: "gateway" | "agent"): Measure => ({
    name: `memory of the ${part} after the load`,
    unit: "MB",
    rounds: [loaded[part]],
    against: { name: "idle", rounds: [idle[part]] },
  });
  return [row("gateway"), row("agent")];
}
