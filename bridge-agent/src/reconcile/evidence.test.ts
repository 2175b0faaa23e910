import { describe, expect, test } from "vitest";
import { fromTerminalSchema } from "../../../src/protocol/ea-link.ts";
import { magicOfStep } from "../journal/magic.ts";
import type { Step } from "../journal/records.ts";
import { Mirror } from "../terminal-link/mirror.ts";
import { deal, order, request, step } from "../testing/fixtures.ts";
import { asText, pendingFrame, positionFrame } from "../testing/link-frames.ts";
import type { Told } from "./classify.ts";
import { evidenceOf } from "./evidence.ts";

const sent: Told = { state: "sent", retcode: 0, message: "", ticket: "0", deal: "0" };

function evidence(one: Step, venue = new Mirror(), told = sent, journal: string | null = null) {
  return evidenceOf(order([one]), one, told, venue, journal);
}

function showing(...told: Parameters<typeof asText>[0][]): Mirror {
  const mirror = new Mirror();
  for (const each of told) mirror.apply(fromTerminalSchema.parse(asText(each)));
  return mirror;
}

describe("deals", () => {
  test("are whole when they add up to the request", () => {
    expect(evidence(step()).deals).toBe("none");
    expect(evidence(step({ deals: [deal({ lots: "0.04" })] })).deals).toBe("part");
    expect(evidence(step({ deals: [deal({ lots: "0.04" }), deal({ lots: "0.06" })] })).deals).toBe("whole");
  });

  test("of a request that is lost are whole when the venue says that nothing remains", () => {
    expect(evidence(step({ request: null, deals: [deal({ remaining: "0.1" })] })).deals).toBe("part");
    expect(evidence(step({ request: null, deals: [deal({ remaining: "0" })] })).deals).toBe("whole");
  });
});

describe("the terminal's journal", () => {
  test("is another one when both name theirs and they differ, or when it names none any more", () => {
    expect(evidence(step({ passedTo: "a" }), undefined, sent, "b").otherJournal).toBe(true);
    expect(evidence(step({ passedTo: "a" }), undefined, sent, null).otherJournal).toBe(true);
  });

  test("is taken for the same where it was never named", () => {
    expect(evidence(step({ passedTo: null }), undefined, sent, "b").otherJournal).toBe(false);
    expect(evidence(step({ passedTo: "a" }), undefined, sent, "a").otherJournal).toBe(false);
  });
});

describe("what stands at the venue", () => {
  const id = order([]).orderId;

  test("a position of one step of several is told by its magic number", () => {
    const steps = [step(), step({ step: 1 })];
    const [first, second] = steps;
    if (first === undefined || second === undefined) throw new Error("two steps");
    const venue = showing(positionFrame({ order: id, magic: magicOfStep(id, 1) }));
    const of = (one: Step) => evidenceOf(order(steps), one, sent, venue, null).position;
    expect([of(first), of(second)]).toEqual([false, true]);
  });

  test("new stops that stand are the goal of the step that set them", () => {
    const wants = step({ request: request({ action: "sltp", position: "10", sl: "1.07000", tp: "0" }) });
    expect(evidence(wants, showing(positionFrame({ sl: "1.07" }))).goal).toBe(true);
    expect(evidence(wants, showing(positionFrame({ sl: "1.06" }))).goal).toBe(false);
    expect(evidence(wants, showing()).goal).toBe(false);
  });

  test("a changed pending order is the goal when price and stops are as wanted", () => {
    const wants = step({ request: request({ action: "modify", ticket: "20", price: "1.07000" }) });
    expect(evidence(wants, showing(pendingFrame())).goal).toBe(true);
    expect(evidence(wants, showing(pendingFrame({ price: "1.06" }))).goal).toBe(false);
  });

  test("a removed order was removed when the terminal says so; that it stands no more says nothing", () => {
    const wants = step({ request: request({ action: "remove", ticket: "20" }) });
    expect(evidence(wants, showing()).goal).toBe(false);
    const gone = (reason: string) =>
      showing(pendingFrame(), { type: "gone", ticket: "20", magic: "0", order: "", step: 0, reason, at: 1 });
    expect(evidence(wants, gone("cancelled")).goal).toBe(true);
    expect(evidence(wants, gone("expired")).goal).toBe(false);
  });
});
