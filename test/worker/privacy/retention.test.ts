import { abortAllDurableObjects, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { defaultPeriods } from "../../../src/domain/retention/periods.ts";
import { makeReadyAccount } from "../support/agent.ts";
import { alarmSoon, rowsOf, runAlarms } from "../support/alarms.ts";
import { answer, buy, makeStrategy, post, problemOf, type TestStrategy } from "../support/gateway.ts";
import { stubOf } from "../support/strategy.ts";
import { accountStub } from "../trading-account/account-stub.ts";
import { FakeAgent } from "../trading-account/fake-agent.ts";
import {
  accepted,
  alertOrders,
  delivery,
  filled,
  makeAccount,
  must,
  receive,
  submitted,
} from "../trading-account/support.ts";

const DAY_MS = 86_400_000;
const START_MS = Date.now();

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: START_MS });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Moves the clock to so many days after the start of the test. */
function day(days: number): void {
  vi.setSystemTime(START_MS + days * DAY_MS);
}

async function filledOrder() {
  const account = await makeAccount();
  const link = await (await FakeAgent.pair(account.id)).connectReady();
  const alert = delivery(account);
  await receive(account, alert);
  const { orderId } = await link.order();
  await link.report(orderId, accepted, submitted, filled("1"));
  return { account, link, alert, orderId };
}

async function routedStrategy(): Promise<TestStrategy> {
  const { accountId } = await makeReadyAccount();
  return makeStrategy({ routes: [{ accountId }] });
}

describe("ASVS 14.2.7: an account's records", () => {
  it("are there with their events a day before seven years are over, and gone a day after", async () => {
    const { account, orderId } = await filledOrder();
    const stub = accountStub(account.id);
    expect(await rowsOf(stub, "events")).toBe(4);
    day(defaultPeriods.trading - 1);
    await runAlarms(stub, 2);
    expect(must(await stub.order(orderId)).state).toBe("filled");
    expect(await rowsOf(stub, "events")).toBe(4);
    day(defaultPeriods.trading + 1);
    await runAlarms(stub, 2);
    expect(await stub.order(orderId)).toMatchObject({ error: { code: "unknown_order" } });
    expect(await rowsOf(stub, "events")).toBe(0);
  });

  it("leave their ids unusable: the same delivery is nothing new, after a crash neither (P1)", async () => {
    const { account, link, alert } = await filledOrder();
    day(defaultPeriods.trading + 1);
    await runAlarms(accountStub(account.id), 2);
    const fresh = { ...alert, entryDeadlineMs: Date.now() + 60_000 };
    await receive(account, fresh);
    expect(await link.isQuiet()).toBe(true);
    for (const again of [alert, fresh]) {
      await receive(account, again);
      expect(await alertOrders(account, alert.alertId)).toMatchObject({
        orders: [],
        refusal: { code: "records_deleted" },
      });
      expect(await rowsOf(accountStub(account.id), "orders")).toBe(0);
      await abortAllDurableObjects();
    }
    // What comes now is taken, under a number that was never given out.
    await receive(account, delivery(account));
    const numbers = await runInDurableObject(accountStub(account.id), (_instance, { storage }) =>
      storage.sql.exec("SELECT number FROM orders").toArray(),
    );
    expect(numbers).toEqual([{ number: 2 }]);
  });

  it("stay while the order has not ended, or while the terminal has something of it", async () => {
    const { account, link, orderId } = await filledOrder();
    const stub = accountStub(account.id);
    await receive(account, delivery(account));
    const open = await link.order();
    await link.report(open.orderId, accepted, submitted);
    await runInDurableObject(stub, (_instance, { storage }) => {
      storage.sql.exec("INSERT INTO positions VALUES ('9', ?)", JSON.stringify({ orderId }));
    });
    day(defaultPeriods.trading * 2);
    await runAlarms(stub, 2);
    expect(await rowsOf(stub, "orders")).toBe(2);
    await runInDurableObject(stub, (_instance, { storage }) => {
      storage.sql.exec("DELETE FROM positions");
    });
    day(defaultPeriods.trading * 2 + 2);
    await runAlarms(stub, 2);
    expect(must(await stub.orders({ limit: 10 })).items.map(({ id }) => id)).toEqual([open.orderId]);
  });

  it("go in parts, and an end in between costs nothing but the rest of its turn", async () => {
    const account = await makeAccount();
    await runInDurableObject(accountStub(account.id), (_instance, { storage }) => {
      for (let row = 0; row < 1_200; row++) {
        storage.sql.exec(
          "INSERT INTO faults (kind, message, epoch, at_ms) VALUES ('counter_moved', 'x', 1, ?)",
          START_MS + row,
        );
      }
    });
    day(defaultPeriods.errors + 1);
    const left: number[] = [];
    for (let round = 0; round < 4; round++) {
      await abortAllDurableObjects();
      await runDurableObjectAlarm(accountStub(account.id));
      left.push(await rowsOf(accountStub(account.id), "faults"));
    }
    expect(left).toEqual([700, 200, 0, 0]);
    // And then the object sleeps.
    expect(await alarmSoon(accountStub(account.id))).toBeNull();
  });
});

describe("ASVS 14.2.7: a strategy's alerts", () => {
  it("are kept seven years when accepted, two when refused; an id stays taken for ever", async () => {
    const strategy = await routedStrategy();
    const body = buy(strategy.secret, { id: "order-1" });
    const first = await answer(await post(strategy.id, body), 202);
    expect((await post(strategy.id, buy(strategy.secret, { action: "dance" }))).status).toBe(422);
    const verdicts = async () => {
      await runAlarms(stubOf(strategy), 2);
      const filter = { verdict: null, symbol: null, text: null };
      const kept = await stubOf(strategy).alerts({ limit: 10, before: null, filter });
      return kept.items.map(({ verdict }) => verdict).sort();
    };
    day(defaultPeriods.errors - 1);
    expect(await verdicts()).toEqual(["accepted", "refused"]);
    day(defaultPeriods.errors + 1);
    expect(await verdicts()).toEqual(["accepted"]);
    day(defaultPeriods.trading - 1);
    expect(await verdicts()).toEqual(["accepted"]);
    day(defaultPeriods.trading + 1);
    expect(await verdicts()).toEqual([]);
    for (let round = 0; round < 2; round++) {
      const again = await answer(await post(strategy.id, body), 200);
      expect(again).toMatchObject({ verdict: "duplicate", duplicateOf: first.alertId });
      const other = await post(strategy.id, buy(strategy.secret, { id: "order-1", lots: "0.2" }));
      expect(await problemOf(other)).toMatchObject({ status: 409, code: "id_conflict" });
      await abortAllDurableObjects();
    }
    expect(await stubOf(strategy).alert(first.alertId)).toBeNull();
  });

  it("are looked at once, and then the object sleeps until something is over", async () => {
    const strategy = await routedStrategy();
    await answer(await post(strategy.id, buy(strategy.secret)), 202);
    await runAlarms(stubOf(strategy), 3);
    const atMs = await runInDurableObject(stubOf(strategy), (_instance, { storage }) => storage.getAlarm());
    // No refused alert is here; one that came now would be the first to be over.
    expect(atMs).toBe(START_MS + defaultPeriods.errors * DAY_MS);
  });
});

describe("what an object is told of retention", () => {
  it("is taken from its own tenant only, the newest counts, whatever order it comes in", async () => {
    const account = await makeAccount();
    const stub = accountStub(account.id);
    const message = (version: number, trading: number, tenantId = account.tenantId) =>
      JSON.stringify({ tenantId, version, periods: { ...defaultPeriods, trading } });
    await stub.applyRetention([message(3, 400)]);
    await stub.applyRetention([message(2, 500), message(9, 366, `ten_${"0".repeat(26)}`)]);
    await abortAllDurableObjects();
    const rows = await runInDurableObject(accountStub(account.id), (_instance, { storage }) =>
      storage.sql.exec("SELECT tenant_id, version, periods FROM retention").toArray(),
    );
    expect(rows).toMatchObject([{ tenant_id: account.tenantId, version: 3 }]);
    expect(JSON.stringify(rows)).toContain("400");
  });

  it("of an object that was never made leaves nothing behind", async () => {
    const tenantId = `ten_${"1".repeat(26)}`;
    const message = JSON.stringify({ tenantId, version: 1, periods: defaultPeriods });
    for (const stub of [
      env.USER.getByName(`usr_${"7".repeat(26)}`),
      env.STRATEGY.getByName(`str_${"7".repeat(26)}`),
      env.TRADING_ACCOUNT.getByName(`acc_${"7".repeat(26)}`),
    ]) {
      await stub.applyRetention([message]);
      expect(await rowsOf(stub, "sqlite_master WHERE name = 'retention'")).toBe(0);
    }
  });
});
