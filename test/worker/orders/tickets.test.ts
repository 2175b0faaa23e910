import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { makeId } from "../../../src/domain/ids.ts";
import type { PendingOrderFacts, Position } from "../../../src/protocol/agent-link.ts";
import { until } from "../../support/until.ts";
import { problemOf } from "../support/gateway.ts";
import { as, freshTenantId, makePerson, type Person, randomBytes } from "../support/people.ts";
import { makeHoldings } from "../support/walk.ts";
import { accountStub } from "../trading-account/account-stub.ts";
import { FakeAgent } from "../trading-account/fake-agent.ts";

const orderedSchema = z.object({
  requestId: z.string(),
  repeated: z.boolean(),
  orders: z.array(
    z.looseObject({
      id: z.string(),
      state: z.string(),
      after: z.string().nullable(),
      refusal: z.looseObject({ code: z.string() }).nullable(),
    }),
  ),
});

const held: Position = {
  ...{ position: "91", symbol: "EURUSD", side: "long", lots: "0.1", openPrice: "1.1" },
  ...{ stopLoss: "1.05", takeProfit: null, magic: "1", orderId: null, openedAtMs: 1 },
};
const standing: PendingOrderFacts = {
  ...{ ticket: "71", symbol: "EURUSD", side: "buy", kind: "limit", lots: "0.1", price: "1.0" },
  ...{ stopLimit: null, stopLoss: null, takeProfit: null, expiresAtMs: null, magic: "1", orderId: null },
  external: false,
};

/** An account that holds position 91 and pending order 71; 92 and 72 are somebody else's; 93 is 20 lots. */
async function ready() {
  const tenantId = freshTenantId();
  const { accountId } = await makeHoldings(tenantId);
  const trader = () => makePerson(tenantId, "trader");
  const person = await trader();
  const agent = await FakeAgent.pair(accountId);
  const link = await agent.connectReady();
  link.terminal({
    positions: [held, { ...held, position: "92", external: true }, { ...held, position: "93", lots: "20" }],
    pendings: [standing, { ...standing, ticket: "72", external: true }],
  });
  expect(await link.isQuiet()).toBe(true);
  const base = `/api/accounts/${accountId}`;
  const key = () => makeId("req", Date.now(), randomBytes(16));
  let [asker, left] = [person, TRADES];
  const send = async (
    method: "POST" | "PATCH",
    path: string,
    body: unknown = {},
    more: Partial<Sender> = {},
  ) => {
    if (more.who === undefined && left-- === 0) [asker, left] = [await trader(), TRADES - 1];
    return as(more.who ?? asker, `${base}${path}`, {
      ...{ method, body, headers: { "idempotency-key": more.key ?? key() } },
    });
  };
  const offline = async () => {
    link.close();
    await until("the link to be lost", 5_000, async () => {
      const seen = await accountStub(accountId).overview();
      return (seen.ok && !seen.value.link.connected) || undefined;
    });
  };
  return { tenantId, accountId, person, trader, agent, link, base, send, offline };
}

/** So many a person may send in a second. */
const TRADES = 5;

interface Sender {
  readonly who: Person;
  readonly key: string;
}

async function ordersOf(response: Response) {
  expect(response.status).toBe(202);
  return orderedSchema.parse(await response.json());
}

const acts: [method: "POST" | "PATCH", path: string, body: Record<string, unknown>][] = [
  ["PATCH", "/positions/91", { stopLoss: "1.06" }],
  ["POST", "/positions/91/close", {}],
  ["POST", "/positions/91/flip", {}],
  ["PATCH", "/pendings/71", { price: "1.01" }],
  ["POST", "/pendings/71/cancel", {}],
  ["POST", "/flatten", {}],
];

describe("acts on a ticket", () => {
  it("change the stops of one position: what is null goes, what is absent stays", async () => {
    const { link, send } = await ready();
    await ordersOf(await send("PATCH", "/positions/91", { stopLoss: "1.06" }));
    expect((await link.order()).instruction).toEqual({
      ...{ kind: "modify_position", symbol: "EURUSD", position: "91" },
      stopLoss: { unit: "price", value: "1.06" },
    });
    await ordersOf(await send("PATCH", "/positions/93", { stopLoss: null, takeProfit: "1.3" }));
    expect(await link.isQuiet(), "one queue for each symbol").toBe(true);
  });

  it("move and withdraw one pending order", async () => {
    const { link, send } = await ready();
    const moved = await ordersOf(
      await send("PATCH", "/pendings/71", { price: "1.02", stopLoss: "1.01", takeProfit: null }),
    );
    expect((await link.order()).instruction).toEqual({
      ...{ kind: "modify_pending", symbol: "EURUSD", ticket: "71", price: "1.02" },
      ...{ stopLoss: { unit: "price", value: "1.01" }, takeProfit: { unit: "none" } },
    });
    link.ack();
    await link.report(moved.orders[0]?.id ?? "", { event: "accepted" }, { event: "submitted" });
    await link.report(moved.orders[0]?.id ?? "", { event: "filled", deals: [] });
    await ordersOf(await send("POST", "/pendings/71/cancel"));
    expect((await link.order()).instruction).toEqual({
      ...{ kind: "cancel_pending", symbol: "EURUSD", ticket: "71" },
    });
  });

  it("flip a position: the same lots the other way, after the close", async () => {
    const { link, send } = await ready();
    const { orders } = await ordersOf(await send("POST", "/positions/91/flip"));
    expect(orders).toMatchObject([{ after: null }, { after: orders[0]?.id }]);
    const [first, second] = [await link.order(), await link.order()];
    expect(first.instruction).toMatchObject({ kind: "close_position", position: "91" });
    expect(second).toMatchObject({
      after: first.orderId,
      instruction: { kind: "open", symbol: "EURUSD", side: "sell", type: "market", lots: "0.1" },
    });
    expect(second.deadlineMs - second.createdAtMs).toBe(30_000);
  });

  it("flip nothing of which the second half could not be opened: all or none", async () => {
    const { link, send } = await ready();
    expect(await problemOf(await send("POST", "/positions/93/flip"))).toMatchObject({
      ...{ status: 422, code: "volume_too_large" },
    });
    expect(await link.isQuiet()).toBe(true);
  });

  it("flatten a symbol or the account: the close goes even when nothing could be withdrawn", async () => {
    const { link, send } = await ready();
    const { orders, requestId } = await ordersOf(
      await send("POST", "/flatten", { symbol: "EURUSD" }, { key: "k" }),
    );
    expect(orders).toMatchObject([{ after: null }, { after: null }]);
    const cancel = await link.order();
    expect(cancel.instruction).toEqual({ kind: "cancel", symbol: "EURUSD", side: "both", types: [] });
    expect(await link.isQuiet(), "the close waits for the cancellation").toBe(true);
    link.ack();
    const why = { code: "frozen", message: "Too close to the market." };
    await link.report(cancel.orderId, { event: "rejected", door: "agent", refusal: why });
    expect((await link.order()).instruction).toEqual({
      ...{ kind: "close", symbol: "EURUSD", side: "both", amount: { unit: "all" } },
    });
    const again = await ordersOf(await send("POST", "/flatten", { symbol: "EURUSD" }, { key: "k" }));
    expect(again).toMatchObject({ requestId, repeated: true });
    expect(again.orders.map(({ id }) => id)).toEqual(orders.map(({ id }) => id));
    expect(await problemOf(await send("POST", "/flatten", { symbol: "NOPE" }))).toMatchObject({
      ...{ status: 422, code: "unknown_symbol" },
    });
    const all = await ordersOf(await send("POST", "/flatten"));
    expect(all.orders).toMatchObject([{ symbol: null }, { symbol: null }]);
  });

  it("name what is there, and what is Sallyport's own", async () => {
    const { send } = await ready();
    const wrong: [...(typeof acts)[number], number, string][] = [
      ["PATCH", "/positions/99", { stopLoss: "1" }, 404, "unknown_position"],
      ["POST", "/positions/99/flip", {}, 404, "unknown_position"],
      ["PATCH", "/positions/x", { stopLoss: "1" }, 404, "unknown_position"],
      ["PATCH", "/pendings/99", { price: "1" }, 404, "unknown_order"],
      ["POST", "/pendings/99/cancel", {}, 404, "unknown_order"],
      ["POST", "/pendings/0/cancel", {}, 404, "unknown_order"],
      ["PATCH", "/positions/92", { stopLoss: "1" }, 422, "external_position"],
      ["POST", "/positions/92/flip", {}, 422, "external_position"],
      ["PATCH", "/pendings/72", { price: "1" }, 422, "external_order"],
      ["POST", "/pendings/72/cancel", {}, 422, "external_order"],
      ["PATCH", "/positions/91", {}, 422, "invalid_field"],
      ["PATCH", "/positions/91", { stopLoss: "0" }, 422, "invalid_field"],
      ["PATCH", "/positions/91", { stopLoss: 1.06 }, 422, "invalid_field"],
      ["PATCH", "/positions/91", { price: "1.06" }, 422, "invalid_field"],
      ["PATCH", "/pendings/71", { price: null }, 422, "invalid_field"],
      ["POST", "/positions/91/flip", { lots: "1" }, 422, "invalid_field"],
      // What can be seen without a quote is said at once.
      ["PATCH", "/positions/91", { stopLoss: "1.2", takeProfit: "1.1" }, 422, "stop_loss_wrong_side"],
      ["PATCH", "/pendings/71", { price: "1.0", stopLoss: "1.1" }, 422, "stop_loss_wrong_side"],
    ];
    for (const [method, path, body, status, code] of wrong) {
      expect(await problemOf(await send(method, path, body)), path).toMatchObject({ status, code });
    }
  });

  it("are the same orders under the same key, and a conflict when something else is asked", async () => {
    const { send, trader } = await ready();
    for (const [method, path, body] of acts) {
      const mine = { key: path, who: await trader() };
      const [first, again] = [
        await ordersOf(await send(method, path, body, mine)),
        await ordersOf(await send(method, path, body, mine)),
      ];
      expect(again, path).toMatchObject({ requestId: first.requestId, repeated: true });
      expect(again.orders.map(({ id }) => id)).toEqual(first.orders.map(({ id }) => id));
      expect(await problemOf(await send("POST", "/positions/93/close", {}, mine))).toMatchObject({
        ...{ status: 409, code: "idempotency_conflict" },
      });
    }
  });

  it("need a key and the right to trade on this account", async () => {
    const { tenantId, accountId, base, send, person } = await ready();
    const [viewer, stranger] = [
      await makePerson(tenantId, "viewer"),
      await makePerson(freshTenantId(), "owner"),
    ];
    for (const [method, path, body] of acts) {
      expect((await send(method, path, body, { who: viewer })).status, path).toBe(403);
    }
    for (const [method, path, body] of acts.slice(0, TRADES)) {
      const strangers = await problemOf(await send(method, path, body, { who: stranger }));
      expect(strangers, path).toMatchObject({ status: 404, code: "unknown_account" });
      const keyless = await problemOf(await as(person, `${base}${path}`, { method, body }));
      expect(keyless, path).toMatchObject({ status: 400, code: "idempotency_key_needed" });
    }
    const page = await accountStub(accountId).orders({ limit: 10 });
    expect(page.ok && page.value.items).toEqual([]);
  });

  it("ASVS 16.3.2: are in the audit log, with who and on what", async () => {
    const { tenantId, send } = await ready();
    await send("PATCH", "/positions/91", { stopLoss: null });
    await until("the entry", 5_000, async () => {
      const records = await env.TENANT.getByName(tenantId).auditPage({
        ...{ limit: 50, before: null, action: "order.placed" },
      });
      return JSON.stringify(records).includes("modify_position") || undefined;
    });
  });
});

describe("while the agent is away", () => {
  it("what would open is refused at once, and closing, withdrawing and changing waits for it", async () => {
    const { send, offline, agent } = await ready();
    await offline();
    const buy = { action: "buy", symbol: "EURUSD", lots: "0.1" };
    expect(await problemOf(await send("POST", "/orders", buy))).toMatchObject({
      ...{ status: 503, code: "agent_offline", hint: expect.stringContaining("waits for the agent") },
    });
    for (const [method, path, body] of acts.filter(([, path]) => !path.endsWith("flip"))) {
      const { orders } = await ordersOf(await send(method, path, body));
      for (const order of orders) expect(order, path).toMatchObject({ state: "pending", refusal: null });
    }
    const back = await agent.connectReady();
    expect((await back.order()).instruction).toMatchObject({ kind: "modify_position" });
  });

  it("of a flip the close waits, and the second half is refused: both are said", async () => {
    const { send, offline, agent } = await ready();
    await offline();
    const { orders } = await ordersOf(await send("POST", "/positions/91/flip"));
    expect(orders).toMatchObject([
      { state: "pending", refusal: null },
      { state: "rejected", refusal: { code: "agent_offline" } },
    ]);
    const back = await agent.connectReady();
    expect((await back.order()).instruction).toMatchObject({ kind: "close_position" });
    expect(await back.isQuiet()).toBe(true);
  });
});

describe("while trading is stopped", () => {
  it("stops are changed and positions closed, and of a flip the second half is refused", async () => {
    const { tenantId, send, link } = await ready();
    const owner = await makePerson(tenantId, "owner");
    const stopped = await as(owner, "/emergency/stop-all-trading", { body: { reason: "test" } });
    expect(stopped.status).toBe(202);
    await link.next("halt");
    const { orders } = await ordersOf(await send("POST", "/positions/91/flip"));
    expect(orders).toMatchObject([
      { refusal: null },
      { state: "rejected", refusal: { code: "trading_stopped" } },
    ]);
    await ordersOf(await send("PATCH", "/positions/91", { stopLoss: "1.07" }));
  });
});
