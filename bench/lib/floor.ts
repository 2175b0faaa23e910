import * as z from "zod";
import { askChild } from "./child-request.ts";
import type { Cleanup } from "./cleanup.ts";
import { startHelper } from "./helper-process.ts";
import { arrivalsSchema } from "./load-messages.ts";
import type { System } from "./system.ts";
import { until } from "./wait.ts";
import { startBenchWorker } from "./workerd.ts";

const ANSWER_TIMEOUT_MS = 10_000;
const countsSchema = z.object({ alerts: z.number().int(), acks: z.number().int() });

/**
 * Starts the floor: its worker on plain workerd and its client process. `bodies` are those of the real
 * thing, so that both read and store as many bytes.
 */
export async function startFloor(
  cleanup: Cleanup,
  folder: string,
  bodies: readonly string[],
  say: (line: string) => void,
): Promise<System> {
  const url = await startBenchWorker(cleanup, "floor", folder, say);
  const agent = await startHelper(cleanup, "floor/agent.ts", [url.replace("http:", "ws:")]);
  return {
    name: "floor",
    target: { port: Number(new URL(url).port), path: "/", bodies: [...bodies], accepted: 202 },
    keyOf: (sample) => sample.id,
    async arrivals() {
      const answer = await askChild(agent, { type: "arrivals" }, arrivalsSchema, ANSWER_TIMEOUT_MS);
      return new Map(answer.arrivals);
    },
    settled: () =>
      until("every alert of the floor acknowledged", ANSWER_TIMEOUT_MS, async () => {
        const counts = countsSchema.parse(await (await fetch(url)).json());
        return counts.alerts === counts.acks;
      }),
  };
}
