import { runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import type { DealsQuery, DealView } from "../../../durable-objects/trading-account/views.ts";
import type { Deal, OrderEvent } from "../../../src/domain/order/events.ts";
import { until } from "../../support/until.ts";
import { accountStub } from "./account-stub.ts";
import { FakeAgent } from "./fake-agent.ts";
import type { FakeLink } from "./fake-link.ts";
import {
  accepted,
  delivery,
  filled,
  makeAccount,
  must,
  receive,
  submitted,
  type TestAccount,
} from "./support.ts";

async function ready(): Promise<{ account: TestAccount; link: FakeLink }> {
  const account = await makeAccount();
  const link = await (await FakeAgent.pair(account.id)).connectReady();
  return { account, link };
}

/** An order of one more alert, at the terminal; its id and the alert's. */
async function submittedOrder(account: TestAccount, link: FakeLink, symbol = "EURUSD") {
  const one = delivery(account, { symbol });
  await receive(account, one);
  const { orderId } = await link.order();
  link.ack();
  await link.report(orderId, accepted, submitted);
  return { orderId, alertId: one.alertId };
}

function dealOf(ticket: string, over: Partial<Deal> = {}): Deal {
  const told = filled(ticket, over);
  const [deal] = told.event === "filled" ? told.deals : [];
  if (deal === undefined) throw new Error("no deal");
  return deal;
}

function stopped(ticket: string, over: Partial<Deal> = {}): OrderEvent {
  const deal = dealOf(ticket, { side: "sell", entry: "out", profit: "-5", ...over });
  return { event: "noted", code: "stop_loss", message: "The stop loss closed the position.", deal };
}

async function dealsOf({ id }: TestAccount, query: Partial<DealsQuery> = {}) {
  return must(await accountStub(id).deals({ limit: 200, ...query }));
}

const tickets = (items: readonly DealView[]): string[] => items.map(({ deal }) => deal);

/** Every page, by cursor. */
async function walk(account: TestAccount, query: Partial<DealsQuery>): Promise<string[]> {
  const found: string[] = [];
  let before: string | undefined;
  do {
    const page = await dealsOf(account, { ...query, before });
    found.push(...tickets(page.items));
    before = page.next ?? undefined;
  } while (before !== undefined);
  return found;
}

describe("deals of an account", () => {
  it("come by time with their order and alert, also those that closed a position of an older order", async () => {
    const { account, link } = await ready();
    const first = await submittedOrder(account, link);
    await link.report(first.orderId, filled("1"));
    const second = await submittedOrder(account, link);
    await link.report(second.orderId, filled("2"));
    const toldAtMs = Date.now();
    await until("the next millisecond", 1_000, () => Date.now() > toldAtMs || undefined);
    await link.report(first.orderId, stopped("3"));
    const { items, next } = await dealsOf(account);
    expect(next).toBeNull();
    expect(tickets(items)).toEqual(["3", "2", "1"]);
    expect(items[0]).toMatchObject({
      ...{ orderId: first.orderId, alertId: first.alertId, strategyId: account.strategyId },
      ...{ note: "stop_loss", profit: "-5", entry: "out" },
    });
    expect(items[1]).toMatchObject({ orderId: second.orderId, note: null });
  });

  it("stand there once, however often an order that is filled in parts names them", async () => {
    const { account, link } = await ready();
    const { orderId } = await submittedOrder(account, link);
    const [a, b, c] = [dealOf("1"), dealOf("2"), dealOf("3")];
    await link.report(
      orderId,
      { event: "partially_filled", deals: [a] },
      { event: "partially_filled", deals: [b] },
      { event: "filled", deals: [a, b, c] },
    );
    expect(tickets((await dealsOf(account)).items)).toEqual(["3", "2", "1"]);
    expect(await walk(account, { limit: 1 })).toEqual(["3", "2", "1"]);
  });

  it("lose and repeat nothing across pages, also in the middle of an event, whatever is new meanwhile", async () => {
    const { account, link } = await ready();
    const many = await submittedOrder(account, link);
    await link.report(many.orderId, {
      event: "filled",
      deals: ["1", "2", "3", "4", "5"].map((one) => dealOf(one)),
    });
    const next = await submittedOrder(account, link);
    await link.report(next.orderId, filled("6"));
    for (const limit of [1, 2, 3, 5, 6, 7]) {
      expect(await walk(account, { limit }), String(limit)).toEqual(["6", "5", "4", "3", "2", "1"]);
    }
    const page = await dealsOf(account, { limit: 3 });
    await link.report(next.orderId, stopped("7"));
    const rest = await dealsOf(account, { before: page.next ?? "" });
    expect(tickets([...page.items, ...rest.items])).toEqual(["6", "5", "4", "3", "2", "1"]);
  });

  it("are those of a symbol and of a period when they are asked for", async () => {
    const { account, link } = await ready();
    for (const [symbol, ticket] of [
      ["EURUSD", "1"],
      ["USDJPY", "2"],
      ["EURUSD", "3"],
    ] as const) {
      const { orderId } = await submittedOrder(account, link, symbol);
      await link.report(orderId, filled(ticket, { symbol }));
    }
    expect(await walk(account, { symbol: "EURUSD", limit: 1 })).toEqual(["3", "1"]);
    expect(await walk(account, { symbol: "EUR" })).toEqual([]);
    const all = await dealsOf(account);
    const nowMs = Date.now();
    expect(tickets((await dealsOf(account, { toMs: nowMs + 1_000 })).items)).toEqual(tickets(all.items));
    expect((await dealsOf(account, { fromMs: nowMs + 60_000 })).items).toEqual([]);
    expect((await dealsOf(account, { toMs: nowMs - 60_000 })).items).toEqual([]);
  });

  it("refuse a cursor that is none", async () => {
    const { account } = await ready();
    for (const before of ["", "x", "1-2", "1-2-3-4", "-1-2-3"]) {
      const answer = await accountStub(account.id).deals({ limit: 1, before });
      expect(answer.ok ? null : answer.error.code, before).toBe("bad_cursor");
    }
  });

  it("are found by their index, so that a page costs the same however many orders there are", async () => {
    const { account, link } = await ready();
    const { orderId } = await submittedOrder(account, link);
    await link.report(orderId, filled("1"));
    const read = async () => {
      let rows = 0;
      await runInDurableObject(accountStub(account.id), (_instance, { storage }) => {
        const { sql } = storage;
        const exec = sql.exec.bind(sql);
        Object.defineProperty(sql, "exec", {
          configurable: true,
          value: (...args: Parameters<typeof sql.exec>) => {
            const cursor = exec(...args);
            rows += cursor.toArray().length === 0 ? 0 : cursor.rowsRead;
            return exec(...args);
          },
        });
      });
      await dealsOf(account, { limit: 10 });
      await runInDurableObject(accountStub(account.id), (_instance, { storage }) => {
        Reflect.deleteProperty(storage.sql, "exec");
      });
      return rows;
    };
    const few = await read();
    await runInDurableObject(accountStub(account.id), (_instance, { storage }) => {
      const told = JSON.stringify({ event: "accepted" });
      for (let number = 2; number < 2_000; number++) {
        const key = number * 65_536;
        storage.sql.exec("INSERT INTO events VALUES (?, ?, ?, ?, 1)", key, told, Date.now(), Date.now());
      }
    });
    expect(few).toBeGreaterThan(0);
    expect(await read()).toBe(few);
  });
});
