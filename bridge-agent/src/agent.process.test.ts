import { randomInt } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import type { StatePaths } from "./state/state-dir.ts";
import { statusSchema } from "./state/status-file.ts";
import { type Child, pairedState, spawnAgent, spawnCli, spawnTerminal } from "./testing/agents.ts";
import { eventually } from "./testing/eventually.ts";
import { FakeGateway } from "./testing/fake-gateway.ts";
import { buy, orderIdOf, temporaryDirectory } from "./testing/fixtures.ts";

const dealLine = z.looseObject({ orderId: z.string() });

/** A gateway in this process; agent and paper terminal as processes that can be killed. */
async function begin() {
  const gateway = await FakeGateway.start();
  const paths = await pairedState(gateway);
  const terminalState = temporaryDirectory();
  const terminal = async () => spawnTerminal(paths, await portOf(paths), terminalState);
  return { gateway, paths, terminal, deals: () => dealsIn(join(terminalState, "deals.jsonl")) };
}

/** The port on which the agent waits, once it does. */
function portOf(paths: StatePaths): Promise<number> {
  return eventually(
    "the agent's port",
    () => existsSync(paths.eaPort) && Number(readFileSync(paths.eaPort, "utf8")),
  );
}

/** The order ids of every deal that the broker ever made. */
function dealsIn(file: string): string[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, "utf8").split("\n");
  return lines.filter((line) => line !== "").map((line) => dealLine.parse(JSON.parse(line)).orderId);
}

async function exitOf(child: Child): Promise<number | string> {
  return child.end();
}

describe("killed without warning, the agent executes an order exactly once", () => {
  test.each(["after_journal", "before_pass", "after_pass", "before_report"])("%s", async (point) => {
    const { gateway, paths, terminal, deals } = await begin();
    const doomed = spawnAgent(paths, 0, `${point}:1`);
    await terminal();
    await gateway.ready();
    const id = orderIdOf(point);
    await gateway.give(id, { instruction: buy });
    expect(await exitOf(doomed)).toBe("SIGKILL");
    spawnAgent(paths, 0);
    const filled = await gateway.reaches(id, "filled");
    expect(filled.deals).toHaveLength(1);
    expect(deals()).toEqual([id]);
    expect(gateway.faults).toEqual([]);
  });

  test("while agent and terminal die again and again and the link is cut", async () => {
    const seed = randomInt(1_000_000);
    const random = generator(seed);
    const { gateway, paths, terminal, deals } = await begin();
    let agentProcess = spawnAgent(paths, 0);
    let terminalProcess = await terminal();
    await gateway.ready();
    const ids = Array.from({ length: 40 }, (_, at) => orderIdOf(`storm ${at}`));
    for (const [at, id] of ids.entries()) {
      await gateway.give(id, { instruction: buy, deadlineMs: Date.now() + 60_000 });
      if (at % 8 !== 3) continue;
      await eventually("some progress", () => random() < 0.2);
      const fate = random();
      if (fate < 0.4) {
        agentProcess.kill("SIGKILL");
        await agentProcess.end();
        agentProcess = spawnAgent(paths, 0);
      } else if (fate < 0.8) {
        terminalProcess.kill("SIGKILL");
        await terminalProcess.end();
        terminalProcess = await terminal();
      } else {
        gateway.cut();
      }
    }
    for (const id of ids) {
      await eventually(`an end of ${id} (seed ${seed})`, () => ended(gateway.order(id)?.state));
    }
    const executed = ids.filter((id) => gateway.order(id)?.state === "filled");
    expect(deals().sort(), `seed ${seed}`).toEqual(executed.sort());
    expect(executed.length, `seed ${seed}`).toBeGreaterThan(ids.length / 2);
    expect(gateway.faults, `seed ${seed}`).toEqual([]);
  });
});

function ended(state: string | undefined): boolean {
  return state === "filled" || state === "rejected" || state === "expired" || state === "cancelled";
}

/** Numbers in [0, 1) that depend on nothing but the seed (mulberry32). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe("the command line", () => {
  test("pair stores an identity that only its owner can read, and never overwrites one by itself", async () => {
    const gateway = await FakeGateway.start();
    const directory = temporaryDirectory();
    const pairAgain = (...more: string[]) =>
      exitOf(spawnCli("pair", gateway.code, "--gateway", gateway.url, "--state", directory, ...more));
    expect(await pairAgain()).toBe(0);
    const identity = join(directory, "identity.json");
    expect(statSync(identity).mode & 0o777).toBe(0o600);
    expect(statSync(join(directory, "ea-token")).mode & 0o777).toBe(0o600);
    const first = readFileSync(identity, "utf8");
    expect(await pairAgain()).toBe(1);
    expect(readFileSync(identity, "utf8")).toBe(first);
    expect(await pairAgain("--replace")).toBe(0);
    expect(readFileSync(identity, "utf8")).not.toBe(first);
  });

  test("a wrong code is refused with the gateway's own words", async () => {
    const gateway = await FakeGateway.start();
    const child = spawnCli(
      "pair",
      "01JD0000000000000000000ACC-WRONG",
      "--gateway",
      gateway.url,
      "--state",
      temporaryDirectory(),
    );
    expect(await exitOf(child)).toBe(1);
    expect(child.stderr()).toContain("The pairing code is wrong. (wrong_code)");
  });

  test("run without an identity says what to do", async () => {
    const child = spawnCli("run", "--state", temporaryDirectory());
    expect(await exitOf(child)).toBe(1);
    expect(child.stderr()).toContain("not_paired");
  });

  test("a second run on one state refuses, and the first goes on", async () => {
    const { gateway, paths, terminal } = await begin();
    const first = spawnAgent(paths, 0);
    await terminal();
    await gateway.ready();
    const second = spawnAgent(paths, 0);
    expect(await exitOf(second)).toBe(1);
    expect(second.stderr()).toContain("state_in_use");
    expect(first.ended()).toBe(false);
  });

  test("status tells how it stands, and whether anybody is there", async () => {
    const { gateway, paths, terminal } = await begin();
    const agent = spawnAgent(paths, 0);
    await terminal();
    await gateway.ready();
    const read = () => statusSchema.parse(JSON.parse(readFileSync(paths.status, "utf8")));
    const status = await eventually(
      "a reconciled status",
      () => existsSync(paths.status) && read().reconciled && read(),
    );
    expect(status).toMatchObject({
      pid: agent.pid,
      link: { state: "up" },
      terminal: { stage: "reconciled" },
    });
    expect(await exitOf(spawnCli("status", "--state", paths.directory))).toBe(0);
    agent.kill("SIGTERM");
    expect(await exitOf(agent)).toBe(0);
    expect(await exitOf(spawnCli("status", "--state", paths.directory, "--json"))).toBe(1);
  });

  test("a supervised agent ends with whoever started it", async () => {
    const { paths } = await begin();
    const agent = spawnAgent(paths, 0);
    await portOf(paths);
    agent.closeInput();
    expect(await exitOf(agent)).toBe(0);
  });

  test("no log line holds a secret", async () => {
    const { gateway, paths, terminal } = await begin();
    const agent = spawnAgent(paths, 0);
    await terminal();
    await gateway.ready();
    gateway.cut();
    await eventually("the next link", () => gateway.epoch === 2);
    agent.kill("SIGTERM");
    await exitOf(agent);
    const secrets = [readFileSync(paths.eaToken, "utf8").trim(), ...gateway.tokens];
    const identity = z
      .object({ key: z.object({ d: z.string() }) })
      .parse(JSON.parse(readFileSync(paths.identity, "utf8")));
    for (const secret of [...secrets, identity.key.d]) expect(agent.stderr()).not.toContain(secret);
    expect(agent.stderr()).toContain('"event":"reconciled"');
  });
});
