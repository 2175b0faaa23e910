import type { Measure } from "../lib/measure.ts";
import type { Plan } from "../lib/plan.ts";
import { type LatencyRound, latencyRound } from "../lib/rounds.ts";
import type { Stage } from "../lib/stage.ts";

const AIM_TO_FLOOR = { direction: "atMost", ratio: 2.5 } as const;
const AIM_TO_EMPTY = { direction: "atMost", ratio: 1.2 } as const;

/** From the request to the order at the terminal: against the floor, and with a full ledger against an empty one. */
export async function latency(stage: Stage, plan: Plan): Promise<Measure[]> {
  const load = await stage.load();
  const systems = [await stage.floor(), (await stage.real()).real, await stage.full()];
  const rounds: LatencyRound[][] = systems.map(() => []);
  for (let round = 0; round < plan.rounds; round++) {
    stage.say(`latency, round ${round + 1} of ${plan.rounds}`);
    for (const [index, system] of systems.entries()) {
      rounds[index]?.push(await latencyRound(load, system, plan));
    }
  }
  const [floor = [], empty = [], full = []] = rounds;
  const medians = (of: LatencyRound[]) => of.map((round) => round.arrivalMedianUs);
  const p99s = (of: LatencyRound[]) => of.map((round) => round.arrivalP99Us);
  const filled = `${plan.ledgerOrders.toLocaleString("en-US")} orders`;
  return [
    {
      name: "request to terminal, median",
      unit: "µs",
      rounds: medians(empty),
      against: { name: "floor", rounds: medians(floor) },
      aim: AIM_TO_FLOOR,
    },
    {
      name: "request to terminal, p99",
      unit: "µs",
      rounds: p99s(empty),
      against: { name: "floor", rounds: p99s(floor) },
      aim: AIM_TO_FLOOR,
    },
    {
      name: `the same with ${filled}, median`,
      unit: "µs",
      rounds: medians(full),
      against: { name: "empty ledger", rounds: medians(empty) },
      aim: AIM_TO_EMPTY,
    },
    {
      name: `the same with ${filled}, p99`,
      unit: "µs",
      rounds: p99s(full),
      against: { name: "empty ledger", rounds: p99s(empty) },
      aim: AIM_TO_EMPTY,
    },
    {
      name: "request to 202, median",
      unit: "µs",
      rounds: empty.map((round) => round.answerMedianUs),
      against: { name: "floor", rounds: floor.map((round) => round.answerMedianUs) },
    },
  ];
}
