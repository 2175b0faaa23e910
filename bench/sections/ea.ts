import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildProgram } from "../../bridge-agent/mt5/test-build/build.ts";
import { expertAdvisorSpec, venueSpec } from "../../scripts/start/expert-advisor.ts";
import { findFreePort } from "../../scripts/start/free-port.ts";
import { openStateDir } from "../../scripts/start/state-dir.ts";
import { supervise } from "../../scripts/start/supervise.ts";
import { readDealsLog } from "../../test/support/deals-log.ts";
import { AgentSide, type RoundTrip } from "../lib/agent-side.ts";
import { startHelper } from "../lib/helper-process.ts";
import type { Measure } from "../lib/measure.ts";
import type { Plan } from "../lib/plan.ts";
import { type Real, startReal } from "../lib/real.ts";
import { burst } from "../lib/rounds.ts";
import type { Stage } from "../lib/stage.ts";
import { median, percentile } from "../lib/statistics.ts";

/** On a netting account buys and sells even out, so that positions do not pile up while the bench goes on. */
const ACCOUNT = ["--account", "netting"];
/** The timers of the shim: as MetaTrader's reference has them, and as people measured them. */
const timers = ["documented", "measured"] as const;
type Timer = (typeof timers)[number];

/** The compiled expert advisor: how long it takes to answer the agent, and how many orders it sustains. */
export async function ea(stage: Stage, plan: Plan): Promise<Measure[]> {
  if (spawnSync("g++", ["--version"]).error !== undefined) {
    stage.say("ea: left out, because g++ is not installed; it compiles the expert advisor");
    return [];
  }
  const program = await buildProgram();
  return [...(await answerTimes(stage, plan, program)), ...(await sustained(stage, plan, program))];
}

async function answerTimes(stage: Stage, plan: Plan, program: string): Promise<Measure[]> {
  const echo = new AgentSide();
  await startHelper(stage.cleanup, "terminal/echo.ts", [String(await echo.listen(stage.cleanup))]);
  await echo.connected();
  const advisors = new Map<Timer, AgentSide>();
  for (const timer of timers) advisors.set(timer, await startAdvisor(stage, program, timer));

  const floor: RoundTrip[][] = [];
  const told = new Map<Timer, RoundTrip[][]>(timers.map((timer) => [timer, []]));
  const trips = async (side: AgentSide) =>
    (await side.roundTrips(plan.warmupSamples + plan.samples, plan.pauseMs)).slice(plan.warmupSamples);
  for (let round = 0; round < plan.rounds; round++) {
    stage.say(`the expert advisor's answers, round ${round + 1} of ${plan.rounds}`);
    floor.push(await trips(echo));
    for (const [timer, side] of advisors) told.get(timer)?.push(await trips(side));
  }
  const row = (
    name: string,
    timer: Timer,
    of: (values: readonly number[]) => number,
    field: keyof RoundTrip,
  ): Measure => {
    const values = (rounds: RoundTrip[][]) => rounds.map((round) => of(round.map((trip) => trip[field])));
    const against = { name: "echo", rounds: values(floor) };
    return { name, unit: "µs", rounds: values(told.get(timer) ?? []), against };
  };
  const p99 = (values: readonly number[]) => percentile(values, 99);
  return [
    row("agent to EA's journal and back, median", "documented", median, "journaledUs"),
    row("agent to EA's journal and back, p99", "documented", p99, "journaledUs"),
    row("agent to EA, broker and back, median", "documented", median, "resultUs"),
    row("agent to EA, broker and back, p99", "documented", p99, "resultUs"),
    row("the same with timers as measured, median", "measured", median, "resultUs"),
  ];
}

/** The expert advisor and its broker, linked to an agent's side of their own. */
async function startAdvisor(stage: Stage, program: string, timer: Timer): Promise<AgentSide> {
  const state = openStateDir(join(stage.folder, `ea-${timer}`));
  const side = new AgentSide();
  const agent = await side.listen(stage.cleanup);
  writeFileSync(join(state.agent, "ea-token"), side.token);
  const venue = await findFreePort();
  const specs = [
    venueSpec(state, venue, ACCOUNT),
    expertAdvisorSpec(state, program, { agent, venue }, ["--timer", timer]),
  ];
  for (const spec of specs) {
    const child = supervise(spec, state.run, stage.say);
    stage.cleanup.add(() => child.stop(1_000));
  }
  await side.link();
  return side;
}

/** Orders of one account, from alerts that all come at once until the last one is at the broker. */
async function sustained(stage: Stage, plan: Plan, program: string): Promise<Measure[]> {
  const load = await stage.load();
  const { real } = await stage.real();
  const folder = join(stage.folder, "ea-real");
  const venue = await findFreePort();
  const withAdvisor = await startReal(stage.cleanup, "the one with the expert advisor", folder, stage.say, {
    others: (state) => [venueSpec(state, venue, ACCOUNT)],
    terminal: (state, agent) => expertAdvisorSpec(state, program, { agent, venue }),
  });
  const dealsLog = openStateDir(folder).dealsLog;
  const base: number[] = [];
  const rounds: number[] = [];
  const filled: number[] = [];
  for (let round = 0; round < plan.rounds; round++) {
    stage.say(`orders a second, round ${round + 1} of ${plan.rounds}`);
    await burst(load, real.target, plan, plan.burstAlerts);
    await real.settled();
    base.push(perSecond([...(await real.arrivals()).values()].map((atUs) => atUs / 1_000)));

    const before = readDealsLog(dealsLog).length;
    const ordersBefore = await filledOf(withAdvisor);
    await burst(load, withAdvisor.target, plan, plan.burstAlerts);
    await withAdvisor.settled();
    rounds.push(
      perSecond(
        readDealsLog(dealsLog)
          .slice(before)
          .map(({ at }) => at),
      ),
    );
    filled.push((100 * ((await filledOf(withAdvisor)) - ordersBefore)) / plan.burstAlerts);
  }
  await withAdvisor.stop();
  return [
    {
      name: `orders a second of one account, ${plan.burstAlerts} at once`,
      unit: "/s",
      rounds,
      against: { name: "bench's terminal", rounds: base },
    },
    { name: "of these, filled in time by the expert advisor", unit: "%", rounds: filled },
  ];
}

async function filledOf(real: Real): Promise<number> {
  return (await real.orders())["filled"] ?? 0;
}

/** From the first of these moments (ms) to the last. */
function perSecond(timesMs: readonly number[]): number {
  const first = Math.min(...timesMs);
  const last = Math.max(...timesMs);
  return ((timesMs.length - 1) * 1_000) / (last - first);
}
