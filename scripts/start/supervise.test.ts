import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { endStaleChild } from "./stale-child.ts";
import { type ChildSpec, pidFileOf, type Supervised, supervise } from "./supervise.ts";

let dir = "";
let running: Supervised[] = [];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "sallyport-supervise-"));
});
afterEach(async () => {
  await Promise.all(running.map((child) => child.stop(0)));
  running = [];
  rmSync(dir, { recursive: true });
});

function run(script: string, extra: Partial<ChildSpec> = {}): { child: Supervised; said: string[] } {
  const said: string[] = [];
  const spec: ChildSpec = {
    name: "child",
    command: process.execPath,
    args: ["-e", script],
    env: process.env,
    watchesStdin: false,
    ...extra,
  };
  const child = supervise(spec, dir, (line) => said.push(line));
  running.push(child);
  return { child, said };
}

async function until(check: () => boolean): Promise<void> {
  await expect.poll(check, { timeout: 10_000, interval: 10 }).toBe(true);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

const log = () => (existsSync(join(dir, "child.log")) ? readFileSync(join(dir, "child.log"), "utf8") : "");
const lines = () => log().split("\n").filter(Boolean).length;
const FOREVER = "console.log('up'); setInterval(() => {}, 1000);";

test("a child that is killed is started again, and the pid file names the new one", async () => {
  const { child, said } = run(FOREVER);
  await until(() => lines() === 1);
  const first = child.pid();
  process.kill(first, "SIGKILL");
  await until(() => lines() === 2);
  expect(child.pid()).not.toBe(first);
  expect(readFileSync(pidFileOf("child", dir), "utf8")).toBe(String(child.pid()));
  expect(said[0]).toMatch(/^child ended \(SIGKILL\); starting it again in \d+ ms$/);
});

test("a child that ends by itself is started again too, also with status 0", async () => {
  run("console.log('up')");
  await until(() => lines() >= 3);
});

test("a stopped child stays stopped and leaves no pid file", async () => {
  const { child } = run(FOREVER);
  await until(() => lines() === 1);
  const pid = child.pid();
  await child.stop(5_000);
  expect(isAlive(pid)).toBe(false);
  expect(existsSync(pidFileOf("child", dir))).toBe(false);
  expect(lines()).toBe(1);
});

test("a child that will not end in time is killed", async () => {
  const { child } = run(`process.on('SIGTERM', () => {}); ${FOREVER}`);
  await until(() => lines() === 1);
  const pid = child.pid();
  await child.stop(50);
  expect(isAlive(pid)).toBe(false);
});

test("a child that cannot be started is tried again, and can be stopped", async () => {
  const { child, said } = run("", { command: join(dir, "no-such-program"), watchesStdin: true });
  await until(() => said.length >= 2);
  expect(said[0]).toContain("could not be started");
  await child.stop(0);
});

test("a child that watches its standard input is told so and keeps it open", async () => {
  run(
    "console.log(process.env.SALLYPORT_SUPERVISED); process.stdin.on('end', () => process.exit()).resume();",
    {
      watchesStdin: true,
    },
  );
  await until(() => lines() >= 1);
  expect(log()).toBe("1\n");
});

test("what a killed start left behind is ended by the next one", async () => {
  const { child } = run(`/* the marker */ ${FOREVER}`);
  await until(() => lines() === 1);
  const pid = child.pid();
  expect(await endStaleChild(pidFileOf("child", dir), "the marker")).toBe(true);
  await until(() => child.pid() !== pid);
});

test("a process that only has the pid of a former child is left alone", async () => {
  const { child } = run(FOREVER);
  await until(() => lines() === 1);
  expect(await endStaleChild(pidFileOf("child", dir), "/another/state")).toBe(false);
  expect(isAlive(child.pid())).toBe(true);
  expect(existsSync(pidFileOf("child", dir))).toBe(false);
});
