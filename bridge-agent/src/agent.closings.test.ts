import { describe, expect, test } from "vitest";
import { eventually } from "./testing/eventually.ts";
import { closing, entryDeal, entryId, filled, IDENT, note, notesOn } from "./testing/exit-desk.ts";
import { buy } from "./testing/fixtures.ts";
import { together } from "./testing/together.ts";

describe("what closes a position without an order of the gateway", () => {
  test.each([
    ["sl", "stop_loss"],
    ["tp", "take_profit"],
    ["so", "stop_out"],
    ["client", "closed_by_hand"],
    ["expert", "closed_by_expert"],
  ])("(%s) is a note %s on the order that opened it, once for each deal", async (reason, code) => {
    const { gateway, terminal } = await filled({});
    terminal.say(closing({ reason, lots: "0.04" }), closing({ reason, lots: "0.04" }));
    terminal.say(closing({ deal: "503", reason, lots: "0.06" }));
    await eventually("two notes", () => notesOn(gateway, entryId).length >= 2);
    expect(notesOn(gateway, entryId).map((one) => [one.code, one.deal?.deal])).toEqual([
      [code, "502"],
      [code, "503"],
    ]);
  });

  test("is told also when the deal comes before the one that opened the position", async () => {
    const { gateway, terminal } = await together();
    await gateway.give(entryId, { instruction: buy });
    await terminal.submit(entryId);
    terminal.say(
      closing(),
      entryDeal(),
      terminal.result(entryId, { state: "done", ticket: IDENT, deal: "501" }),
    );
    expect((await note(gateway, "stop_loss")).deal?.deal).toBe("502");
    expect(gateway.faults).toEqual([]);
  });

  test("is told anew to a gateway that has lost it with its reports", async () => {
    const { gateway, terminal, journal } = await filled({});
    terminal.say(closing());
    await note(gateway, "stop_loss");
    await eventually("the acknowledgement", () => journal.ackedReportSeq === gateway.reportAckSeq);
    gateway.ledger.orders.clear();
    gateway.reportAckSeq = 0;
    gateway.reconcileIds = [entryId];
    gateway.cut();
    await eventually("the note again", () => notesOn(gateway, entryId).length === 2);
    expect(gateway.eventsOf(entryId).slice(-4)).toEqual(["accepted", "submitted", "filled", "noted"]);
    expect(notesOn(gateway, entryId)[1]).toEqual(notesOn(gateway, entryId)[0]);
  });

  test("is not told of positions that others opened", async () => {
    const { gateway, terminal } = await filled({});
    terminal.say(closing({ deal: "600", position: "9", ticket: "9" }), closing());
    await note(gateway, "stop_loss");
    expect(notesOn(gateway, entryId)).toHaveLength(1);
  });
});
