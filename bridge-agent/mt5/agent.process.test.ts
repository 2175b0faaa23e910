import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { Exits } from "../../src/domain/alert/exits.ts";
import { Decimal } from "../../src/domain/decimal.ts";
import type { Instruction } from "../../src/domain/order/instruction.ts";
import { pairedState, spawnAgent, startAgent } from "../src/testing/agents.ts";
import { eventually } from "../src/testing/eventually.ts";
import { FakeGateway } from "../src/testing/fake-gateway.ts";
import { orderIdOf, temporaryDirectory } from "../src/testing/fixtures.ts";
import { BUILD_TIMEOUT_MS } from "./testing/fixtures.ts";
import { startProgram } from "./testing/program.ts";
import { builtAdvisor } from "./testing/rig.ts";
import { openVenue, type VenueOptions } from "./testing/venue.ts";

/** Gateway, agent, expert advisor and broker; the market stands at 1.08500 without a spread. */
async function begin(options: VenueOptions = {}) {
  const program = await builtAdvisor();
  const directory = temporaryDirectory();
  const venue = await openVenue(directory, options);
  venue.market.set("EURUSD", "1.08500", "1.08500");
  const gateway = await FakeGateway.start();
  const paths = await pairedState(gateway);
  const local = await startAgent(paths);
  const advise = () => {
    const args = ["--venue", `127.0.0.1:${venue.port}`, "--files", join(directory, "files")];
    args.push("--input", `AgentPort=${local.port}`, "--input", `Token=${local.token}`);
    return startProgram(program, args);
  };
  const advisor = advise();
  await gateway.ready();
  const state = () => gateway.last("terminal")?.state;
  /** Gives an order and waits for its end. */
  const carryOut = async (name: string, instruction: Instruction) => {
    await gateway.give(orderIdOf(name), { instruction });
    return gateway.reaches(orderIdOf(name), "filled");
  };
  const notes = () => gateway.reports.flatMap(({ event }) => (event.event === "noted" ? [event.code] : []));
  return { directory, venue, gateway, paths, local, advise, advisor, state, carryOut, notes };
}

const price = (value: string) => ({ unit: "price", value }) as const;
const openLong = (changes: Partial<Extract<Instruction, { kind: "open" }>> = {}): Instruction => ({
  ...{ kind: "open", symbol: "EURUSD", side: "buy", type: "market", lots: "0.3" },
  ...changes,
});
type Modify = Extract<Instruction, { kind: "modify" }>;
const modify = (target: Modify["target"], changes: Partial<Modify>): Instruction => ({
  ...{ kind: "modify", symbol: "EURUSD", target, side: "long", types: [] },
  ...changes,
});
const plain = (text: string | null | undefined) => new Decimal(text ?? "0").toFixed();

describe("gateway, agent, expert advisor and broker", { timeout: 60_000 }, () => {
  beforeAll(() => builtAdvisor(), BUILD_TIMEOUT_MS);

  test("carry a position from its open with stops through a modify and a partial close to its end", async () => {
    const { gateway, venue, state, carryOut } = await begin();
    const entry = openLong({ stopLoss: price("1.08"), takeProfit: price("1.09") });
    expect((await carryOut("entry", entry)).deals).toMatchObject([{ lots: "0.3", entry: "in" }]);
    const held = () => state()?.positions[0];
    await eventually("the position", () => plain(held()?.stopLoss) === "1.08");
    expect(plain(held()?.takeProfit)).toBe("1.09");

    await carryOut("modify", modify("positions", { stopLoss: price("1.082"), takeProfit: { unit: "none" } }));
    await eventually(
      "the new stop",
      () => plain(held()?.stopLoss) === "1.082" && held()?.takeProfit === null,
    );

    const part = { kind: "close", symbol: "EURUSD", side: "long" } as const;
    await carryOut("part", { ...part, amount: { unit: "lots", value: "0.1" } });
    await eventually("what is left", () => held()?.lots === "0.2");

    const limit = openLong({ type: "limit", lots: "0.2", entry: price("1.08") });
    await gateway.give(orderIdOf("limit"), { instruction: limit });
    await gateway.reaches(orderIdOf("limit"), "working");
    await carryOut("modify order", modify("orders", { stopLoss: price("1.07") }));
    await eventually("its stop", () => plain(state()?.pendings?.[0]?.stopLoss) === "1.07");
    await carryOut("cancel", { kind: "cancel", symbol: "EURUSD", side: "both", types: [] });
    await gateway.reaches(orderIdOf("limit"), "cancelled");

    await carryOut("all", { ...part, amount: { unit: "all" } });
    await eventually("the end", () => state()?.positions.length === 0);
    expect(venue.deals().map(({ entry: kind, lots }) => `${kind} ${plain(lots)}`)).toEqual([
      "in 0.3",
      "out 0.1",
      "out 0.2",
    ]);
    expect(gateway.faults).toEqual([]);
  });

  test("manage the exits of a position, though the expert advisor and the agent start anew in between", async () => {
    // Every bar of the past is twenty pips high.
    const bar = { open: 108_500, high: 108_600, low: 108_400, close: 108_500, ticks: 100 };
    const span: VenueOptions["span"] = ({ symbol }) => (symbol === "EURUSD" ? bar : undefined);
    const rig = await begin({ span, offsetMs: 3 * 3_600_000 });
    const { gateway, venue, paths, local, advise, advisor, state, carryOut, notes } = rig;
    const exits: Exits = {
      breakeven: { triggerPips: "10", offsetPips: "1" },
      atrTrailing: { frame: "M1", period: 14, multiplier: "1.5", shift: 0, triggerPips: "40" },
    };
    const stop = () => plain(state()?.positions[0]?.stopLoss);
    await carryOut("entry", openLong({ exits }));
    venue.market.set("EURUSD", "1.08600", "1.08600");
    await eventually("breakeven", () => stop() === "1.0851");

    advisor.kill("SIGKILL");
    await advisor.end;
    await eventually("the loss of the terminal", () => state()?.ready === false);
    advise();
    await eventually("the terminal again", () => state()?.ready === true);
    local.stop();
    const frames = gateway.frames.length;
    spawnAgent(paths, local.port);
    const again = () => gateway.frames.slice(frames).findLast((frame) => frame.type === "terminal");
    await eventually("the agent again", () => again()?.state.ready === true);

    venue.market.set("EURUSD", "1.08950", "1.08950");
    await eventually("the stop at one and a half ranges", () => stop() === "1.0865");
    venue.market.set("EURUSD", "1.08640", "1.08640");
    await eventually("the end", () => notes().includes("stop_loss"));
    expect([...new Set(notes())]).toEqual(["breakeven_set", "stop_trailed", "stop_loss"]);
    expect(venue.deals()).toMatchObject([{ entry: "in" }, { entry: "out", reason: "sl" }]);
    expect(gateway.faults).toEqual([]);
  });

  test("trade nothing while Algo Trading is off, and go on when it is on again", async () => {
    const { gateway, venue, state } = await begin();
    venue.link.control("algo_trading", false);
    await eventually("the obstacle", () => state()?.reason?.code === "terminal_cannot_trade");
    expect(state()?.account?.obstacle).toBe("algo_trading_off");
    await gateway.give(orderIdOf("waits"), { instruction: openLong() });
    await eventually("its arrival", () => gateway.ackedSeq === gateway.lastSeq);
    expect(venue.deals()).toEqual([]);
    venue.link.control("algo_trading", true);
    await gateway.reaches(orderIdOf("waits"), "filled");
    expect(state()).toMatchObject({ ready: true, account: { obstacle: "" } });
    expect(venue.deals()).toHaveLength(1);
    expect(gateway.faults).toEqual([]);
  });

  test("trade nothing when the terminal logs in to another account, and go on with the first one", async () => {
    const { directory, gateway, venue, local, state } = await begin();
    const { port } = venue;
    venue.close();
    const other = await openVenue(directory, { name: "other", port, login: "7654321" });
    await eventually("another account", () => state()?.reason?.code === "other_terminal_account");
    await gateway.give(orderIdOf("waits"), { instruction: openLong() });
    await eventually("its arrival", () => gateway.ackedSeq === gateway.lastSeq);
    other.close();
    const first = await openVenue(directory, { port });
    await gateway.reaches(orderIdOf("waits"), "filled");
    expect(other.deals()).toEqual([]);
    expect(first.deals()).toHaveLength(1);
    expect(local.log.events).not.toContain("fatal");
    expect(gateway.faults).toEqual([]);
  });
});
