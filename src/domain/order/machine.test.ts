import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalDecimal, Decimal } from "../decimal.ts";
import { refusal } from "../refusal.ts";
import { type Deal, type OrderEvent, type OrderState, orderStateSchema } from "./events.ts";
import { applyEvent, isEnd, isLegal, newOrder, type OrderRecord } from "./machine.ts";

const ends: readonly OrderState[] = ["filled", "cancelled", "rejected", "expired"];
const states = orderStateSchema.options;

function deal(ticket: string, over: Partial<Deal> = {}): Deal {
  return {
    deal: ticket,
    ticket: "7001",
    position: "9001",
    symbol: "EURUSD",
    side: "buy",
    entry: "in",
    lots: "0.1",
    price: "1.1",
    profit: "0",
    atMs: 1,
    ...over,
  };
}

/** Follows events from a new order; an illegal one throws. */
function orderAfter(...events: readonly OrderEvent[]): OrderRecord {
  let order = newOrder("ord_1", 0);
  for (const [index, event] of events.entries()) {
    const next = applyEvent(order, event, index + 1);
    if (!next.ok) throw new Error(`${next.error.from} -> ${next.error.event.event}`);
    order = next.value;
  }
  return order;
}

const sent: OrderEvent = { event: "sent", seq: 1 };
const accepted: OrderEvent = { event: "accepted" };
const submitted: OrderEvent = { event: "submitted" };
const why = refusal("because", "Because.");

const noted: OrderEvent = { event: "noted", code: "stop_loss", message: "Closed.", deal: deal("90") };

const dealArbitrary = fc.record({
  ticket: fc.integer({ min: 1, max: 6 }).map(String),
  lots: fc
    .integer({ min: 1, max: 500 })
    .map((hundredths) => new Decimal(hundredths).dividedBy(100).toFixed()),
  price: fc
    .integer({ min: 1, max: 200_000 })
    .map((points) => new Decimal(points).dividedBy(100_000).toFixed()),
});
const dealsArbitrary = fc
  .array(dealArbitrary, { maxLength: 4 })
  .map((deals) => deals.map(({ ticket, lots, price }) => deal(ticket, { lots, price })));

const eventArbitrary: fc.Arbitrary<OrderEvent> = fc.oneof(
  fc.record({ event: fc.constant("sent" as const), seq: fc.integer({ min: 1, max: 9 }) }),
  fc.constant(accepted),
  fc.constant(submitted),
  fc.constant<OrderEvent>({ event: "working", ticket: "7001" }),
  fc.record({
    event: fc.constantFrom("partially_filled" as const, "filled" as const),
    deals: dealsArbitrary,
  }),
  fc.constant<OrderEvent>({ event: "cancelled" }),
  fc.record({
    event: fc.constantFrom("rejected" as const, "expired" as const),
    door: fc.constantFrom("gateway" as const, "agent" as const, "venue" as const),
    refusal: fc.constant(why),
  }),
  fc.constant<OrderEvent>({ event: "unknown", refusal: why }),
  fc.constant(noted),
);

/** Runs events, legal or not, and hands each step to `check`. */
function walk(
  events: readonly OrderEvent[],
  check: (before: OrderRecord, event: OrderEvent, result: ReturnType<typeof applyEvent>) => void,
): void {
  let order: OrderRecord = newOrder("ord_1", 0);
  for (const [index, event] of events.entries()) {
    const result = applyEvent(order, event, index + 1);
    check(order, event, result);
    if (result.ok) order = result.value;
  }
}

const walks = fc.array(eventArbitrary, { maxLength: 30 });

describe("the order machine", () => {
  it("a market order goes from pending to filled through both doors", () => {
    const order = orderAfter(sent, accepted, submitted, { event: "filled", deals: [deal("1")] });
    expect(order).toMatchObject({ state: "filled", filledLots: "0.1", averagePrice: "1.1", ticket: "7001" });
  });

  it("a pending order works, fills in parts, and ends filled", () => {
    const order = orderAfter(
      sent,
      accepted,
      submitted,
      { event: "working", ticket: "55" },
      { event: "partially_filled", deals: [deal("1", { lots: "0.1", price: "1" })] },
      { event: "filled", deals: [deal("2", { lots: "0.3", price: "2" })] },
    );
    expect(order).toMatchObject({ ticket: "55", filledLots: "0.4", averagePrice: "1.75" });
  });

  it("an instruction that trades nothing ends filled without deals", () => {
    const order = orderAfter(sent, accepted, submitted, { event: "filled", deals: [] });
    expect(order).toMatchObject({ state: "filled", filledLots: "0", averagePrice: null, deals: [] });
  });

  it("what was submitted cannot become sent or accepted again, so that it never looks as if it could be resent", () => {
    for (const from of ["submitted", "working", "partially_filled", "unknown"] as const) {
      expect(isLegal(from, "pending")).toBe(false);
      expect(isLegal(from, "sent")).toBe(false);
      expect(isLegal(from, "accepted")).toBe(false);
    }
  });

  it("unknown leads only to what a reconciliation can prove", () => {
    const reachable = states.filter((to) => isLegal("unknown", to));
    expect(reachable.sort()).toEqual([
      "cancelled",
      "expired",
      "filled",
      "partially_filled",
      "rejected",
      "working",
    ]);
  });

  it("a resolved unknown forgets why it was unknown", () => {
    const lost = orderAfter(sent, accepted, submitted, { event: "unknown", refusal: why });
    expect(lost.refusal).toEqual(why);
    const found = applyEvent(lost, { event: "filled", deals: [deal("1")] }, 9);
    expect(found.ok && found.value.refusal).toBeNull();
  });

  it("a refusal names its door and its code", () => {
    expect(orderAfter({ event: "rejected", door: "gateway", refusal: why })).toMatchObject({
      state: "rejected",
      door: "gateway",
      refusal: why,
    });
  });

  it("deals of two symbols or sides have no average price", () => {
    const order = orderAfter(sent, accepted, submitted, {
      event: "filled",
      deals: [deal("1"), deal("2", { symbol: "USDJPY", price: "150" })],
    });
    expect(order).toMatchObject({ filledLots: "0.2", averagePrice: null });
  });

  it("the ends are exactly filled, cancelled, rejected and expired", () => {
    expect(states.filter(isEnd).sort()).toEqual([...ends].sort());
  });

  it("never leaves an end state", () => {
    fc.assert(
      fc.property(walks, (events) => {
        walk(events, (before, event, result) => {
          if (ends.includes(before.state) && event.event !== "noted") expect(result.ok).toBe(false);
        });
      }),
    );
  });

  it("reports every illegal event with what it was, and swallows none", () => {
    fc.assert(
      fc.property(walks, (events) => {
        walk(events, (before, event, result) => {
          expect(result.ok).toBe(event.event === "noted" || isLegal(before.state, event.event));
          if (!result.ok)
            expect(result.error).toMatchObject({ orderId: before.id, from: before.state, event });
        });
      }),
    );
  });

  it("a note is legal in every state and changes nothing, its deal included", () => {
    fc.assert(
      fc.property(walks, (events) => {
        walk(events, (before) => expect(applyEvent(before, noted, 99)).toEqual({ ok: true, value: before }));
      }),
    );
  });

  it("filled lots never fall", () => {
    fc.assert(
      fc.property(walks, (events) => {
        walk(events, (before, _event, result) => {
          if (!result.ok) return;
          expect(new Decimal(result.value.filledLots).greaterThanOrEqualTo(before.filledLots)).toBe(true);
        });
      }),
    );
  });

  it("counts each deal once by its ticket, as an independent ledger does", () => {
    fc.assert(
      fc.property(fc.array(dealsArbitrary, { maxLength: 8 }), (reports) => {
        let order = orderAfter(sent, accepted, submitted);
        const model = new Map<string, Deal>();
        for (const deals of reports) {
          for (const one of deals) if (!model.has(one.deal)) model.set(one.deal, one);
          const next = applyEvent(order, { event: "partially_filled", deals }, 5);
          if (!next.ok) throw new Error("a part may always be filled");
          order = next.value;
        }
        expect(order.deals).toEqual([...model.values()]);
        const lots = [...model.values()].reduce((sum, { lots }) => sum.plus(lots), new Decimal(0));
        expect(order.filledLots).toBe(lots.toFixed());
      }),
    );
  });

  it("lots and price of one deal are its own, in the shortest spelling", () => {
    const text = fc.stringMatching(/^(0|[1-9][0-9]{0,8})(\.[0-9]{1,10})?$/).filter((it) => /[1-9]/.test(it));
    fc.assert(
      fc.property(text, text, (lots, price) => {
        const order = orderAfter(sent, accepted, submitted, {
          event: "filled",
          deals: [deal("1", { lots, price })],
        });
        expect(order).toMatchObject({
          filledLots: canonicalDecimal(lots),
          averagePrice: canonicalDecimal(price),
        });
      }),
    );
  });

  it("the average price lies between the lowest and the highest deal", () => {
    fc.assert(
      fc.property(
        dealsArbitrary.filter((deals) => deals.length > 0),
        (deals) => {
          const { averagePrice, deals: counted } = orderAfter(sent, accepted, submitted, {
            event: "filled",
            deals,
          });
          const prices = counted.map(({ price }) => new Decimal(price));
          const average = new Decimal(averagePrice ?? "-1");
          expect(average.greaterThanOrEqualTo(Decimal.min(...prices))).toBe(true);
          expect(average.lessThanOrEqualTo(Decimal.max(...prices))).toBe(true);
        },
      ),
    );
  });

  it("does not change the order that it was given", () => {
    fc.assert(
      fc.property(walks, (events) => {
        walk(events, (before, event) => {
          const copy = structuredClone(before);
          applyEvent(before, event, 3);
          expect(before).toEqual(copy);
        });
      }),
    );
  });
});
