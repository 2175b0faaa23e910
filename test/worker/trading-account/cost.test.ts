import { runInDurableObject } from "cloudflare:test";
import { expect, it } from "vitest";
import { accountStub } from "./account-stub.ts";
import { FakeAgent } from "./fake-agent.ts";
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

it("an order from delivery to fill costs 13 written rows, because every row is paid for", async () => {
  const account = await makeAccount();
  const link = await (await FakeAgent.pair(account.id)).connectReady();
  const written = await countRows(account, async () => {
    await receive(account, delivery(account));
    const { orderId } = await link.order();
    link.ack();
    for (const event of [accepted, submitted, filled("1")]) await link.report(orderId, event);
  });
  // 3 for the order with its two index entries; 2 for each of sent, accepted, submitted and filled: the event
  // and where the link stands; 1 for how the order ended; 1 by which its deals are found by time. The alarm, one for many orders, is not counted.
  expect(written).toBe(13);
});

/** Rows written by what `work` makes the object do. */
async function countRows({ id }: TestAccount, work: () => Promise<void>): Promise<number> {
  let written = 0;
  await runInDurableObject(accountStub(id), (_instance, { storage }) => {
    const { sql } = storage;
    const exec = sql.exec.bind(sql);
    Object.defineProperty(sql, "exec", {
      configurable: true,
      value: (...args: Parameters<typeof sql.exec>) => {
        const cursor = exec(...args);
        written += cursor.rowsWritten;
        return cursor;
      },
    });
  });
  await work();
  return written;
}

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
