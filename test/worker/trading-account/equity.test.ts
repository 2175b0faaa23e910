import { abortAllDurableObjects, runInDurableObject } from "cloudflare:test";
import { drizzle } from "drizzle-orm/durable-sqlite";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { EquityLog } from "../../../durable-objects/trading-account/equity-log.ts";
import * as schema from "../../../durable-objects/trading-account/schema.ts";
import { Decimal } from "../../../src/domain/decimal.ts";
import { drawdownsOf } from "../../../src/domain/results/drawdown.ts";
import type { EquitySample } from "../../../src/domain/results/equity-sample.ts";
import { defaultPeriods } from "../../../src/domain/retention/periods.ts";
import { runAlarms } from "../support/alarms.ts";
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

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const START_MS = Date.UTC(2026, 10, 20);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: START_MS });
});
afterEach(() => {
  vi.useRealTimers();
});

async function ready() {
  const account = await makeAccount();
  const link = await (await FakeAgent.pair(account.id)).connectReady();
  return { account, link };
}

/** What the terminal reports `minutes` after the start. */
async function standsAt(link: FakeLink, minutes: number, balance: string, equity = balance): Promise<void> {
  vi.setSystemTime(START_MS + minutes * MINUTE_MS);
  link.terminal({ account: { login: "1", server: "Paper", currency: "USD", balance, equity } });
  expect(await link.isQuiet()).toBe(true);
}

async function samplesOf({ id }: TestAccount): Promise<EquitySample[]> {
  return must(await accountStub(id).equity(0, Number.MAX_SAFE_INTEGER)).samples;
}

/** Samples as minute, balance, equity and what was paid. */
async function curveOf(account: TestAccount) {
  const samples = await samplesOf(account);
  return samples.map(({ atMs, balance, equity, flow }) => [
    Math.floor((atMs - START_MS) / MINUTE_MS),
    ...[balance, equity, flow],
  ]);
}

describe("samples of balance and equity", () => {
  it("are one a minute at most, and none while nothing changes", async () => {
    const { account, link } = await ready();
    await standsAt(link, 0.5, "10000", "10010");
    await standsAt(link, 1, "10000", "10020");
    await standsAt(link, 1.5, "10000", "10030");
    await standsAt(link, 2, "10000", "10020");
    for (const minute of [3, 4, 60]) await standsAt(link, minute, "10000", "10020");
    expect(await curveOf(account)).toEqual([
      [0, "10000", "10000", "0"],
      [1, "10000", "10020", "0"],
    ]);
  });

  it("tell since when it stood so, when something changed within the minute and then nothing for hours", async () => {
    const { account, link } = await ready();
    await standsAt(link, 5, "10000", "10100");
    await standsAt(link, 5.5, "10000", "10300");
    await standsAt(link, 500, "10000", "10400");
    expect(await curveOf(account)).toEqual([
      [0, "10000", "10000", "0"],
      [5, "10000", "10100", "0"],
      [5, "10000", "10300", "0"],
      [500, "10000", "10400", "0"],
    ]);
  });

  it("are not made of what a terminal says that is not ready", async () => {
    const { account, link } = await ready();
    vi.setSystemTime(START_MS + 5 * MINUTE_MS);
    const stale = { login: "1", server: "Paper", currency: "USD", balance: "0", equity: "0" };
    link.terminal({ ready: false, account: stale });
    await link.isQuiet();
    expect(await curveOf(account)).toHaveLength(1);
  });

  it("take for paid in what no deal of the ledger explains, also after a crash", async () => {
    const { account, link } = await ready();
    await receive(account, delivery(account));
    const { orderId } = await link.order();
    link.ack();
    vi.setSystemTime(START_MS + 30_000);
    await link.report(orderId, accepted, submitted, filled("1", { entry: "out", profit: "250" }));
    await standsAt(link, 2, "10250");
    await abortAllDurableObjects();
    const again = await (await FakeAgent.pair(account.id)).connectReady();
    await standsAt(again, 4, "15250");
    await standsAt(again, 6, "15150");
    expect((await curveOf(account)).map(([, balance, , flow]) => [balance, flow])).toEqual([
      ["10000", "0"],
      ["10250", "0"],
      ["15250", "5000"],
      ["15150", "-100"],
    ]);
  });

  it("go with the account's other records when their time is over", async () => {
    const { account, link } = await ready();
    await standsAt(link, 5, "10000", "10100");
    const day = (days: number) => vi.setSystemTime(START_MS + days * DAY_MS);
    day(defaultPeriods.trading - 1);
    await runAlarms(accountStub(account.id), 2);
    expect(await samplesOf(account)).toHaveLength(2);
    day(defaultPeriods.trading + 1);
    await runAlarms(accountStub(account.id), 2);
    expect(await samplesOf(account)).toEqual([]);
  });
});

describe("samples that get old", () => {
  /** A walk of so many days, each with lively hours and quiet ones, and what the log keeps of it. */
  async function walk(account: TestAccount, days: number) {
    const all: EquitySample[] = [];
    await runInDurableObject(accountStub(account.id), (_instance, { storage }) => {
      const log = new EquityLog(drizzle(storage, { schema }));
      let [seed, equity] = [7, 1_000_000];
      for (let minute = 60; minute <= days * 1_440; minute += minute % 1_440 < 240 ? 6 : 60) {
        seed = (seed * 48_271) % 2_147_483_647;
        equity += (seed % 201) - 100;
        const paid = minute % 4_500 === 0 ? 777 : 0;
        const last = all.at(-1);
        const balance = new Decimal(last?.balance ?? 10_000).plus(paid).toFixed();
        equity += paid * 100;
        const money = { balance, equity: new Decimal(equity).div(100).toFixed(2) };
        const atMs = START_MS + minute * MINUTE_MS;
        const account = { login: "1", server: "Paper", currency: "USD", ...money };
        log.report({ ready: true, account, symbols: [], positions: [], atMs }, null, atMs);
        all.push({ atMs, ...money, flow: String(paid) });
      }
    });
    return { all, kept: await samplesOf(account) };
  }

  it("become three an hour after two days and three a day after three months, the deepest drawdown kept", async () => {
    const account = await makeAccount();
    const { all, kept } = await walk(account, 98);
    const last = all.at(-1)?.atMs ?? 0;
    const older = (days: number) => kept.filter(({ atMs }) => atMs < last - days * DAY_MS);
    // What became old since the last midnight waits for the next one.
    expect(older(94).length).toBeLessThanOrEqual(3 * 5);
    expect(older(4).length).toBeLessThanOrEqual(3 * 24 * 92 + 15);
    expect(kept.length).toBeLessThan(all.length * 0.9);
    expect(kept.at(-1)).toMatchObject({ equity: all.at(-1)?.equity });
    const paid = (samples: readonly EquitySample[]) =>
      samples.reduce((sum, { flow }) => sum.plus(flow), new Decimal(0)).toFixed();
    expect(paid(kept)).toBe(paid(all));
    expect(drawdownsOf(kept).deepest).toEqual(drawdownsOf(all).deepest);
  }, 60_000);
});
