import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { fromTerminalSchema } from "../../../src/protocol/ea-link.ts";
import { Journal } from "../journal/journal.ts";
import { nothingReported, type OrderOrigin } from "../journal/records.ts";
import { Turns } from "../journal/turns.ts";
import { order, orderIdOf, step, temporaryDirectory } from "../testing/fixtures.ts";
import { asText, dealFrame } from "../testing/link-frames.ts";
import { PositionNotes } from "./position-notes.ts";

const DAY_MS = 86_400_000;
const first = orderIdOf("first");
const second = orderIdOf("second");

function frame(changes: Record<string, string | number>) {
  const read = fromTerminalSchema.parse(asText(dealFrame(changes)));
  if (read.type !== "deal") throw new Error("no deal");
  return read;
}

const closing = (deal: string, changes = {}) =>
  frame({ deal, position: "10", side: "sell", entry: "out", reason: "sl", profit: "-5", ...changes });

/** Notes over a journal, at a time that tests move; `told` says which deals are noted on which orders. */
function desk(path = join(temporaryDirectory(), "journal.db")) {
  const journal = new Journal(path);
  let closed = false;
  const close = () => {
    if (!closed) journal.close();
    closed = true;
  };
  onTestFinished(close);
  const clock = { at: 1_800_000_000_000, nowMs: () => clock.at, toGatewayMs: (ms: number) => ms };
  const turns = new Turns(journal, { toTerminal: () => undefined, toGateway: () => undefined }, clock.nowMs);
  const notes = new PositionNotes({ positions: journal.positions, turns, clock });
  const deal = (told: ReturnType<typeof frame>, orderId: string | null) =>
    turns.run(() => notes.deal(told, orderId));
  const told = () =>
    journal.reportsAfter(0, 100).map(({ orderId, event }) => {
      if (event.event !== "noted") return event.event;
      return `${orderId === first ? "first" : "second"}: ${event.code} ${event.deal?.deal}`;
    });
  const has = (orderId: string, origin: OrderOrigin) =>
    turns.run(() => journal.saveOrder({ ...order([]), orderId, origin, reported: nothingReported }, null));
  return { path, journal, clock, turns, notes, deal, told, has, close };
}

describe("position notes", () => {
  it("tell a deal once, also when it is told again after a restart", () => {
    const before = desk();
    before.deal(frame({ deal: "1" }), first);
    before.deal(closing("2"), null);
    before.close();
    const after = desk(before.path);
    after.deal(closing("2"), null);
    after.deal(closing("3"), null);
    expect(after.told()).toEqual(["first: stop_loss 2", "first: stop_loss 3"]);
  });

  it("leave the deals of the gateway's own orders to those orders", () => {
    const { deal, told } = desk();
    deal(frame({ deal: "1" }), first);
    deal(closing("2", { reason: "expert" }), second);
    expect(told()).toEqual([]);
  });

  it("name the agent's own orders by what they are for", () => {
    const { deal, told, has } = desk();
    has(orderIdOf("exit"), "exit");
    has(orderIdOf("policy"), "policy");
    deal(frame({ deal: "1" }), first);
    deal(closing("2", { reason: "expert" }), orderIdOf("exit"));
    deal(closing("3", { reason: "expert" }), orderIdOf("policy"));
    expect(told()).toEqual(["first: partial_closed 2", "first: closed_by_policy 3"]);
  });

  it("wait for the order that opened the position when its deal comes late", () => {
    const { deal, told } = desk();
    deal(closing("2"), null);
    expect(told()).toEqual([]);
    deal(frame({ deal: "1" }), first);
    deal(frame({ deal: "1" }), first);
    expect(told()).toEqual(["first: stop_loss 2"]);
  });

  it("on a netting account go to the last order that added to the position, or turned it", () => {
    const { deal, told } = desk();
    deal(frame({ deal: "1" }), first);
    deal(frame({ deal: "2" }), second);
    deal(closing("3"), null);
    deal(frame({ deal: "4", entry: "inout", side: "sell" }), first);
    deal(closing("5"), null);
    expect(told()).toEqual(["second: stop_loss 3", "first: stop_loss 5"]);
  });

  it("end when somebody turns a netting position by hand", () => {
    const { deal, told } = desk();
    deal(frame({ deal: "1" }), first);
    deal(closing("2", { entry: "inout", reason: "client" }), null);
    deal(closing("3"), null);
    expect(told()).toEqual(["first: closed_by_hand 2"]);
  });

  it("know a position by what the terminal says of it when the journal does not have it", () => {
    const { deal, told, turns, notes } = desk();
    turns.run(() =>
      notes.synced([
        { ident: "10", orderId: first },
        { ident: "11", orderId: null },
      ]),
    );
    deal(closing("2"), null);
    deal(closing("3", { position: "11" }), null);
    expect(told()).toEqual(["first: stop_loss 2"]);
  });

  it("forget positions a week after they closed, and never one that is open", () => {
    const { deal, clock, turns, notes, journal } = desk();
    deal(frame({ deal: "1" }), first);
    deal(frame({ deal: "2", position: "11" }), second);
    const tidy = () => turns.run(() => notes.tidy([{ ident: "11" }]));
    tidy();
    clock.at += 6 * DAY_MS;
    tidy();
    expect(journal.positions.openerOf("10")).toBe(first);
    clock.at += 2 * DAY_MS;
    tidy();
    expect(journal.positions.openerOf("10")).toBeUndefined();
    expect(journal.positions.openerOf("11")).toBe(second);
  });

  it("take orders of exits that ended long ago away with them, and no others", () => {
    const { clock, turns, notes, journal } = desk();
    const save = (name: string, origin: OrderOrigin, deadlineMs: number, ended: boolean) =>
      turns.run(() => {
        const saved = { ...order([step()]), orderId: orderIdOf(name), origin, deadlineMs };
        journal.saveOrder(saved, ended ? { event: "filled", deals: [] } : null);
        journal.saveStep(saved.orderId, step());
      });
    save("old", "exit", clock.at - 2 * DAY_MS, true);
    save("new", "exit", clock.at, true);
    save("open", "exit", clock.at - 2 * DAY_MS, false);
    save("gateway", "gateway", clock.at - 2 * DAY_MS, true);
    save("policy", "policy", clock.at - 2 * DAY_MS, true);
    turns.run(() => notes.tidy([]));
    const known = ["old", "new", "open", "gateway", "policy"].filter(
      (name) => journal.standing(orderIdOf(name)) !== undefined,
    );
    expect(known).toEqual(["new", "open", "gateway", "policy"]);
  });

  it("are kept for a gateway that forgot them", () => {
    const { deal, journal } = desk();
    deal(frame({ deal: "1" }), first);
    deal(closing("2"), null);
    expect(journal.positions.notesOf(first).map((note) => note.deal?.deal)).toEqual(["2"]);
    expect(journal.positions.notesOf(second)).toEqual([]);
  });
});
