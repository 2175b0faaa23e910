import { describe, expect, test } from "vitest";
import { loseJournal, startAgent } from "./testing/agents.ts";
import { eventually } from "./testing/eventually.ts";
import { FakeTerminal } from "./testing/fake-terminal.ts";
import { buy, orderIdOf } from "./testing/fixtures.ts";
import { positionFrame } from "./testing/link-frames.ts";
import { together } from "./testing/together.ts";

const id = orderIdOf(1);
const next = orderIdOf(2);
const executed = { state: "done", ticket: "401", deal: "501" } as const;

describe("when the journal is lost", () => {
  async function lost(reconcileIds: string[]) {
    const first = await together();
    const { gateway, paths } = first;
    await gateway.give(id, { instruction: buy });
    await first.terminal.submit(id);
    await eventually("the acknowledgement", () => gateway.ackedSeq === 1);
    await gateway.reaches(id, "accepted");
    first.stop();
    await eventually("the end of the first link", () => gateway.closeCodes.length > 0);
    gateway.frames.length = 0;
    loseJournal(paths);
    gateway.reconcileIds = reconcileIds;
    const second = await startAgent(paths);
    return { gateway, second, terminal: new FakeTerminal() };
  }

  test("an order that the terminal knows is found there and reported", async () => {
    const { gateway, second, terminal } = await lost([id]);
    terminal.known.set(`${id}/0`, executed);
    terminal.story.push(terminal.deal(id));
    terminal.connect(second.port, second.token);
    expect((await gateway.reaches(id, "filled")).deals).toHaveLength(1);
    expect(gateway.last("reconciled")).toMatchObject({ neverSeen: [] });
    expect(terminal.submits).toEqual([]);
  });

  test("an order that nobody knows is answered as never seen, and can never run any more", async () => {
    const { gateway, second, terminal } = await lost([id]);
    terminal.connect(second.port, second.token);
    await eventually("the answer", () => gateway.last("reconciled")?.neverSeen.includes(id));
    await gateway.ready();
    gateway.giveSigned(id, gateway.jwsOf(1));
    expect(await gateway.reaches(id, "rejected")).toMatchObject({ refusal: { code: "never_received" } });
    expect(terminal.submits).toEqual([]);
  });

  test("the numbers go on where the gateway is, so that nothing is taken for a repeat", async () => {
    const { gateway, second, terminal } = await lost([]);
    terminal.connect(second.port, second.token);
    await gateway.ready();
    expect(gateway.last("hello")).toMatchObject({ handledSeq: 1, reportSeq: gateway.reportAckSeq });
    await gateway.give(next, { instruction: buy });
    await terminal.submit(next);
    await gateway.reaches(next, "accepted");
    expect(gateway.faults.filter((fault) => fault.startsWith("report"))).toEqual([]);
  });
});

describe("a terminal that contradicts what is known", () => {
  /** An order that the terminal took into its journal, and a terminal that has lost that journal. */
  async function forgetful() {
    const all = await together();
    await all.gateway.give(id, { instruction: buy });
    await all.terminal.submit(id);
    all.terminal.say({ type: "journaled", order: id, step: 0, at: 1 });
    await all.gateway.reaches(id, "submitted");
    all.terminal.close();
    return { ...all, back: new FakeTerminal() };
  }

  test("never is no proof for a step that it once had: nothing is sent again", async () => {
    const { gateway, back, port, token } = await forgetful();
    back.connect(port, token);
    await gateway.reaches(id, "unknown");
    expect(back.submits).toEqual([]);
  });

  test("not even after a restart of the agent", async () => {
    const { gateway, stop, paths, back } = await forgetful();
    stop();
    const second = await startAgent(paths);
    back.connect(second.port, second.token);
    await gateway.reaches(id, "unknown");
    expect(back.submits).toEqual([]);
  });

  test("never is no proof when a position of the order stands", async () => {
    const { gateway, terminal, port, token } = await together();
    await gateway.give(id, { instruction: buy });
    await terminal.submit(id);
    terminal.close();
    const back = new FakeTerminal();
    back.story.push(positionFrame({ order: id }));
    back.connect(port, token);
    await gateway.reaches(id, "unknown");
    expect(back.submits).toEqual([]);
  });

  test("records that end before a deal that was seen are not this account's: nothing is traded", async () => {
    const { gateway, terminal, journal, port, token } = await together();
    terminal.close();
    const first = new FakeTerminal();
    first.lastDeal = "700";
    first.connect(port, token);
    await eventually("the sync", () => journal.lastDeal === "700");
    first.close();
    const reset = new FakeTerminal();
    reset.lastDeal = "3";
    reset.connect(port, token);
    const code = () => gateway.last("terminal")?.state.reason?.code;
    await eventually("the refusal", () => code() === "terminal_records_behind");
  });
});
