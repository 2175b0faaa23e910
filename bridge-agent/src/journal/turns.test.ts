import { expect, test } from "vitest";
import type { Report } from "../../../src/protocol/agent-link.ts";
import type { ToTerminal } from "../../../src/protocol/ea-link.ts";
import { eventually } from "../testing/eventually.ts";
import { orderIdOf, temporaryDirectory } from "../testing/fixtures.ts";
import { Journal } from "./journal.ts";
import { Turns } from "./turns.ts";

const ping: ToTerminal = { type: "ping" };

function begin() {
  const path = `${temporaryDirectory()}/journal.sqlite`;
  const journal = new Journal(path);
  const left: string[] = [];
  const reports: Report[] = [];
  const turns = new Turns(
    journal,
    {
      toTerminal: (messages) => void left.push(`terminal ${messages.length}`),
      toGateway: (acknowledge, made) => {
        left.push(`gateway ${acknowledge ? "ack " : ""}${made.length}`);
        reports.push(...made);
      },
    },
    () => 42,
  );
  return { path, journal, turns, left, reports };
}

test("nothing leaves before what it says is durable", () => {
  const { journal, turns, left } = begin();
  turns.run(() => {
    turns.toTerminal(ping);
    turns.report(orderIdOf(1), { event: "accepted" });
    journal.handled(1);
    turns.acknowledge();
    expect(left).toEqual([]);
  });
  expect(left).toEqual(["terminal 1", "gateway ack 1"]);
});

test("what a turn within a turn does belongs to the outer one", () => {
  const { turns, left } = begin();
  turns.run(() => {
    turns.run(() => turns.toTerminal(ping));
    expect(left).toEqual([]);
    turns.run(() => turns.toTerminal(ping));
  });
  expect(left).toEqual(["terminal 2"]);
});

test("a turn that fails sends nothing, and the journal has nothing of it", () => {
  const { path, journal, turns, left } = begin();
  expect(() =>
    turns.run(() => {
      journal.handled(7);
      turns.toTerminal(ping);
      throw new Error("a bug");
    }),
  ).toThrow("a bug");
  expect(left).toEqual([]);
  journal.close();
  expect(new Journal(path).handledSeq).toBe(0);
});

test("work that can wait goes with the next turn, before what that turn does", () => {
  const { turns, reports } = begin();
  turns.soon(() => turns.report(orderIdOf(1), { event: "submitted" }));
  turns.run(() => turns.report(orderIdOf(2), { event: "accepted" }));
  expect(reports.map(({ orderId }) => orderId)).toEqual([orderIdOf(1), orderIdOf(2)]);
  expect(reports[0]?.atMs).toBe(42);
});

test("work that can wait does not wait for ever", async () => {
  const { turns, reports } = begin();
  turns.soon(() => turns.report(orderIdOf(1), { event: "submitted" }));
  await eventually("the report", () => reports.length > 0);
});

test("what follows a turn runs when its messages have left", () => {
  const { turns, left } = begin();
  turns.run(() => {
    turns.afterwards(() => left.push("afterwards"));
    turns.toTerminal(ping);
  });
  expect(left).toEqual(["terminal 1", "afterwards"]);
});

test("closing runs what was waiting and takes nothing more", () => {
  const { turns, reports } = begin();
  turns.soon(() => turns.report(orderIdOf(1), { event: "submitted" }));
  turns.close();
  turns.run(() => turns.report(orderIdOf(2), { event: "accepted" }));
  expect(reports).toHaveLength(1);
});
