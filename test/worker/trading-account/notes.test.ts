import { describe, expect, it } from "vitest";
import type { OpenLeg } from "../../../src/domain/alert/signal.ts";
import type { OrderEvent } from "../../../src/domain/order/events.ts";
import { accountStub } from "./account-stub.ts";
import { FakeAgent } from "./fake-agent.ts";
import {
  accepted,
  delivery,
  filled,
  makeAccount,
  must,
  order,
  receive,
  steps,
  submitted,
} from "./support.ts";

const buyLimit: OpenLeg = {
  action: "open",
  side: "buy",
  type: "limit",
  size: { unit: "lots", value: "0.1" },
  entry: { unit: "price", value: "1.05" },
};

const moved: OrderEvent = { event: "noted", code: "stop_trailed", message: "The stop is at 1.0990." };

/** A note of a deal: the stop loss closed the position. */
function stopped(deal: string): OrderEvent {
  const told = filled(deal, { side: "sell", entry: "out", profit: "-5", atMs: 1_800_000_000_000 });
  const [close] = told.event === "filled" ? told.deals : [];
  if (close === undefined) throw new Error("no deal");
  return { event: "noted", code: "stop_loss", message: "The stop loss closed the position.", deal: close };
}

/** An order that is filled, and the link of its agent. */
async function filledOrder() {
  const account = await makeAccount();
  const link = await (await FakeAgent.pair(account.id)).connectReady();
  await receive(account, delivery(account));
  const { orderId } = await link.order();
  link.ack();
  await link.report(orderId, accepted, submitted, filled("1"));
  return { account, link, orderId };
}

describe("notes on orders", () => {
  it("are steps of an order that has ended, and change neither its state nor its lots nor its price", async () => {
    const { account, link, orderId } = await filledOrder();
    const before = await order(account, orderId);
    await link.report(orderId, moved, stopped("2"));
    const after = await order(account, orderId);
    expect(steps(after)).toEqual([...steps(before), "noted", "noted"]);
    expect({ ...after, timeline: [] }).toEqual({ ...before, timeline: [] });
    expect(after.timeline.at(-1)?.event).toEqual(stopped("2"));
    expect(must(await accountStub(account.id).overview()).faults).toBe(0);
  });

  it("tell a deal once, however often an agent notes it, and moves of a stop every time", async () => {
    const { account, link, orderId } = await filledOrder();
    await link.report(orderId, moved, stopped("2"), moved, stopped("2"), stopped("3"));
    const told = (await order(account, orderId)).timeline.filter(({ step }) => step === "noted");
    expect(told.map(({ event }) => (event?.event === "noted" ? (event.deal?.deal ?? "") : null))).toEqual([
      "",
      "2",
      "",
      "3",
    ]);
  });

  it("on an order that works leave it working, and the events after them keep their places", async () => {
    const account = await makeAccount();
    const link = await (await FakeAgent.pair(account.id)).connectReady();
    await receive(account, delivery(account, { legs: [buyLimit] }));
    const { orderId } = await link.order();
    await link.report(orderId, accepted, submitted, { event: "working", ticket: "55" }, moved);
    expect((await order(account, orderId)).state).toBe("working");
    await link.report(orderId, filled("1"), moved);
    const done = await order(account, orderId);
    expect(done.state).toBe("filled");
    expect(steps(done).slice(-4)).toEqual(["working", "noted", "filled", "noted"]);
  });

  it("on an order that was never heard of are a fault", async () => {
    const { account, link } = await filledOrder();
    await link.report("ord_00000000000000000000000000", moved);
    expect(must(await accountStub(account.id).overview()).faults).toBe(1);
  });
});
