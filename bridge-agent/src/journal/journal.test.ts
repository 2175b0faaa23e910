import { expect, test } from "vitest";
import { defaultOrderRules } from "../../../src/domain/order/instruction.ts";
import { deal, order, orderIdOf, result, step, temporaryDirectory } from "../testing/fixtures.ts";
import { writeJournalV1 } from "../testing/journal-v1.ts";
import { JournalLocked } from "./database.ts";
import { Journal } from "./journal.ts";
import { magicOfStep } from "./magic.ts";
import { nothingReported } from "./records.ts";

const NO_WAIT_MS = 0;

/** A journal file, and a way to open it again as the next process would. */
function begin() {
  const path = `${temporaryDirectory()}/journal.sqlite`;
  let journal = new Journal(path, NO_WAIT_MS);
  return {
    path,
    get journal() {
      return journal;
    },
    /** Closes the file, whether or not the last turn was committed, and opens it again. */
    reopen: () => {
      journal.close();
      journal = new Journal(path, NO_WAIT_MS);
      return journal;
    },
  };
}

test("two agents on one state refuse: the second cannot have the journal", () => {
  const { path } = begin();
  expect(() => new Journal(path, NO_WAIT_MS)).toThrow(JournalLocked);
});

test("the lock ends with its owner, and the journal keeps its id", () => {
  const files = begin();
  const { journalId } = files.journal;
  expect(files.reopen().journalId).toBe(journalId);
});

test("what was not committed never happened", () => {
  const files = begin();
  files.journal.saveOrder(order([step()]), null);
  files.journal.handled(1);
  const after = files.reopen();
  expect(after.openOrders()).toEqual([]);
  expect(after.handledSeq).toBe(0);
});

test("an order comes back as it was committed: steps, results, deals, and what was reported", () => {
  const files = begin();
  const one = deal({ lots: "0.04", remaining: "0.06" });
  const saved = order(
    [
      step({ result: result({ ticket: "7" }), gone: "cancelled", deals: [one] }),
      step({ step: 1 }),
      step({ step: 2, phase: 1, passed: false }),
    ],
    { after: orderIdOf("before"), reported: { ...nothingReported, accepted: true, deals: [one.deal] } },
  );
  files.journal.addDeal(saved.orderId, 0, one);
  files.journal.saveOrder(saved, null);
  for (const each of saved.steps) files.journal.saveStep(saved.orderId, each);
  files.journal.commit();
  expect(files.reopen().openOrders()).toEqual([saved]);
});

test("open orders come back in the order in which they were given", () => {
  const files = begin();
  for (const seq of [3, 1, 2]) files.journal.saveOrder(order([], { orderId: orderIdOf(seq), seq }), null);
  files.journal.commit();
  expect(
    files
      .reopen()
      .openOrders()
      .map(({ seq }) => seq),
  ).toEqual([1, 2, 3]);
});

test("an ended order is remembered for ever, and is no longer open", () => {
  const files = begin();
  const one = order([step()]);
  files.journal.saveOrder(one, { event: "filled", deals: [] });
  files.journal.commit();
  const after = files.reopen();
  expect(after.openOrders()).toEqual([]);
  expect(after.standing(one.orderId)).toEqual({ standing: "ended", event: "filled", code: null });
  expect(after.remembered(one.orderId)?.ended).toEqual({ event: "filled", deals: [] });
});

test("a refused order takes its id with it", () => {
  const files = begin();
  const why = { code: "wrong_account", message: "" };
  files.journal.refuse(orderIdOf(1), 4, { event: "rejected", door: "agent", refusal: why });
  files.journal.commit();
  expect(files.reopen().standing(orderIdOf(1))).toEqual({
    standing: "ended",
    event: "rejected",
    code: "wrong_account",
  });
});

test("a deal counts once, however often it is told", () => {
  const { journal } = begin();
  const one = deal();
  expect(journal.addDeal(orderIdOf(1), 0, one)).toBe(true);
  expect(journal.addDeal(orderIdOf(1), 0, one)).toBe(false);
  expect(journal.dealsOf(orderIdOf(1), 0)).toEqual([one]);
});

test("counters only ever rise", () => {
  const { journal } = begin();
  journal.handled(5);
  journal.handled(3);
  journal.dealHandled("10");
  journal.dealHandled("9");
  journal.commit();
  expect(journal.handledSeq).toBe(5);
  expect(journal.lastDeal).toBe("10");
});

test("deal numbers are compared as numbers of any size", () => {
  const { journal } = begin();
  journal.dealHandled("9007199254740993");
  journal.dealHandled("9007199254740992");
  expect(journal.lastDeal).toBe("9007199254740993");
});

test("reports are numbered without gaps and kept until they are acknowledged", () => {
  const files = begin();
  for (const at of [1, 2, 3]) files.journal.addReport(orderIdOf(at), at, { event: "accepted" });
  files.journal.commit();
  files.journal.acknowledge(2);
  files.journal.commit();
  const after = files.reopen();
  expect(after.reportsAfter(0, 10)).toMatchObject([{ seq: 3, orderId: orderIdOf(3) }]);
  expect(after.ackedReportSeq).toBe(2);
  expect(after.addReport(orderIdOf(4), 4, { event: "accepted" }).seq).toBe(4);
});

test("a restored journal gives its reports new numbers, so that none is taken for a repeat", () => {
  const { journal } = begin();
  for (const at of [1, 2]) journal.addReport(orderIdOf(at), at, { event: "accepted" });
  expect(journal.skipReportsTo(10)).toBe(2);
  journal.commit();
  expect(journal.reportsAfter(0, 10).map(({ seq, orderId }) => [seq, orderId])).toEqual([
    [11, orderIdOf(1)],
    [12, orderIdOf(2)],
  ]);
  expect(journal.reportSeq).toBe(12);
  expect(journal.ackedReportSeq).toBe(10);
});

test("a journal of the first version goes on: its steps have what they lacked, and are found by magic", () => {
  const path = `${temporaryDirectory()}/old.sqlite`;
  const { orderId } = order([]);
  const old = { action: "deal", symbol: "EURUSD", side: "buy", kind: "market", lots: "0.10", price: "0" };
  writeJournalV1(path, orderId, JSON.stringify({ ...old, sl: "0", tp: "0", position: "0", ticket: "0" }));
  const journal = new Journal(path, NO_WAIT_MS);
  expect(journal.terminal).toBe("1001@Test");
  expect(journal.originOf(magicOfStep(orderId, 3))).toEqual({ orderId, step: 3 });
  const request = { ...old, stoplimit: "0", by: "0", filling: "fok", time: "gtc", expires: 0, deviation: 0 };
  expect(journal.openOrders()).toMatchObject([
    {
      ...{ orderId, origin: "gateway", rules: defaultOrderRules },
      steps: [{ passed: true, passedAtMs: null, passedTo: null, request }],
    },
  ]);
  journal.close();
});

test("a magic number of somebody else's leads nowhere, and neither does none", () => {
  const { journal } = begin();
  expect(journal.originOf("0")).toBeNull();
  expect(journal.originOf("4611686018427387904")).toBeNull();
});
