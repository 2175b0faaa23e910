import { burstsOf, lastMinuteEntries, type PlannedAlert, planAlerts } from "./alert-plan.ts";
import { type Fault, planFaults, planHoldUps } from "./fault-plan.ts";
import type { FaultOptions } from "./options.ts";
import { type TerminalKind, targetsOf } from "./programs.ts";
import { randomFrom } from "./random.ts";

/** What happens to the installation with one of the terminals. */
export interface Plan {
  readonly alerts: readonly PlannedAlert[];
  readonly faults: readonly Fault[];
}

/** Hold-ups come for single alerts and last for seconds; no more of them than this share of the other faults. */
const MOST_HOLD_UPS = 0.15;

/** Draws the plan of `count` alerts; the same options and count always give the same one. */
export function planOf(
  kind: TerminalKind,
  count: number,
  { seed, rate, everyMs, lateCopies }: Pick<FaultOptions, "seed" | "rate" | "everyMs" | "lateCopies">,
): Plan {
  const random = randomFrom(seed).fork(kind);
  const alerts = planAlerts(random.fork("alerts"), count, { perSecond: rate, lateCopies });
  const lengthMs = alerts.at(-1)?.copiesAtMs[0] ?? 0;
  const number = Math.ceil(lengthMs / everyMs);
  const targets = targetsOf[kind];
  const holdUps = planHoldUps(random.fork("hold-ups"), lastMinuteEntries(alerts));
  const every = Math.max(1, Math.ceil(holdUps.length / Math.max(1, number * MOST_HOLD_UPS)));
  const faults = [
    ...planFaults(random.fork("faults"), number, lengthMs, burstsOf(alerts), targets),
    ...holdUps.filter((_, index) => index % every === 0),
  ].sort((a, b) => a.atMs - b.atMs);
  return { alerts, faults };
}
