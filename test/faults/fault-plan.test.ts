import { expect, test } from "vitest";
import { type Fault, type FaultKind, planFaults, planHoldUps } from "./fault-plan.ts";
import { targetsOf } from "./programs.ts";
import { randomFrom } from "./random.ts";

const BURSTS = [10_000, 20_000, 50_000];

const plan = (seed: number, count: number, targets = targetsOf.paper): Fault[] =>
  planFaults(randomFrom(seed), count, 60_000, BURSTS, targets);

test("the same seed plans the same faults", () => {
  expect(plan(11, 40)).toEqual(plan(11, 40));
  expect(plan(11, 40)).not.toEqual(plan(12, 40));
});

test("faults come in the order of their times and within the run, give or take a recovery", () => {
  for (let seed = 0; seed < 50; seed++) {
    const times = plan(seed, 25).map(({ atMs }) => atMs);
    expect(times).toHaveLength(25);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times.at(-1)).toBeLessThan(62_000);
  }
});

test("a long plan has every kind of fault, kills of every program, and double kills", () => {
  const faults = plan(1, 300);
  const kinds = new Set<FaultKind>(faults.map(({ kind }) => kind));
  expect([...kinds].sort()).toEqual(["delay", "freeze", "half", "kill", "refuse", "reset", "stall", "trap"]);
  const kills = faults.flatMap((fault) => (fault.kind === "kill" ? [fault.targets] : []));
  expect(new Set(kills.flat())).toEqual(new Set(["gateway", "agent", "terminal"]));
  expect(kills.some((targets) => targets.length === 2)).toBe(true);
  for (const targets of kills) expect(new Set(targets).size).toBe(targets.length);
});

test("half of the faults come while a burst of alerts is worked off", () => {
  const inBurst = plan(3, 400).filter(({ atMs }) =>
    BURSTS.some((burst) => atMs >= burst && atMs <= burst + 300),
  );
  expect(inBurst.length).toBeGreaterThan(150);
  expect(inBurst.length).toBeLessThan(280);
});

test("without any burst the faults are spread evenly", () => {
  const times = planFaults(randomFrom(1), 400, 60_000, [], targetsOf.paper).map(({ atMs }) => atMs);
  expect(times.filter((atMs) => atMs < 30_000).length).toBeGreaterThan(170);
});

test("traps are set at every place where a program can be told to die, by the variable that it reads", () => {
  const places = (targets = targetsOf.paper) =>
    plan(4, 900, targets).flatMap((fault) =>
      fault.kind === "trap" ? [`${fault.target} ${fault.variable} ${fault.place}`] : [],
    );
  expect(new Set(places()).size).toBe(7);
  expect(new Set(places(targetsOf.ea)).size).toBe(9);
});

test("with the expert advisor its broker dies, too, and the way to it is cut", () => {
  const faults = plan(1, 400, targetsOf.ea);
  expect(new Set(faults.flatMap((fault) => (fault.kind === "kill" ? fault.targets : []))).size).toBe(4);
  expect(new Set(faults.flatMap((fault) => ("link" in fault ? [fault.link] : []))).size).toBe(3);
  const struck = JSON.stringify(plan(1, 400));
  expect(struck).not.toContain("venue");
});

test("some of the entries with little time left are held up until it is over", () => {
  const faults = planHoldUps(
    randomFrom(1),
    Array.from({ length: 200 }, (_, index) => index * 1_000),
  );
  expect(faults.length).toBeGreaterThan(90);
  expect(faults.length).toBeLessThan(150);
  expect(new Set(faults.map(({ kind }) => kind))).toEqual(new Set(["freeze", "stall"]));
  for (const fault of faults) expect("forMs" in fault && fault.forMs).toBeGreaterThan(4_500);
});

test("a process is frozen for one to three seconds", () => {
  for (const fault of plan(2, 300)) {
    if (fault.kind !== "freeze") continue;
    expect(fault.forMs).toBeGreaterThanOrEqual(1_000);
    expect(fault.forMs).toBeLessThanOrEqual(3_000);
  }
});
