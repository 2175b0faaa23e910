import { join } from "node:path";
import type { Measure } from "../lib/measure.ts";
import type { Plan } from "../lib/plan.ts";
import { answersPerSecond } from "../lib/rounds.ts";
import type { Stage } from "../lib/stage.ts";
import { startBenchWorker } from "../lib/workerd.ts";

/** Calls of a counter per second, by native RPC and by itty-durable, in the same workerd. */
export async function rpc(stage: Stage, plan: Plan): Promise<Measure[]> {
  const load = await stage.load();
  const url = await startBenchWorker(stage.cleanup, "rpc", join(stage.folder, "rpc"), stage.say);
  const target = (path: string) => ({
    port: Number(new URL(url).port),
    path,
    bodies: ["{{id}}"],
    accepted: 200,
  });
  const native: number[] = [];
  const itty: number[] = [];
  for (let round = 0; round < plan.rounds; round++) {
    stage.say(`native RPC and itty-durable, round ${round + 1} of ${plan.rounds}`);
    itty.push(await answersPerSecond(load, target("/itty"), plan));
    native.push(await answersPerSecond(load, target("/native"), plan));
  }
  return [
    {
      name: "calls by native RPC",
      unit: "/s",
      rounds: native,
      against: { name: "itty-durable", rounds: itty },
    },
  ];
}
