import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { Instruction } from "../../src/domain/order/instruction.ts";
import { BUILD_TIMEOUT_MS } from "../mt5/testing/fixtures.ts";
import { startProgram } from "../mt5/testing/program.ts";
import { builtAdvisor } from "../mt5/testing/rig.ts";
import { openVenue } from "../mt5/testing/venue.ts";
import { magicOfStep } from "./journal/magic.ts";
import { pairedState, startAgent } from "./testing/agents.ts";
import { eventually } from "./testing/eventually.ts";
import { FakeGateway } from "./testing/fake-gateway.ts";
import { buy, orderIdOf, temporaryDirectory } from "./testing/fixtures.ts";

const id = orderIdOf("ea 1");
const next = orderIdOf("ea 2");

/** A gateway, the agent, the compiled expert advisor, and a broker. */
async function begin() {
  const path = await builtAdvisor();
  const directory = temporaryDirectory();
  const venue = await openVenue(directory);
  const gateway = await FakeGateway.start();
  const local = await startAgent(await pairedState(gateway));
  const inputs = { AgentPort: String(local.port), Token: local.token };
  /** `files` is where the expert advisor keeps its journal; another one is a lost journal. */
  const advisor = (files = "files") => {
    const args = ["--venue", `127.0.0.1:${venue.port}`, "--files", join(directory, files)];
    for (const [name, value] of Object.entries(inputs)) args.push("--input", `${name}=${value}`);
    return startProgram(path, args);
  };
  return { venue, gateway, advisor, ...local };
}

const notReady = (gateway: FakeGateway) =>
  eventually("the loss", () => gateway.last("terminal")?.state.ready === false);

describe("agent and expert advisor", { timeout: 60_000 }, () => {
  beforeAll(() => builtAdvisor(), BUILD_TIMEOUT_MS);

  test("carry out an order, a pending order, and the close of what they opened", async () => {
    const { venue, gateway, advisor } = await begin();
    advisor();
    await gateway.ready();
    await gateway.give(id, { instruction: buy });
    expect((await gateway.reaches(id, "filled")).deals).toMatchObject([{ lots: "0.1" }]);
    const limit: Instruction = {
      ...{ kind: "open", symbol: "EURUSD", side: "buy", lots: "0.10" },
      ...{ type: "limit", entry: { unit: "price", value: "1.08" } },
    };
    await gateway.give(next, { instruction: limit });
    await gateway.reaches(next, "working");
    const [cancel, close] = [orderIdOf("ea cancel"), orderIdOf("ea close")];
    await gateway.give(cancel, { instruction: { kind: "cancel", symbol: null, side: "both", types: [] } });
    await gateway.reaches(next, "cancelled");
    await gateway.reaches(cancel, "filled");
    const all = { kind: "close", symbol: null, side: "both", amount: { unit: "all" } } as const;
    await gateway.give(close, { instruction: all });
    await gateway.reaches(close, "filled");
    expect(venue.deals().map(({ entry }) => entry)).toEqual(["in", "out"]);
    expect(gateway.faults).toEqual([]);
  });

  test("find out what came of an order that a broker executed without an answer", async () => {
    const { venue, gateway, advisor } = await begin();
    advisor();
    await gateway.ready();
    venue.link.script("time_out_executed");
    await gateway.give(id, { instruction: buy });
    await gateway.reaches(id, "filled");
    expect(venue.deals()).toHaveLength(1);
    expect(gateway.faults).toEqual([]);
  });

  test("leave an order unknown that a broker may have lost, show it, and never send it again", async () => {
    const { venue, gateway, advisor } = await begin();
    advisor();
    await gateway.ready();
    venue.link.script("time_out_lost");
    await gateway.give(id, { instruction: buy });
    expect(await gateway.reaches(id, "unknown")).toMatchObject({ refusal: { code: "outcome_unknown" } });
    await gateway.give(next, { instruction: buy });
    await gateway.reaches(next, "filled");
    expect(venue.deals().map(({ magic }) => magic)).toEqual([magicOfStep(next, 0)]);
    const shown = () => gateway.last("terminal")?.state.unsettled?.[0]?.orderId === id;
    await eventually("the open question", shown);
  });

  test("agree again after the expert advisor was killed and its journal was lost", async () => {
    const { venue, gateway, advisor } = await begin();
    const first = advisor();
    await gateway.ready();
    await gateway.give(id, { instruction: buy });
    await gateway.reaches(id, "filled");
    first.kill("SIGKILL");
    await first.end;
    await notReady(gateway);
    advisor("other files");
    await gateway.ready();
    const positions = gateway.last("terminal")?.state.positions;
    expect(positions).toMatchObject([{ orderId: id, external: false }]);
    await gateway.give(next, { instruction: buy });
    await gateway.reaches(next, "filled");
    expect(venue.deals()).toHaveLength(2);
  });
});
