import { abortAllDurableObjects } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { makeId } from "../../../src/domain/ids.ts";
import type { Position } from "../../../src/protocol/agent-link.ts";
import { until } from "../../support/until.ts";
import { problemOf } from "../support/gateway.ts";
import { as, freshTenantId, makePerson, type Person, randomBytes } from "../support/people.ts";
import { makeHoldings } from "../support/walk.ts";
import { FakeAgent } from "../trading-account/fake-agent.ts";

async function stopAll(owner: Person): Promise<void> {
  const response = await as(owner, "/emergency/stop-all-trading", { body: { reason: "test" } });
  expect(response.status).toBe(202);
}

describe("orders of people and programs", () => {
  const buy = { action: "buy", symbol: "EURUSD", lots: "0.1" };
  const key = () => makeId("req", Date.now(), randomBytes(26));

  async function ready(more: { role?: "trader" | "viewer" } = {}) {
    const tenantId = freshTenantId();
    const { accountId } = await makeHoldings(tenantId);
    const person = await makePerson(tenantId, more.role ?? "trader");
    const agent = await FakeAgent.pair(accountId);
    const link = await agent.connectReady();
    const path = `/api/accounts/${accountId}/orders`;
    const send = (body: unknown, idempotencyKey = key()) =>
      as(person, path, { body, headers: { "idempotency-key": idempotencyKey } });
    return { tenantId, accountId, person, agent, link, path, send };
  }
  const orderedSchema = z.object({
    requestId: z.string(),
    repeated: z.boolean(),
    orders: z.array(z.looseObject({ id: z.string(), state: z.string() })),
  });

  it("are in the ledger with their source, signed, once however often they are asked for", async () => {
    const { person, send, link, path } = await ready();
    const [first, second] = [await send(buy, "k"), await send(buy, "k")];
    expect([first.status, second.status]).toEqual([202, 202]);
    const [one, two] = [orderedSchema.parse(await first.json()), orderedSchema.parse(await second.json())];
    expect(one).toMatchObject({
      repeated: false,
      orders: [{ source: { kind: "person", by: person.user.id, requestId: one.requestId }, alertId: null }],
    });
    expect(two).toMatchObject({ repeated: true, orders: [{ id: one.orders[0]?.id }] });
    const sent = await link.order();
    expect(sent.orderId).toBe(one.orders[0]?.id);
    expect(await link.isQuiet()).toBe(true);
    const read = await as(person, `${path}/${sent.orderId}`);
    expect(await read.json()).toMatchObject({ id: sent.orderId, source: { kind: "person" }, state: "sent" });
  });

  it("ASVS 16.3.2: each has its audit entry, also one that is refused", async () => {
    const { tenantId, send } = await ready();
    await send(buy);
    expect(await problemOf(await send({ ...buy, lots: "1000" }))).toMatchObject({ status: 422 });
    const entries = await until("the entries", 5_000, async () => {
      const records = await env.TENANT.getByName(tenantId).auditPage({
        ...{ limit: 50, before: null, action: "order.placed" },
      });
      return records.length === 2 ? records.map(({ entry }) => entry.verdict) : undefined;
    });
    expect(entries.sort()).toEqual(["done", "refused"]);
  });

  it("of somebody else under the same key are others, and another body is a conflict", async () => {
    const { tenantId, send, path } = await ready();
    const other = await makePerson(tenantId, "owner");
    const mine = orderedSchema.parse(await (await send(buy, "k")).json());
    const theirs = await as(other, path, { body: buy, headers: { "idempotency-key": "k" } });
    expect(orderedSchema.parse(await theirs.json()).orders[0]?.id).not.toBe(mine.orders[0]?.id);
    expect(await problemOf(await send({ ...buy, lots: "0.2" }, "k"))).toMatchObject({
      status: 409,
      code: "idempotency_conflict",
    });
  });

  it("need a key, a message in Sallyport JSON, and nothing that only a hook takes", async () => {
    const { person, path, send } = await ready();
    expect(await problemOf(await as(person, path, { body: buy }))).toMatchObject({
      code: "idempotency_key_needed",
    });
    const wrong: [unknown, string][] = [
      [{ ...buy, secret: "x" }, "key_not_allowed"],
      [{ ...buy, id: "x" }, "key_not_allowed"],
      [{ ...buy, lots: "-1" }, "not_positive"],
      [{ action: "halt" }, "action_not_here"],
    ];
    for (const [body, code] of wrong) expect((await problemOf(await send(body))).code).toBe(code);
  });

  it("are refused to whoever may not trade, and while trading is stopped; closing goes on", async () => {
    const { tenantId, accountId, send } = await ready();
    const viewer = await makePerson(tenantId, "viewer");
    const headers = { "idempotency-key": key() };
    const path = `/api/accounts/${accountId}/orders`;
    expect((await as(viewer, path, { body: buy, headers })).status).toBe(403);
    await stopAll(await makePerson(tenantId, "owner"));
    expect(await problemOf(await send(buy))).toMatchObject({ status: 409, code: "trading_stopped" });
    const flatten = await send({
      legs: [
        { action: "cancel", scope: "account" },
        { action: "close", scope: "account" },
      ],
    });
    expect(orderedSchema.parse(await flatten.json()).orders).toHaveLength(2);
  });

  it("close one position by its ticket, also while trading is stopped", async () => {
    const { tenantId, accountId, person, link } = await ready();
    const held: Omit<Position, "position"> = {
      ...{ symbol: "EURUSD", lots: "0.1", openPrice: "1.1", stopLoss: null, takeProfit: null },
      side: "long",
      ...{ magic: "1", orderId: null, openedAtMs: 1 },
    };
    link.terminal({
      positions: [
        { ...held, position: "91" },
        { ...held, position: "92", external: true },
      ],
    });
    expect(await link.isQuiet()).toBe(true);
    await stopAll(await makePerson(tenantId, "owner"));
    await link.next("halt");
    const close = (ticket: string, body: unknown = {}) =>
      as(person, `/api/accounts/${accountId}/positions/${ticket}/close`, {
        body,
        headers: { "idempotency-key": `close-${ticket}` },
      });
    const [first, again] = [await close("91"), await close("91")];
    expect(first.status).toBe(202);
    const { orders } = orderedSchema.parse(await first.json());
    expect(orderedSchema.parse(await again.json())).toMatchObject({
      repeated: true,
      orders: [{ id: orders[0]?.id }],
    });
    const sent = await link.order();
    expect(sent.instruction).toEqual({
      ...{ kind: "close_position", symbol: "EURUSD", position: "91", amount: { unit: "all" } },
    });
    expect(await problemOf(await close("91", { amount: { unit: "lots", value: "0.05" } }))).toMatchObject({
      code: "idempotency_conflict",
    });
    expect(await problemOf(await close("92"))).toMatchObject({ status: 422, code: "external_position" });
    expect(await problemOf(await close("93"))).toMatchObject({ status: 404, code: "unknown_position" });
  });

  it("that wait are signed and sent once, whatever is reset in between (P1)", async () => {
    const { accountId, person, agent, link, path, send } = await ready();
    link.close();
    const close = { action: "close", symbol: "EURUSD" };
    const [first] = orderedSchema.parse(await (await send(close, "k")).json()).orders;
    await abortAllDurableObjects();
    const again = orderedSchema.parse(await (await send(close, "k")).json());
    expect(again).toMatchObject({ repeated: true, orders: [{ id: first?.id }] });
    const next = await agent.connectReady();
    expect((await next.order()).orderId).toBe(first?.id);
    expect(await next.isQuiet()).toBe(true);
    const listed = await (await as(person, path)).json<{ items: unknown[] }>();
    expect(listed.items, accountId).toHaveLength(1);
  });
});
