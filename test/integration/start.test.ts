import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root } from "../../scripts/lib/root.ts";
import { type Api, apiOf } from "../support/api.ts";
import { isAlive, runningPid } from "../support/children.ts";
import { postAlert } from "../support/hook.ts";
import { type Installation, readySchema, startInstallation } from "../support/installation.ts";
import { until } from "../support/until.ts";

const LIMIT_MS = 30_000;
const START_LIMIT_MS = 90_000;

let stateDir: string;
let installation: Installation;
let api: Api;

beforeAll(async () => {
  stateDir = mkdtempSync(join(tmpdir(), "sallyport-start-"));
  await start();
});

afterAll(async () => {
  await installation.stop();
  rmSync(stateDir, { recursive: true, force: true });
});

async function start(): Promise<void> {
  installation = await startInstallation(stateDir);
  const { url, token, account } = installation.ready;
  api = apiOf(url, token, account.id);
}

/** Sends an alert and waits until its order is filled; gives the alert's id. */
async function trade(): Promise<string> {
  const { hook, secret } = installation.ready.strategy;
  const id = `t${process.hrtime.bigint()}`;
  const answer = await until("answer of the hook", LIMIT_MS, async () => {
    const got = await postAlert(hook, `BUY EURUSD 0.01 id=${id} secret=${secret}`);
    return got.kind === "answer" && got.status < 500 ? got : undefined;
  });
  const alertId = answer.body.duplicateOf ?? answer.body.alertId ?? "";
  await until("filled order", LIMIT_MS, async () => {
    const { orders } = await api.story(alertId);
    return orders.length === 1 && orders[0]?.state === "filled" ? true : undefined;
  });
  return alertId;
}

test("one line of JSON on standard output says where everything is, and nothing else is there", () => {
  expect(installation.printed().split("\n")).toHaveLength(2);
  const { url, strategy, dealsLog, token } = installation.ready;
  expect(strategy.hook).toBe(`${url}/hook/${strategy.id}`);
  expect(token).toMatch(/^sp_own_[0-9A-Za-z]{64}$/);
  expect(dealsLog.startsWith(stateDir)).toBe(true);
});

test("the processes that it names run, and gateway, agent and terminal are reconciled", async () => {
  for (const pid of Object.values(installation.ready.pids)) expect(isAlive(pid)).toBe(true);
  const { id, link } = await api.account();
  expect(id).toBe(installation.ready.account.id);
  expect(link).toMatchObject({ connected: true, ready: true });
  await trade();
});

test("without a token, or with a wrong one, the API answers 401", async () => {
  const path = `/api/accounts/${installation.ready.account.id}`;
  const { token } = installation.ready;
  const wrong = `${token.slice(0, -1)}${token.endsWith("0") ? "1" : "0"}`;
  expect((await api.raw(path, "")).status).toBe(401);
  expect((await api.raw(path, wrong)).status).toBe(401);
  expect((await api.raw(path)).status).toBe(200);
});

test("a second start on the same state is refused, and the first goes on", async () => {
  await expect(startInstallation(stateDir)).rejects.toThrow();
  await trade();
});

describe.each(["gateway", "agent", "terminal"] as const)("when the %s is killed", (name) => {
  test("it comes back and trading goes on", async () => {
    const before = runningPid(stateDir, name);
    if (before === undefined) throw new Error(`no ${name} is running`);
    process.kill(before, "SIGKILL");
    await until(`another ${name}`, LIMIT_MS, () => {
      const now = runningPid(stateDir, name);
      return now === undefined || now === before ? undefined : now;
    });
    await trade();
  });
});

test("Ctrl-C stops everything, and the next start finds the same state", async () => {
  const first = installation;
  const alertId = await trade();
  const before = await api.story(alertId);
  const programs = (["gateway", "agent", "terminal"] as const).map((name) => runningPid(stateDir, name) ?? 0);
  expect(programs).not.toContain(0);

  expect(await first.stop(10_000)).toBe(0);
  for (const pid of programs) expect(isAlive(pid)).toBe(false);
  await expect(fetch(first.ready.url)).rejects.toThrow();

  await start();
  const { pids: _, ...second } = installation.ready;
  expect(first.ready).toMatchObject(second);
  expect(await api.story(alertId)).toEqual(before);
  await trade();
});

test("without --json it prints a command that sends a first alert, as README shows it", async () => {
  await installation.stop();
  const script = join(root, "scripts/start.ts");
  const child = spawn(process.execPath, [script, "--state", stateDir, "--port", "0"], { stdio: "pipe" });
  let printed = "";
  child.stdout.on("data", (piece) => {
    printed += piece;
  });
  child.stderr.resume();
  try {
    const [, body = "", hook = ""] = await until("command", START_LIMIT_MS, () => {
      return /^ *curl -d '([^']+)' (http\S+)$/m.exec(printed) ?? undefined;
    });
    // What curl does with -d.
    const type = { "content-type": "application/x-www-form-urlencoded" };
    const answer = await fetch(hook, { method: "POST", body, headers: type });
    expect(answer.status).toBe(202);
  } finally {
    child.kill("SIGINT");
    await until("end", LIMIT_MS, () => (child.exitCode === null ? undefined : true));
  }
  await start();
});

test("through npm it is the same, and Ctrl-C ends npm and all that it started", async () => {
  await installation.stop();
  // A terminal sends its signal to the whole group, so npm needs a group of its own here.
  const npm = spawn("npm", ["start", "--silent", "--", "--json", "--state", stateDir, "--port", "0"], {
    cwd: root,
    detached: true,
    stdio: ["ignore", "pipe", "ignore"],
  });
  let printed = "";
  npm.stdout.on("data", (piece) => {
    printed += piece;
  });
  try {
    await until("line of JSON", START_LIMIT_MS, () => (printed.includes("\n") ? true : undefined));
    const { pids } = readySchema.parse(JSON.parse(printed));
    process.kill(-(npm.pid ?? 0), "SIGINT");
    await until("end of npm and its children", LIMIT_MS, () => {
      const ended = npm.exitCode !== null || npm.signalCode !== null;
      return ended && !Object.values(pids).some(isAlive) ? true : undefined;
    });
    expect(printed.split("\n")).toHaveLength(2);
  } finally {
    if (npm.exitCode === null && npm.signalCode === null) process.kill(-(npm.pid ?? 0), "SIGKILL");
  }
  await start();
});
