import { describe, expect, test } from "vitest";
import { agentCloseCodes } from "../../src/protocol/agent-link.ts";
import { startAgent } from "./testing/agents.ts";
import { eventually } from "./testing/eventually.ts";
import { buy, orderIdOf } from "./testing/fixtures.ts";
import { together } from "./testing/together.ts";

const id = orderIdOf(1);
const next = orderIdOf(2);

test("a repeated frame is acknowledged again and not carried out again", async () => {
  const { gateway, terminal } = await together();
  const seq = await gateway.give(id, { instruction: buy });
  await terminal.submit(id);
  const acks = gateway.all("ack").length;
  gateway.send({ type: "order", seq, jws: gateway.jwsOf(seq) });
  await eventually("another acknowledgement", () => gateway.all("ack").length > acks);
  await gateway.give(next, { instruction: buy });
  await terminal.submit(next);
  expect(terminal.submits.map(({ order }) => order)).toEqual([id, next]);
});

test("an order that is sent again under another number is known, and told again", async () => {
  const { gateway, terminal } = await together();
  const seq = await gateway.give(id, { instruction: buy });
  await terminal.submit(id);
  terminal.say(terminal.result(id, { state: "done", deal: "501" }), terminal.deal(id));
  await gateway.reaches(id, "filled");
  gateway.ledger.orders.delete(id);
  gateway.giveSigned(id, gateway.jwsOf(seq));
  expect((await gateway.reaches(id, "filled")).deals).toHaveLength(1);
  expect(terminal.submits).toHaveLength(1);
});

test("frames that were lost with the link come again with the next one, each once", async () => {
  const { gateway, terminal } = await together();
  gateway.cut();
  await eventually("the cut", () => gateway.closeCodes.length > 0);
  await gateway.give(id, { instruction: buy });
  await gateway.give(next, { instruction: buy });
  await terminal.submit(next);
  expect(terminal.submits.map(({ order }) => order)).toEqual([id, next]);
  expect(gateway.epoch).toBe(2);
});

test("a gap closes the link with its own code, and nothing behind the gap is carried out", async () => {
  const { gateway, terminal } = await together();
  gateway.lastSeq = 1;
  await gateway.give(id, { instruction: buy });
  await eventually("the close", () => gateway.closeCodes.includes(agentCloseCodes.outOfSequence));
  expect(terminal.submits).toEqual([]);
});

test.each(["[]", "{}", '{"type":"ack","seq":1,"seq":2}', "\u0000"])(
  "the frame %j closes the link",
  async (text) => {
    const { gateway } = await together();
    gateway.socket?.send(text);
    await eventually("the close", () => gateway.closeCodes.includes(agentCloseCodes.badFrame));
    await gateway.ready();
  },
);

test("a binary frame closes the link", async () => {
  const { gateway } = await together();
  gateway.socket?.send(Buffer.from('{"type":"ack","seq":1}'));
  await eventually("the close", () => gateway.closeCodes.includes(agentCloseCodes.badFrame));
});

describe("reports", () => {
  test("are sent again with their numbers until they are acknowledged", async () => {
    const { gateway, terminal } = await together();
    gateway.acknowledges = false;
    await gateway.give(id, { instruction: buy });
    await terminal.submit(id);
    await gateway.reaches(id, "accepted");
    gateway.cut();
    await eventually("the next link", () => gateway.epoch === 2 && gateway.all("reports").length > 1);
    const [first, again] = gateway.all("reports");
    expect(again?.items[0]).toEqual(first?.items[0]);
    expect(gateway.faults).toEqual([]);
  });

  test("outlive a restart of the agent", async () => {
    const first = await together();
    const { gateway, terminal, paths } = first;
    gateway.acknowledges = false;
    await gateway.give(id, { instruction: buy });
    await terminal.submit(id);
    await gateway.reaches(id, "accepted");
    first.stop();
    gateway.acknowledges = true;
    gateway.frames.length = 0;
    await startAgent(paths);
    await eventually("the report", () => gateway.all("reports")[0]?.items[0]?.event.event === "accepted");
  });

  test("are forgotten once they are acknowledged", async () => {
    const { gateway, journal, terminal } = await together();
    await gateway.give(id, { instruction: buy });
    await terminal.submit(id);
    await eventually("the acknowledgement", () => journal.ackedReportSeq === 1);
    expect(journal.reportsAfter(0, 10)).toEqual([]);
  });

  test("that a restored ledger has lost are told anew", async () => {
    const { gateway, terminal, journal } = await together();
    await gateway.give(id, { instruction: buy });
    await terminal.submit(id);
    terminal.say(terminal.result(id, { state: "done", deal: "501" }), terminal.deal(id));
    await gateway.reaches(id, "filled");
    await eventually("the acknowledgement", () => journal.ackedReportSeq === gateway.reportAckSeq);
    gateway.ledger.orders.clear();
    gateway.reportAckSeq = 0;
    gateway.reconcileIds = [id];
    gateway.cut();
    const events = () => gateway.eventsOf(id);
    await eventually("the story again", () => events().filter((event) => event === "filled").length === 2);
    expect(events().slice(-3)).toEqual(["accepted", "submitted", "filled"]);
  });
});

test.each([
  ["replaced", agentCloseCodes.replaced],
  ["unsupported_version", agentCloseCodes.unsupportedVersion],
  ["revoked", agentCloseCodes.revoked],
])("after the close %s the agent stays down, says why, and trades nothing", async (code, closeCode) => {
  const { gateway, agent, log } = await together();
  gateway.socket?.close(closeCode, "");
  const stopped = () => agent.status().link.state === "stopped" && agent.status();
  const status = await eventually("the stop", stopped);
  expect(status).toMatchObject({ reconciled: false, waitingFor: { code } });
  expect(status.link.hint).toBeDefined();
  expect(log.events).toContain("gateway_link_stopped");
  expect(gateway.epoch).toBe(1);
});

test("every connection signs in with a token of its own", async () => {
  const { gateway } = await together();
  gateway.cut();
  await eventually("the next link", () => gateway.epoch === 2);
  expect(new Set(gateway.tokens).size).toBe(gateway.tokens.length);
});

test("a reconcile within a link brings new pips, and trading goes on", async () => {
  const { gateway, terminal } = await together();
  gateway.pips = { EURUSD: "0.001" };
  const answers = gateway.all("reconciled").length;
  gateway.reconcile();
  await eventually("the answer", () => gateway.all("reconciled").length > answers);
  const instruction = { ...buy, stopLoss: { unit: "pips" as const, value: "2" } };
  await gateway.give(id, { instruction });
  expect(await terminal.submit(id)).toMatchObject({ sl: "1.08310" });
});
