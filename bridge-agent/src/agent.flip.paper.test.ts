import { describe, expect, test } from "vitest";
import type { SignedOrder } from "../../src/domain/order/instruction.ts";
import { pairedState, startAgent } from "./testing/agents.ts";
import { eventually } from "./testing/eventually.ts";
import { FakeGateway } from "./testing/fake-gateway.ts";
import { buy, orderIdOf } from "./testing/fixtures.ts";
import { paperTerminal } from "./testing/paper-terminal.ts";

const [entry, first, second] = [orderIdOf("entry"), orderIdOf("close"), orderIdOf("open")];

/** A long of 0.2 lots at a broker of this kind. */
async function long(mode: "hedging" | "netting") {
  const gateway = await FakeGateway.start();
  const agent = await startAgent(await pairedState(gateway));
  paperTerminal(agent.port, agent.token, mode);
  await gateway.ready();
  await gateway.give(entry, { instruction: { ...buy, lots: "0.2" } });
  await gateway.reaches(entry, "filled");
  const positions = () => gateway.last("terminal")?.state.positions ?? [];
  await eventually("the position", () => positions().length === 1);
  const ticket = positions()[0]?.position ?? "";
  const close: SignedOrder["instruction"] = {
    ...{ kind: "close_position", symbol: "EURUSD", position: ticket, amount: { unit: "all" } },
  };
  const flip = async () => {
    await gateway.give(first, { instruction: close });
    await gateway.give(second, { after: first, instruction: { ...buy, side: "sell", lots: "0.2" } });
  };
  return { gateway, positions, close, flip };
}

describe.each(["hedging", "netting"] as const)("a flip on a %s account", (mode) => {
  test("leaves one position of the same lots the other way", async () => {
    const { gateway, positions, flip } = await long(mode);
    await flip();
    await gateway.reaches(first, "filled");
    await gateway.reaches(second, "filled");
    await eventually("the short", () => positions()[0]?.side === "short");
    expect(positions()).toHaveLength(1);
    expect(Number(positions()[0]?.lots)).toBe(0.2);
  });

  test("opens nothing when the position was closed meanwhile", async () => {
    const { gateway, positions, close, flip } = await long(mode);
    const stopped = orderIdOf("stopped out");
    await gateway.give(stopped, { instruction: close });
    await gateway.reaches(stopped, "filled");
    await eventually("a flat account", () => positions().length === 0);
    await flip();
    await gateway.reaches(second, "rejected");
    const codes = gateway.reports.flatMap(({ event }) =>
      event.event === "rejected" ? [event.refusal.code] : [],
    );
    expect(codes).toEqual(["position_closed", "previous_leg_failed"]);
    expect(positions()).toEqual([]);
  });
});
