import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { Journal } from "./journal/journal.ts";
import { eaToken } from "./state/state-dir.ts";
import { pairedState, spawnLimitedAgent } from "./testing/agents.ts";
import { eventually } from "./testing/eventually.ts";
import { FakeGateway } from "./testing/fake-gateway.ts";
import { FakeTerminal } from "./testing/fake-terminal.ts";
import { buy, orderIdOf } from "./testing/fixtures.ts";

/** Room for the journal's beginnings and some dozens of orders. */
const FILE_LIMIT_BYTES = 1_048_576;
const MOST_ORDERS = 400;

// The limit is the operating system's own; Windows has none like it.
test.skipIf(process.platform === "win32")(
  "when the journal cannot grow any more the agent says so and ends, and nothing was sent that it does not have",
  { timeout: 60_000 },
  async () => {
    const gateway = await FakeGateway.start();
    const paths = await pairedState(gateway);
    const agent = spawnLimitedAgent(paths, FILE_LIMIT_BYTES);
    const port = await eventually(
      "the port",
      () => existsSync(paths.eaPort) && Number(readFileSync(paths.eaPort, "utf8")),
    );
    const terminal = new FakeTerminal().connect(port, eaToken(paths));
    await gateway.ready();
    let given = 0;
    while (!agent.ended() && given < MOST_ORDERS) {
      given += 1;
      const id = orderIdOf(`disk ${given}`);
      await gateway.give(id, { instruction: buy, deadlineMs: Date.now() + 60_000 });
      await eventually(
        "the submit or the end",
        () => agent.ended() || terminal.submits.some(({ order }) => order === id),
      );
    }
    expect(await agent.end()).toBe(70);
    expect(agent.stderr()).toMatch(/"event":"journal_(full|unwritable)"/);
    expect(agent.stderr()).toMatch(/Nothing leaves the agent that is not in its journal/);
    expect(terminal.submits.length).toBeGreaterThan(5);

    const journal = new Journal(paths.journal);
    const passed = terminal.submits.map(({ order }) => order);
    for (const order of passed) expect(journal.standing(order), order).toEqual({ standing: "open" });
    const open = journal.openOrders();
    for (const { orderId, steps } of open) {
      expect(steps.some((step) => step.passed)).toBe(passed.includes(orderId));
    }
    for (const { orderId } of gateway.reports) expect(journal.standing(orderId)).toBeDefined();
    journal.close();
  },
);
