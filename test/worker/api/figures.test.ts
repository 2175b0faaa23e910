import { describe, expect, it } from "vitest";
import type { OrderEvent } from "../../../src/domain/order/events.ts";
import {
  answer,
  api,
  buy,
  makeAccount,
  makeStrategy,
  post,
  problemOf,
  type TestStrategy,
} from "../support/gateway.ts";
import { FakeAgent } from "../trading-account/fake-agent.ts";
import type { FakeLink } from "../trading-account/fake-link.ts";
import { accepted, filled, submitted } from "../trading-account/support.ts";

async function traded(): Promise<{ accountId: string; link: FakeLink; strategy: TestStrategy }> {
  const accountId = await makeAccount();
  const link = await (await FakeAgent.pair(accountId)).connectReady();
  const strategy = await makeStrategy({ routes: [{ accountId }] });
  return { accountId, link, strategy };
}

/** An alert that becomes an order, which ends so. */
async function trade(link: FakeLink, { id, secret }: TestStrategy, symbol: string, ...events: OrderEvent[]) {
  const { alertId } = await answer(await post(id, buy(secret, { symbol, id: crypto.randomUUID() })), 202);
  const { orderId } = await link.order();
  link.ack();
  await link.report(orderId, accepted, submitted, ...events);
  return { orderId, alertId };
}

const open = (ticket: string, position: string, symbol: string) => filled(ticket, { position, symbol });

function closed(ticket: string, position: string, symbol: string, profit: string): OrderEvent {
  const told = filled(ticket, { position, symbol, side: "sell", entry: "out", profit });
  const [deal] = told.event === "filled" ? told.deals : [];
  if (deal === undefined) throw new Error("no deal");
  return { event: "noted", code: "take_profit", message: "Closed.", deal };
}

async function get(path: string): Promise<unknown> {
  const response = await api(path);
  expect(response.status, path).toBe(200);
  return response.json();
}

describe("figures of an account", () => {
  it("are those of its ledger: deals, results by strategy and symbol, hops", async () => {
    const { accountId, link, strategy } = await traded();
    const first = await trade(
      link,
      strategy,
      "EURUSD",
      open("1", "a", "EURUSD"),
      closed("2", "a", "EURUSD", "12.50"),
    );
    await trade(link, strategy, "USDJPY", open("3", "b", "USDJPY"), closed("4", "b", "USDJPY", "-5"));

    const path = `/api/accounts/${accountId}`;
    expect(await get(`${path}/deals?symbol=EURUSD&limit=1`)).toMatchObject({
      items: [{ deal: "2", profit: "12.50", note: "take_profit", ...first, strategyId: strategy.id }],
      next: expect.any(String),
    });
    expect(await get(`${path}/results`)).toMatchObject({
      ...{ currency: "USD", partial: false, wholeFromMs: null },
      total: { trades: 2, profit: "7.5", wins: 1, losses: 1, profitFactor: "2.50", expectancy: "3.75" },
      strategies: [{ strategyId: strategy.id, trades: 2, profit: "7.5" }],
      symbols: [
        { symbol: "EURUSD", profit: "12.5" },
        { symbol: "USDJPY", profit: "-5" },
      ],
    });
    const hop = { count: 2, p50Ms: expect.any(Number), p99Ms: expect.any(Number) };
    expect(await get(`${path}/latency`)).toMatchObject({
      orders: 2,
      hops: [
        { from: "received", to: "account", ...hop },
        { from: "account", to: "sent", ...hop },
        { from: "sent", to: "agent", ...hop },
        { from: "agent", to: "terminal", ...hop },
        { from: "terminal", to: "deal", ...hop },
        { from: "received", to: "deal", ...hop },
      ],
    });
    const nowMs = Date.now();
    expect(await get(`${path}/results?from=${nowMs + 60_000}`)).toMatchObject({ total: { trades: 0 } });
  });

  it("are the equity as it was and as it is, with its drawdown", async () => {
    const { accountId, link } = await traded();
    link.terminal({
      account: { login: "1", server: "Paper", currency: "USD", balance: "10000", equity: "9900" },
    });
    expect(await link.isQuiet()).toBe(true);
    expect(await get(`/api/accounts/${accountId}/equity`)).toMatchObject({
      ...{ currency: "USD", paid: "0", gain: "-100" },
      items: [
        { equity: "10000", drawdown: "0" },
        { equity: "9900", drawdown: "100", drawdownPercent: "1.00" },
      ],
      deepest: { amount: "100", percent: "1.00" },
    });
    // A period that is over ends with its last sample, not with now.
    const past = await get(`/api/accounts/${accountId}/equity?to=${Date.now() + 1}`);
    expect(past).toMatchObject({ items: [{ equity: "10000" }], deepest: null });
  });

  it("are empty for an account that no terminal ever told of, and refused for one that is not there", async () => {
    const accountId = await makeAccount();
    const path = `/api/accounts/${accountId}`;
    expect(await get(`${path}/deals`)).toEqual({ items: [], next: null });
    expect(await get(`${path}/equity`)).toMatchObject({
      currency: null,
      items: [],
      deepest: null,
      gain: "0",
    });
    expect(await get(`${path}/results`)).toMatchObject({ currency: null, strategies: [], symbols: [] });
    expect(await get(`${path}/latency`)).toMatchObject({ orders: 0, sinceMs: null });
    for (const what of ["deals", "equity", "results", "latency"]) {
      const other = await api(`/api/accounts/acc_${"0".repeat(26)}/${what}`);
      expect(await problemOf(other)).toMatchObject({ status: 404, code: "unknown_account" });
    }
  });

  it("refuse a period that is none, and a cursor that no page ended with", async () => {
    const path = `/api/accounts/${await makeAccount()}`;
    for (const query of [
      "equity?from=x",
      "results?to=-1",
      "deals?from=1.5",
      "deals?limit=201",
      "equity?limit=5",
    ]) {
      expect(await problemOf(await api(`${path}/${query}`)), query).toMatchObject({ code: "invalid_query" });
    }
    expect(await problemOf(await api(`${path}/deals?cursor=x`))).toMatchObject({
      status: 400,
      code: "bad_cursor",
    });
  });
});
