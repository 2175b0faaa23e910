import type { Measure } from "../lib/measure.ts";
import type { Plan } from "../lib/plan.ts";
import { throughputRound } from "../lib/rounds.ts";
import type { Stage } from "../lib/stage.ts";

const AIM = { direction: "atLeast", ratio: 0.5 } as const;

/** Alerts accepted per second, and what became of them. */
export async function throughput(stage: Stage, plan: Plan): Promise<Measure[]> {
  const load = await stage.load();
  const floor = await stage.floor();
  const { real } = await stage.real();
  const floorRounds: number[] = [];
  const realRounds: number[] = [];
  const filledShares: number[] = [];
  for (let round = 0; round < plan.rounds; round++) {
    stage.say(`throughput, round ${round + 1} of ${plan.rounds}`);
    floorRounds.push(await throughputRound(load, floor, plan));
    const before = await real.orders();
    realRounds.push(await throughputRound(load, real, plan));
    filledShares.push(filledShare(before, await real.orders()));
  }
  return [
    {
      name: `alerts accepted at ${plan.connections} connections`,
      unit: "/s",
      rounds: realRounds,
      against: { name: "floor", rounds: floorRounds },
      aim: AIM,
    },
    { name: "of these, orders filled in time", unit: "%", rounds: filledShares },
  ];
}

/** Percent of the orders between two counts that were filled; the others expired or were refused. */
function filledShare(before: Record<string, number>, after: Record<string, number>): number {
  const total = (of: Record<string, number>) => Object.values(of).reduce((sum, count) => sum + count, 0);
  const filled = (after["filled"] ?? 0) - (before["filled"] ?? 0);
  return (100 * filled) / (total(after) - total(before));
}
