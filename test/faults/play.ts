import { closeSync, openSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { requestsLogOf } from "../../scripts/start/expert-advisor.ts";
import type { Ready } from "../../scripts/start/installation.ts";
import { openStateDir } from "../../scripts/start/state-dir.ts";
import { apiOf } from "../support/api.ts";
import type { PlannedAlert } from "./alert-plan.ts";
import { collect } from "./collect.ts";
import type { Evidence, SentAlert } from "./evidence.ts";
import { badCodes, effectOf, ordersOf } from "./intent.ts";
import { firedAtMs, render } from "./messages.ts";
import type { Plan } from "./plan.ts";
import type { TerminalKind } from "./programs.ts";
import { waitForQuiet } from "./quiet.ts";
import { rigOf } from "./rig.ts";
import { send } from "./sender.ts";
import { type Storm, type StormReport, storm } from "./storm.ts";

const QUIET_LIMIT_MS = 120_000;
const LEAD_MS = 500;
const TELL_EVERY_MS = 15_000;

/** What came of one installation. */
export interface Played {
  readonly evidence: Evidence;
  readonly report: StormReport;
  /** Programs that were killed and started again. */
  readonly deaths: number;
  readonly seconds: number;
}

async function sendPlanned(
  { url, demo }: Ready,
  alert: PlannedAlert,
  beginMs: number,
  progress: () => void,
): Promise<SentAlert> {
  const { key, symbol, intent, copiesAtMs, hasId } = alert;
  const hook = new URL(demo.strategy.hookPath, url).href;
  const body = render(alert, demo.strategy.secret, beginMs);
  const attempts = await send(hook, { key, body, copiesAtMs, resendsFirstOnly: !hasId }, beginMs, progress);
  const fired = firedAtMs(alert, beginMs);
  return {
    key,
    symbol,
    effect: effectOf(intent),
    orders: ordersOf(intent),
    ...(intent.what === "bad" ? { refusedWith: badCodes[intent.why] } : {}),
    ...(fired === undefined ? {} : { firedAtMs: fired }),
    attempts,
  };
}

const say = (line: string) => process.stdout.write(`${line}\n`);

/** Sends the alerts into the storm; resolves when the last one is answered and the last fault over. */
async function sendAll({ alerts, faults }: Plan, ready: Ready, weather: Storm): Promise<SentAlert[]> {
  const beginMs = Date.now() + LEAD_MS;
  let requests = 0;
  const telling = setInterval(() => {
    say(`${requests} requests after ${Math.round((Date.now() - beginMs) / 1_000)} s`);
  }, TELL_EVERY_MS);
  const progress = () => {
    requests++;
  };
  const striking = weather.run(faults, beginMs);
  const sent = await Promise.all(alerts.map((alert) => sendPlanned(ready, alert, beginMs, progress)));
  await striking;
  weather.heal();
  clearInterval(telling);
  return sent;
}

/** Supervisor's lines of a program that was not killed, and yet ended. */
const endedByItself = /^\w+ ended \(\d+\)/;

/**
 * Starts an installation with this terminal and its state in `stateDir`, plays the plan, waits for quiet and
 * reads the evidence. `stopped` is told how to end everything before the time.
 */
export async function play(
  kind: TerminalKind,
  plan: Plan,
  at: { readonly seed: number; readonly stateDir: string },
  stopped: (stop: () => Promise<void>) => void,
): Promise<Played> {
  const startedMs = Date.now();
  const state = openStateDir(at.stateDir);
  const log = openSync(join(at.stateDir, "supervisor.log"), "a");
  let deaths = 0;
  const ends: string[] = [];
  const rig = await rigOf(kind, state, at.seed, (line) => {
    writeSync(log, `${new Date().toISOString()} ${line}\n`);
    if (line.includes("(SIGKILL)")) deaths++;
    if (endedByItself.test(line)) ends.push(line);
  });
  const weather = storm(at.stateDir, rig.proxies);
  const stop = () => {
    weather.heal();
    return rig.stop();
  };
  stopped(stop);
  try {
    const ready = await rig.all.start(0);
    const sent = await sendAll(plan, ready, weather);
    say("everything is sent and every fault is over; waiting for quiet");
    const api = apiOf(ready.url, ready.token, ready.demo.accountId);
    const unrest = await waitForQuiet(api, QUIET_LIMIT_MS, kind === "ea");
    if (unrest !== undefined) say(`no quiet after ${QUIET_LIMIT_MS / 1_000} s: ${unrest}`);
    const known = { sent, heldUp: weather.report.heldUp, ends };
    const sources = { api, dealsLog: ready.dealsLog, requestsLog: requestsLogOf(state), known };
    const evidence = await collect(sources);
    writeFileSync(join(at.stateDir, "evidence.json"), JSON.stringify(evidence, null, 1));
    const seconds = Math.round((Date.now() - startedMs) / 1_000);
    return { evidence, report: weather.report, deaths, seconds };
  } finally {
    await stop();
    closeSync(log);
  }
}
