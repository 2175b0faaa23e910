import { execFile } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { obey, ownPosition } from "../policy/testing.ts";
import type { StatePaths } from "../state/state-dir.ts";
import { statusSchema } from "../state/status-file.ts";
import { pairedState, spawnAgent } from "../testing/agents.ts";
import { eventually } from "../testing/eventually.ts";
import { FakeGateway } from "../testing/fake-gateway.ts";
import { FakeTerminal } from "../testing/fake-terminal.ts";
import { buy, orderIdOf, temporaryDirectory } from "../testing/fixtures.ts";
import { pendingFrame } from "../testing/link-frames.ts";

const CLI = join(import.meta.dirname, "..", "cli.ts");

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command of the agent as a person does, and waits for its end. */
function sallyport(...args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [CLI, ...args], (error, out, err) => {
      resolve({ code: typeof error?.code === "number" ? error.code : 0, out, err });
    });
  });
}

async function begin(story: FakeTerminal["story"] = []) {
  const gateway = await FakeGateway.start();
  const paths = await pairedState(gateway);
  const agent = spawnAgent(paths, 0);
  const terminal = await terminalOf(paths, story);
  await gateway.ready();
  return { gateway, paths, agent, terminal };
}

async function terminalOf(paths: StatePaths, story: FakeTerminal["story"]): Promise<FakeTerminal> {
  const port = await eventually(
    "the port",
    () => existsSync(paths.eaPort) && Number(readFileSync(paths.eaPort, "utf8")),
  );
  const terminal = new FakeTerminal();
  terminal.story.push(...story);
  terminal.connect(port, readFileSync(paths.eaToken, "utf8").trim());
  obey(terminal);
  return terminal;
}

const statusOf = (paths: StatePaths) => statusSchema.parse(JSON.parse(readFileSync(paths.status, "utf8")));

test("halt, status and resume work while the gateway is away, and a halt survives kill -9", async () => {
  const { gateway, paths, agent } = await begin();
  gateway.stop();
  const state = ["--state", paths.directory];
  const halted = await sallyport("halt", "--reason", "news at two", ...state);
  expect(halted).toMatchObject({ code: 0, out: expect.stringContaining("Halted. The running agent") });
  await eventually("a status", () => statusOf(paths).halted?.reason === "news at two");
  expect((await sallyport("status", ...state)).out).toMatch(/entries +STOPPED(.|\n)*because +.*news at two/);
  agent.kill("SIGKILL");
  await agent.end();
  spawnAgent(paths, 0);
  await eventually("the next agent's status", () => statusOf(paths).pid !== agent.pid);
  expect(statusOf(paths).halted?.reason).toBe("news at two");
  expect(await sallyport("resume", ...state)).toMatchObject({
    code: 0,
    out: expect.stringContaining("Resumed."),
  });
  await eventually("a status without a halt", () => statusOf(paths).halted === null);
});

test("flatten closes and cancels with the gateway away, tells how far it is, and ends with 0", async () => {
  const opened = orderIdOf("opened");
  const { gateway, paths, terminal } = await begin([
    ownPosition("10", opened),
    pendingFrame({ order: opened }),
  ]);
  gateway.stop();
  const ended = await sallyport("flatten", "--state", paths.directory);
  expect(ended).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^2 left\n(.|\n)*The account is flat\./),
  });
  expect(terminal.submits.map(({ action }) => action).sort()).toEqual(["deal", "remove"]);
});

test("flatten ends with 1 when the account is not flat, and with 2 when no agent runs", async () => {
  const { paths, agent, terminal } = await begin([ownPosition("10", orderIdOf("opened"))]);
  terminal.close();
  const state = ["--state", paths.directory];
  const waited = await sallyport("flatten", "--wait", "0", ...state);
  expect(waited).toMatchObject({ code: 1, err: expect.stringContaining("NOT flat") });
  agent.kill("SIGTERM");
  await agent.end();
  expect(await sallyport("flatten", ...state)).toMatchObject({
    code: 2,
    err: expect.stringContaining("No agent runs"),
  });
});

test("an order that a killed agent had only journaled is judged by the policy of the next one", async () => {
  const gateway = await FakeGateway.start();
  const paths = await pairedState(gateway);
  const doomed = spawnAgent(paths, 0, "after_journal:1");
  await terminalOf(paths, []);
  await gateway.ready();
  const id = orderIdOf("late");
  await gateway.give(id, { instruction: buy });
  expect(await doomed.end()).toBe("SIGKILL");
  writeFileSync(paths.policy, '[symbols]\ndeny = ["*"]');
  const before = readFileSync(paths.eaPort, "utf8");
  spawnAgent(paths, Number(before));
  await eventually("the next agent", () => statusOf(paths).pid !== doomed.pid);
  const terminal = await terminalOf(paths, []);
  const ended = await gateway.reaches(id, "rejected");
  expect(ended.refusal?.code).toBe("policy_symbol_not_allowed");
  expect(terminal.submits).toEqual([]);
});

test("a command for a directory that belongs to no agent does nothing and says so", async () => {
  const directory = temporaryDirectory();
  for (const command of ["halt", "resume", "flatten"]) {
    const ended = await sallyport(command, "--state", directory);
    expect(ended).toMatchObject({ code: 2, err: expect.stringContaining("is no agent's state directory") });
  }
  expect(existsSync(join(directory, "halt.json"))).toBe(false);
});

test("policy init writes an example that is right, and never over a file; check names line and key", async () => {
  const directory = temporaryDirectory();
  const state = ["--state", directory];
  expect((await sallyport("policy", "init", ...state)).code).toBe(0);
  expect(await sallyport("policy", "check", ...state)).toMatchObject({ code: 0 });
  expect((await sallyport("policy", "init", ...state)).code).toBe(1);
  const file = join(directory, "other.toml");
  writeFileSync(file, "[orders]\nmax_pending = -1");
  expect(await sallyport("policy", "check", file, ...state)).toMatchObject({
    code: 1,
    err: expect.stringContaining("line 2: orders.max_pending must not be negative"),
  });
  expect((await sallyport("policy", "check", join(directory, "none.toml"), ...state)).code).toBe(2);
});
