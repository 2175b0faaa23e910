import fc from "fast-check";
import { expect, test } from "vitest";
import type { OrderEvent } from "../../../src/domain/order/events.ts";
import { applyEvent, isEnd, newOrder } from "../../../src/domain/order/machine.ts";
import { nothingReported, type Order, type Step } from "../journal/records.ts";
import { deal, doubt, order, result, step } from "../testing/fixtures.ts";
import { type History, historyOf, nextEvents } from "./outcome.ts";

const accepted = { ...nothingReported, accepted: true };

/** The facts of one step, each of which may arrive at any time relative to the others. */
function factsOf(one: Step, kind: "filled" | "refused" | "parts" | "unclear"): (() => void)[] {
  const submitted = () => {
    one.submitted = true;
  };
  const known = (state: "done" | "rejected", retcode: number, ticket: string) => () => {
    one.result = result({ state, retcode, deal: ticket });
  };
  switch (kind) {
    case "filled":
      return [
        submitted,
        known("done", 10009, "1"),
        () => void one.deals.push(deal({ deal: `${one.step}-1` })),
      ];
    case "refused":
      return [submitted, known("rejected", 10019, "0")];
    case "parts":
      return [
        submitted,
        () => void one.deals.push(deal({ deal: `${one.step}-1`, lots: "0.03", remaining: "0.07" })),
        () => void one.deals.push(deal({ deal: `${one.step}-2`, lots: "0.07", remaining: "0" })),
      ];
    case "unclear":
      return [
        () => {
          if (one.result === null) one.unknown = doubt;
        },
        known("rejected", 10006, "0"),
      ];
  }
}

test("in whatever order the facts come, the events are legal, every deal is told once and at once, a doubt shows, and the end is one", () => {
  const kinds = fc.array(fc.constantFrom("filled", "refused", "parts", "unclear"), {
    minLength: 1,
    maxLength: 4,
  });
  fc.assert(
    fc.property(kinds, fc.infiniteStream(fc.nat()), (wanted, numbers) => {
      const open: Order = order(wanted.map((_, at) => step({ step: at })));
      const facts = open.steps.flatMap((one, at) => factsOf(one, wanted[at] ?? "filled"));
      let record = newOrder(open.orderId, 0);
      const apply = (event: OrderEvent) => {
        const moved = applyEvent(record, event, 0);
        if (!moved.ok) throw new Error(`${event.event} after ${record.state}`);
        record = moved.value;
      };
      apply({ event: "sent", seq: 1 });
      const told: string[] = [];
      let ended = 0;
      const look = () => {
        const outcome = nextEvents(open);
        open.reported = outcome.reported;
        for (const event of outcome.events) {
          apply(event);
          if ("deals" in event) told.push(...event.deals.map((one) => one.deal));
        }
        if (outcome.ended !== null) ended += 1;
        else if (open.steps.some(({ unknown, result }) => unknown !== null && result === null)) {
          expect(record.state).toBe("unknown");
        }
        expect(told.length).toBe(open.steps.reduce((sum, one) => sum + one.deals.length, 0));
        return outcome.ended !== null;
      };
      look();
      while (facts.length > 0 && ended === 0) {
        facts.splice((numbers.next().value ?? 0) % facts.length, 1)[0]?.();
        look();
      }
      expect(ended).toBe(1);
      expect(isEnd(record.state)).toBe(true);
      expect(new Set(told).size).toBe(told.length);
      expect(told.length).toBe(open.steps.reduce((sum, one) => sum + one.deals.length, 0));
    }),
    { numRuns: 500 },
  );
});

test("the history of an order is a legal way from sent to where it stands", () => {
  const deals = [deal()];
  const cases: History[] = [
    { reported: accepted, deals: [], workingTicket: null, ended: null },
    { reported: { ...accepted, submitted: true, working: true }, deals: [], workingTicket: "7", ended: null },
    { reported: { ...accepted, submitted: true, partial: true }, deals, workingTicket: null, ended: null },
    {
      reported: { ...accepted, submitted: true, unknown: true },
      deals: [],
      workingTicket: null,
      ended: null,
    },
    { reported: accepted, deals, workingTicket: null, ended: { event: "filled", deals: [] } },
    {
      reported: { ...accepted, submitted: true },
      deals,
      workingTicket: null,
      ended: { event: "cancelled" },
    },
  ];
  for (const history of cases) {
    const start = applyEvent(newOrder("ord", 0), { event: "sent", seq: 1 }, 0);
    if (!start.ok) throw new Error("sent");
    let record = start.value;
    for (const event of historyOf(history)) {
      const moved = applyEvent(record, event, 0);
      if (!moved.ok) throw new Error(`${event.event} after ${record.state}`);
      record = moved.value;
    }
    expect(record.deals).toHaveLength(history.deals.length);
    if (history.ended !== null) expect(record.state).toBe(history.ended.event);
  }
});
