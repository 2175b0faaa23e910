import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { expect, it } from "vitest";
import type { OrderEvent } from "../../../src/domain/order/events.ts";
import { countStatements } from "../support/statements.ts";
import { accountStub } from "./account-stub.ts";
import { FakeAgent } from "./fake-agent.ts";
import { accepted, delivery, filled, makeAccount, must, receive, submitted } from "./support.ts";

it("an order from delivery to fill costs 13 written rows, because every row is paid for", async () => {
  const account = await makeAccount();
  const link = await (await FakeAgent.pair(account.id)).connectReady();
  // The alarm of what pairing told the tenant comes after a second: on a slow machine, in the middle of the counting.
  await runDurableObjectAlarm(accountStub(account.id));
  const { written } = await countStatements(accountStub(account.id), async () => {
    await receive(account, delivery(account));
    const { orderId } = await link.order();
    link.ack();
    for (const event of [accepted, submitted, filled("1")]) await link.report(orderId, event);
  });
  // 3 for the order with its two index entries; 2 for each of sent, accepted, submitted and filled: the event
  // and where the link stands; 1 for how the order ended; 1 by which its deals are found by time. The alarm, one for many orders, is not counted.
  expect(written).toBe(13);
});

it("a note on an order that ended, as every position that closes brings, reads neither the order nor its events", async () => {
  const account = await makeAccount();
  const link = await (await FakeAgent.pair(account.id)).connectReady();
  await receive(account, delivery(account));
  const { orderId } = await link.order();
  await link.report(orderId, accepted, submitted, filled("1"));
  const note: OrderEvent = { event: "noted", code: "stop_trailed", message: "The stop is at 1.0990." };
  const { statements, written } = await countStatements(accountStub(account.id), () =>
    link.report(orderId, note),
  );
  // Where it is, how many events it has, the note, and how far reports are handled.
  expect(statements.filter((text) => !text.startsWith("select"))).toHaveLength(2);
  expect(
    statements.filter((text) => text.includes('"instruction"') || text.includes('select "key"')),
  ).toEqual([]);
  expect(statements).toHaveLength(4);
  expect(written).toBe(2);
});

it("of a burst of rejections each reads as little as the one before", async () => {
  const account = await makeAccount();
  const link = await (await FakeAgent.pair(account.id)).connectReady();
  const why = { code: "no_money", message: "There is not enough margin." };
  const rejected: OrderEvent = { event: "rejected", door: "agent", refusal: why };
  await runDurableObjectAlarm(accountStub(account.id));
  const reads: number[] = [];
  for (let at = 0; at < 6; at++) {
    await receive(account, delivery(account));
    const { orderId } = await link.order();
    const { read } = await countStatements(accountStub(account.id), () => link.report(orderId, rejected));
    reads.push(read);
  }
  expect(new Set(reads.slice(1)).size).toBe(1);
});

it("what has ended costs nothing when the object wakes: only open orders are read", async () => {
  const account = await makeAccount();
  const link = await (await FakeAgent.pair(account.id)).connectReady();
  for (let i = 0; i < 20; i++) {
    await receive(account, delivery(account));
    const { orderId } = await link.order();
    await link.report(orderId, accepted, submitted, filled(String(i)));
  }
  await receive(account, delivery(account));
  await link.order();
  const woken = await runInDurableObject(accountStub(account.id), (_instance, { storage }) => {
    const cursor = storage.sql.exec("SELECT * FROM orders WHERE state IS NULL ORDER BY number");
    return { rows: cursor.toArray().length, read: cursor.rowsRead };
  });
  expect(woken.rows).toBe(1);
  expect(woken.read).toBeLessThanOrEqual(3);
  expect(must(await accountStub(account.id).overview()).orders).toMatchObject({ filled: 20, sent: 1 });
});
