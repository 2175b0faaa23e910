import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { EA_CRASH_VARIABLE, expertAdvisorSpec } from "./expert-advisor.ts";
import { openStateDir } from "./state-dir.ts";

const TOKEN = "0123456789abcdef0123456789abcdef";

function newState() {
  const root = mkdtempSync(join(tmpdir(), "sallyport-ea-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  return openStateDir(root);
}

/** Starts `echo` in the place of the expert advisor: what it prints is what that one is told. */
function started(state: ReturnType<typeof newState>, env: NodeJS.ProcessEnv = {}) {
  const { command, args } = expertAdvisorSpec(state, "echo", { agent: 1, venue: 2 }, ["--timer", "measured"]);
  const { status, stdout } = spawnSync(command, args, {
    encoding: "utf8",
    env: { PATH: process.env["PATH"], ...env },
  });
  return { status, told: stdout };
}

test("the expert advisor gets its ports, its options, and the token that the agent has written by now", () => {
  const state = newState();
  writeFileSync(join(state.agent, "ea-token"), `${TOKEN}\n`);
  const { told } = started(state);
  expect(told).toContain("--venue 127.0.0.1:2 ");
  expect(told).toContain("--input AgentPort=1 ");
  expect(told).toContain("--timer measured ");
  expect(told).toContain(`--input Token=${TOKEN}\n`);
});

test("it is told to die at a place only while the variable says so", () => {
  const state = newState();
  writeFileSync(join(state.agent, "ea-token"), TOKEN);
  expect(started(state).told).not.toContain("--crash");
  expect(started(state, { [EA_CRASH_VARIABLE]: "after_send:3" }).told).toContain("--crash after_send:3");
});

test("without a token it does not start, so that it is started again when there is one", () => {
  expect(started(newState())).toMatchObject({ status: 1, told: "" });
});
