import { createHash, randomInt } from "node:crypto";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { magicOf } from "../../src/domain/ids.ts";
import { temporaryDirectory } from "../paper-terminal/testing/fixtures.ts";
import type { FaultSettings } from "../paper-terminal/venue-link/faults.ts";
import { pairedState, startAgent } from "../src/testing/agents.ts";
import { eventually } from "../src/testing/eventually.ts";
import { FakeGateway } from "../src/testing/fake-gateway.ts";
import { buy, orderIdOf } from "../src/testing/fixtures.ts";
import { BUILD_TIMEOUT_MS } from "./testing/fixtures.ts";
import { startProgram } from "./testing/program.ts";
import { builtAdvisor } from "./testing/rig.ts";
import { openVenue } from "./testing/venue.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest();
const magic = (id: string) => magicOf(sha256, id, 0);

/** A gateway and a paired agent in this process, a venue, and compiled expert advisors between them. */
async function begin(faults: Partial<FaultSettings> = {}) {
  const path = await builtAdvisor();
  const directory = temporaryDirectory();
  const venue = await openVenue(directory, { faults });
  const gateway = await FakeGateway.start();
  const local = await startAgent(await pairedState(gateway));
  const start = (crash?: string, files = "files") => {
    const args = ["--venue", `127.0.0.1:${venue.port}`, "--files", join(directory, files)];
    args.push("--input", `AgentPort=${local.port}`, "--input", `Token=${local.token}`);
    return startProgram(path, [...args, ...(crash === undefined ? [] : ["--crash", crash])]);
  };
  /** The magic numbers of the broker's deals. */
  const magics = () => venue.deals().map((deal) => deal.magic);
  return { gateway, local, start, magics };
}

describe("the agent with a compiled expert advisor", { timeout: 90_000 }, () => {
  beforeAll(() => builtAdvisor(), BUILD_TIMEOUT_MS);

  it.each(["after_send", "on_result", "before_result"])(
    "executes an order exactly once when the expert advisor is killed at %s",
    async (place) => {
      const { gateway, start, magics } = await begin();
      const doomed = start(place);
      await gateway.ready();
      const id = orderIdOf(place);
      await gateway.give(id, { instruction: buy });
      expect(await doomed.end).toMatchObject({ signal: "SIGKILL" });
      start();
      expect((await gateway.reaches(id, "filled")).deals).toHaveLength(1);
      expect(magics()).toEqual([magic(id)]);
      expect(gateway.faults).toEqual([]);
    },
  );

  it("never sends an order again that the expert advisor had journaled when it was killed, and shows it as unknown", async () => {
    const { gateway, start, magics } = await begin();
    const doomed = start("before_send");
    await gateway.ready();
    const id = orderIdOf("journaled");
    await gateway.give(id, { instruction: buy });
    expect(await doomed.end).toMatchObject({ signal: "SIGKILL" });
    start();
    await eventually("a state that says so", () => {
      const state = gateway.order(id)?.state;
      return state === "unknown" || state === "rejected";
    });
    expect(magics()).toEqual([]);
  });

  it("agrees with the broker about every order while expert advisors are killed and the broker makes mistakes", async () => {
    const seed = randomInt(1_000_000);
    const chances = {
      ...{ time_out_executed: 0.06, no_answer: 0.05, drop_transactions: 0.06, reorder: 0.1 },
      ...{ answer_twice: 0.06, reject: 0.03, disconnect_after: 0.01 },
    };
    const { gateway, start, magics } = await begin({ seed, chances, latencyMs: [1, 30], awayMs: 300 });
    let program = start();
    await gateway.ready();
    const ids = Array.from({ length: 60 }, (_, at) => orderIdOf(`storm ${at}`));
    for (const [at, id] of ids.entries()) {
      await gateway.give(id, { instruction: buy, deadlineMs: Date.now() + 60_000 });
      if (at % 20 !== 10) continue;
      await eventually("some orders at the broker", () => magics().length > at / 3);
      program.kill("SIGKILL");
      await program.end;
      program = start();
    }
    const ends = ["filled", "rejected", "expired", "cancelled", "unknown"];
    await eventually(`an end of every order (seed ${seed})`, () =>
      ids.every((id) => ends.includes(gateway.order(id)?.state ?? "none")),
    );
    await eventually(`the same deals on both sides (seed ${seed})`, () => {
      const filled = ids.filter((id) => gateway.order(id)?.state === "filled").map(magic);
      return JSON.stringify(filled.sort()) === JSON.stringify(magics().sort());
    });
    expect(new Set(magics()).size, `seed ${seed}`).toBe(magics().length);
    expect(magics().length, `seed ${seed}`).toBeGreaterThan(ids.length / 2);
    expect(gateway.faults, `seed ${seed}`).toEqual([]);
  });
});
