import { closeSync, existsSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Installation, installation, type Ready } from "../../scripts/start/installation.ts";
import { terminalSpec } from "../../scripts/start/programs.ts";
import { openStateDir, type StateDir } from "../../scripts/start/state-dir.ts";
import { apiOf } from "../support/api.ts";
import { burstsOf, lastMinuteEntries, type PlannedAlert, planAlerts } from "./alert-plan.ts";
import { check } from "./checker.ts";
import { collect } from "./collect.ts";
import type { Evidence, SentAlert } from "./evidence.ts";
import { type Fault, planFaults, planHoldUps } from "./fault-plan.ts";
import { badCodes, effectOf, ordersOf } from "./intent.ts";
import { firedAtMs, render } from "./messages.ts";
import { type FaultOptions, parseFaultOptions, usage } from "./options.ts";
import { startProxy } from "./proxy.ts";
import { waitForQuiet } from "./quiet.ts";
import { randomFrom } from "./random.ts";
import { send } from "./sender.ts";
import { type Storm, storm } from "./storm.ts";
import { resultText, summaryText } from "./summary.ts";

/**
 * `npm run test:faults`: sends alerts to a real installation while its processes are killed and its links
 * are cut, then checks what the gateway tells against the broker's own record.
 */

const ALERTS_PER_FAULT = 11;
const QUIET_LIMIT_MS = 120_000;
const LEAD_MS = 500;
const TELL_EVERY_MS = 15_000;

interface Plan {
  readonly alerts: readonly PlannedAlert[];
  readonly faults: readonly Fault[];
}

function planOf({ seed, alerts: count }: FaultOptions): Plan {
  const random = randomFrom(seed);
  const alerts = planAlerts(random.fork("alerts"), count);
  const lengthMs = alerts.at(-1)?.copiesAtMs[0] ?? 0;
  const bursts = burstsOf(alerts);
  const faults = [
    ...planFaults(random.fork("faults"), Math.ceil(count / ALERTS_PER_FAULT), lengthMs, bursts),
    ...planHoldUps(random.fork("hold-ups"), lastMinuteEntries(alerts)),
  ].sort((a, b) => a.atMs - b.atMs);
  return { alerts, faults };
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

/** The installation of `npm start`, except that both of the agent's links go through proxies. */
async function throughProxies(state: StateDir, say: (line: string) => void) {
  const proxies = { agent: await startProxy(), terminal: await startProxy() };
  const all: Installation = installation(state, say, {
    agentGateway: (url) => {
      proxies.agent.leadTo(Number(new URL(url).port));
      return `http://127.0.0.1:${proxies.agent.port}`;
    },
    terminal: (state, eaPort) => {
      proxies.terminal.leadTo(eaPort);
      return terminalSpec(state, proxies.terminal.port);
    },
  });
  return { all, proxies };
}

const say = (line: string) => process.stdout.write(`${line}\n`);

/** Sends the alerts into the storm, waits for quiet, and reads the evidence. */
async function play({ alerts, faults }: Plan, ready: Ready, weather: Storm): Promise<Evidence> {
  const api = apiOf(ready.url, ready.token, ready.demo.accountId);
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
  say("everything is sent and every fault is over; waiting for quiet");
  const unrest = await waitForQuiet(api, QUIET_LIMIT_MS);
  if (unrest !== undefined) say(`no quiet after ${QUIET_LIMIT_MS / 1_000} s: ${unrest}`);
  return collect(api, ready.dealsLog, sent);
}

async function main(options: FaultOptions, stateDir: string): Promise<boolean> {
  const startedMs = Date.now();
  const plan = planOf(options);
  const repeat = `npm run test:faults -- --seed ${options.seed} --alerts ${options.alerts}`;
  say(`seed ${options.seed}: ${plan.alerts.length} alerts, ${plan.faults.length} faults (again: ${repeat})`);

  const state = openStateDir(stateDir);
  const log = openSync(join(stateDir, "supervisor.log"), "a");
  let deaths = 0;
  const { all, proxies } = await throughProxies(state, (line) => {
    writeSync(log, `${new Date().toISOString()} ${line}\n`);
    if (line.includes("(SIGKILL)")) deaths++;
  });
  const weather = storm(stateDir, proxies);
  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping ??= (async () => {
      weather.heal();
      await all.stop();
      await Promise.all(Object.values(proxies).map((proxy) => proxy.close()));
    })();
    return stopping;
  };
  process.once("SIGINT", () => void stop().then(() => process.exit(130)));
  process.once("SIGTERM", () => void stop().then(() => process.exit(143)));

  let evidence: Evidence;
  try {
    evidence = await play(plan, await all.start(0), weather);
  } finally {
    await stop();
    closeSync(log);
  }
  writeFileSync(join(stateDir, "evidence.json"), JSON.stringify(evidence, null, 1));
  const results = check(evidence);
  const seconds = Math.round((Date.now() - startedMs) / 1_000);
  say(`\n${summaryText({ seed: options.seed, seconds, repeat, deaths }, weather.report, evidence)}\n`);
  say(resultText(results));
  return results.every(({ findings }) => findings.length === 0);
}

let options: FaultOptions;
try {
  options = parseFaultOptions(process.argv.slice(2), process.cwd());
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}\n`);
  process.exit(2);
}
const stateDir = options.stateDir ?? mkdtempSync(join(tmpdir(), "sallyport-faults-"));
if (existsSync(join(stateDir, "demo.json"))) {
  process.stderr.write(`${stateDir} holds an installation already; a run needs a new one\n`);
  process.exit(2);
}
const sound = await main(options, stateDir);
if (sound && !options.keep) rmSync(stateDir, { recursive: true, force: true });
else process.stderr.write(`logs, journals and evidence are in ${stateDir}\n`);
process.exit(sound ? 0 : 1);
