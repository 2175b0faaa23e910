import { randomInt } from "node:crypto";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { type TerminalKind, terminalKinds } from "./programs.ts";

/** What a fault run does. */
export interface FaultOptions {
  /** Everything is drawn from it. */
  readonly seed: number;
  /** How many alerts each terminal gets; those that are left out get none. */
  readonly alerts: Readonly<Partial<Record<TerminalKind, number>>>;
  /** Alerts a second, on average. */
  readonly rate: number;
  /** Milliseconds from one fault to the next, on average. */
  readonly everyMs: number;
  /** Some copies of alerts come half a minute later, which a run has to wait for. */
  readonly lateCopies: boolean;
  /** Where the installations keep their state; undefined: a new folder, removed afterwards. */
  readonly stateDir: string | undefined;
  /** Leave the state there, whatever comes out. */
  readonly keep: boolean;
}

const FULL_ALERTS = 2_000;
const SHORT_ALERTS = 280;
const USUAL_RATE = 5;
/** Runs of more alerts than come in this time at the usual rate get a faster one. */
const LONGEST_S = 400;
/** By time and not by alerts: an installation under more alerts would never stand. */
const USUAL_EVERY_MS = 2_200;
/** Many alerts at once need more time between two faults, or most of them only expire. */
const FAST_EVERY_MS = 4_000;
const SEEDS = 2 ** 32;

export const usage = `usage: npm run test:faults -- [--seed N] [--terminal T] [--alerts N] [--rate N] [--every MS] [--short] [--state DIR] [--keep]

  --seed N      repeat the plan of an earlier run (0 to ${SEEDS - 1}; default: any)
  --terminal T  paper: the paper terminal; ea: the compiled expert advisor, which needs g++, with a broker
                that makes mistakes; both: half of the alerts for each, one after the other (default)
  --alerts N    how many alerts in all (default ${FULL_ALERTS})
  --rate N      alerts a second (default ${USUAL_RATE}, or as many as make it ${LONGEST_S} s for each terminal)
  --every MS    from one fault to the next, on average (default ${USUAL_EVERY_MS}, at a faster rate ${FAST_EVERY_MS})
  --short       ${SHORT_ALERTS} alerts, for every day
  --state DIR   keep the installations' state here (default: a folder that is removed)
  --keep        do not remove it`;

function wholeNumber(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (!/^\d{1,10}$/.test(text) || value < least || value > most) {
    throw new Error(`--${name}: a whole number from ${least} to ${most} is needed`);
  }
  return value;
}

/** How many alerts each terminal gets. */
function share(terminal: string, alerts: number): FaultOptions["alerts"] {
  if (terminal === "both") return { paper: Math.floor(alerts / 2), ea: Math.ceil(alerts / 2) };
  const kind = terminalKinds.find((known) => known === terminal);
  if (kind === undefined) throw new Error("--terminal: paper, ea or both is needed");
  return { [kind]: alerts };
}

/** Parses the command line; throws with a sentence for the user. */
export function parseFaultOptions(args: readonly string[], cwd: string): FaultOptions {
  const { values } = parseArgs({
    args: [...args],
    strict: true,
    options: {
      seed: { type: "string" },
      terminal: { type: "string", default: "both" },
      alerts: { type: "string" },
      rate: { type: "string" },
      every: { type: "string" },
      short: { type: "boolean", default: false },
      state: { type: "string" },
      keep: { type: "boolean", default: false },
    },
  });
  const usual = values.short ? SHORT_ALERTS : FULL_ALERTS;
  const alerts = share(
    values.terminal,
    values.alerts === undefined ? usual : wholeNumber("alerts", values.alerts, 2, 100_000),
  );
  const needed = Math.ceil(Math.max(...Object.values(alerts)) / LONGEST_S);
  const rate =
    values.rate === undefined ? Math.max(USUAL_RATE, needed) : wholeNumber("rate", values.rate, 1, 200);
  const everyMs = rate > USUAL_RATE ? FAST_EVERY_MS : USUAL_EVERY_MS;
  return {
    seed: values.seed === undefined ? randomInt(SEEDS) : wholeNumber("seed", values.seed, 0, SEEDS - 1),
    alerts,
    rate,
    everyMs: values.every === undefined ? everyMs : wholeNumber("every", values.every, 100, 600_000),
    lateCopies: !values.short,
    stateDir: values.state === undefined ? undefined : resolve(cwd, values.state),
    keep: values.keep || values.state !== undefined,
  };
}
