import { randomInt } from "node:crypto";
import { resolve } from "node:path";
import { parseArgs } from "node:util";

/** What a fault run does. */
export interface FaultOptions {
  /** Everything is drawn from it. */
  readonly seed: number;
  readonly alerts: number;
  /** Where the installation keeps its state; undefined: a new folder, removed afterwards. */
  readonly stateDir: string | undefined;
  /** Leave the state there, whatever comes out. */
  readonly keep: boolean;
}

const FULL_ALERTS = 2_000;
const SHORT_ALERTS = 280;
const SEEDS = 2 ** 32;

export const usage = `usage: npm run test:faults -- [--seed N] [--alerts N] [--short] [--state DIR] [--keep]

  --seed N     repeat the plan of an earlier run (0 to ${SEEDS - 1}; default: any)
  --alerts N   how many alerts (default ${FULL_ALERTS})
  --short      ${SHORT_ALERTS} alerts, for every day
  --state DIR  keep the installation's state here (default: a folder that is removed)
  --keep       do not remove it`;

function wholeNumber(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (!/^\d{1,10}$/.test(text) || value < least || value > most) {
    throw new Error(`--${name}: a whole number from ${least} to ${most} is needed`);
  }
  return value;
}

/** Parses the command line; throws with a sentence for the user. */
export function parseFaultOptions(args: readonly string[], cwd: string): FaultOptions {
  const { values } = parseArgs({
    args: [...args],
    strict: true,
    options: {
      seed: { type: "string" },
      alerts: { type: "string" },
      short: { type: "boolean", default: false },
      state: { type: "string" },
      keep: { type: "boolean", default: false },
    },
  });
  const alerts = values.short ? SHORT_ALERTS : FULL_ALERTS;
  return {
    seed: values.seed === undefined ? randomInt(SEEDS) : wholeNumber("seed", values.seed, 0, SEEDS - 1),
    alerts: values.alerts === undefined ? alerts : wholeNumber("alerts", values.alerts, 1, 100_000),
    stateDir: values.state === undefined ? undefined : resolve(cwd, values.state),
    keep: values.keep || values.state !== undefined,
  };
}
