import type { Link, Program, Targets } from "./programs.ts";
import type { Random } from "./random.ts";

/** One thing that goes wrong, `atMs` after the run's beginning. */
export type Fault = { readonly atMs: number } & (
  | { readonly kind: "kill"; readonly targets: readonly Program[] }
  /** Started again so that it dies when it passes `place` for the `passage`th time; so is what follows it within `forMs`. */
  | {
      readonly kind: "trap";
      readonly target: "agent" | "terminal";
      /** The variable that tells it. */
      readonly variable: string;
      readonly place: string;
      readonly passage: number;
      readonly forMs: number;
    }
  | { readonly kind: "freeze"; readonly target: Program; readonly forMs: number }
  | { readonly kind: "reset" | "half"; readonly link: Link }
  | { readonly kind: "stall" | "refuse"; readonly link: Link; readonly forMs: number }
  | { readonly kind: "delay"; readonly link: Link; readonly delayMs: number; readonly forMs: number }
);
export type FaultKind = Fault["kind"];

/** How likely each kind is. Kills find most: they come at any instruction, and everything restarts. */
const weights: Readonly<Record<FaultKind, number>> = {
  kill: 38,
  trap: 12,
  freeze: 9,
  reset: 12,
  half: 10,
  stall: 9,
  delay: 6,
  refuse: 6,
};

/** Two programs die at once in this share of the kills. */
const DOUBLE_KILLS = 0.2;
/** This share of the faults comes right after the one before: into the middle of its recovery. */
const IN_RECOVERY = 0.25;
/** And this share comes while a burst of alerts is being worked off. */
const IN_BURST = 0.5;
const BURST_MS = 300;

const programNames: readonly Program[] = ["gateway", "agent", "terminal", "venue"];

function faultAt(atMs: number, random: Random, { killWeights, links, crashPlaces }: Targets): Fault {
  const programs = programNames.filter((program) => killWeights[program] !== undefined);
  const kind = random.weighted(weights);
  const link = random.pick(links);
  switch (kind) {
    case "kill": {
      const first = random.weighted({ gateway: 0, agent: 0, terminal: 0, venue: 0, ...killWeights });
      const others = programs.filter((program) => program !== first);
      return { atMs, kind, targets: random.chance(DOUBLE_KILLS) ? [first, random.pick(others)] : [first] };
    }
    case "trap": {
      const target = random.pick(["agent", "terminal"] as const);
      const { variable, places } = crashPlaces[target];
      return {
        atMs,
        kind,
        target,
        variable,
        place: random.pick(places),
        passage: random.int(1, 8),
        forMs: random.int(500, 3_000),
      };
    }
    case "freeze":
      return { atMs, kind, target: random.pick(programs), forMs: random.int(1_000, 3_000) };
    case "reset":
    case "half":
      return { atMs, kind, link };
    case "stall":
    case "refuse":
      return { atMs, kind, link, forMs: random.int(500, 4_000) };
    case "delay":
      return { atMs, kind, link, delayMs: random.int(20, 400), forMs: random.int(1_000, 5_000) };
  }
}

/**
 * `count` faults within `lengthMs` milliseconds or soon after, in the order of their times. `bursts` are the
 * times at which bursts of alerts begin; `targets` is what there is to strike.
 */
export function planFaults(
  random: Random,
  count: number,
  lengthMs: number,
  bursts: readonly number[],
  targets: Targets,
): Fault[] {
  const faults: Fault[] = [];
  let lastMs = 0;
  for (let i = 0; i < count; i++) {
    const chance = random.next();
    let atMs = Math.floor((lengthMs * (i + random.next())) / count);
    if (chance < IN_RECOVERY) atMs = lastMs + random.int(20, 600);
    else if (chance < IN_RECOVERY + IN_BURST && bursts.length > 0) {
      atMs = random.pick(bursts) + random.int(0, BURST_MS);
    }
    faults.push(faultAt(atMs, random, targets));
    lastMs = atMs;
  }
  return faults.sort((a, b) => a.atMs - b.atMs);
}

/** Longer than what is left to an entry that `lastMinuteEntries` names, the rounding of its time included. */
const HOLD_UP_MS = 5_000;
/** The hold-up begins a little before the alert is sent. */
const AHEAD_MS = 50;
const HELD_UP = 0.6;

/**
 * Hold-ups between agent and terminal for some of the entries that have little time left (`times`): they
 * pass every check on the way, and are too late when the terminal reads them.
 */
export function planHoldUps(random: Random, times: readonly number[]): Fault[] {
  return times
    .filter(() => random.chance(HELD_UP))
    .map((time) => {
      const atMs = Math.max(0, time - AHEAD_MS);
      const frozen = random.chance(0.5);
      return frozen
        ? { atMs, kind: "freeze", target: "terminal", forMs: HOLD_UP_MS }
        : { atMs, kind: "stall", link: "terminal", forMs: HOLD_UP_MS };
    });
}
