import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { OrderEvent } from "../../../src/domain/order/events.ts";
import { type Family, sumOf } from "../../support/exposition.ts";
import { accountStub } from "../trading-account/account-stub.ts";
import { FakeAgent } from "../trading-account/fake-agent.ts";
import {
  accepted,
  delivery,
  filled,
  makeAccount,
  receive,
  submitted,
  type TestAccount,
} from "../trading-account/support.ts";
import { apiToken, scrape } from "./support.ts";

/** An account that its tenant lists, and a token to scrape that tenant with. */
async function listedAccount(): Promise<{ account: TestAccount; token: string }> {
  const account = await makeAccount();
  await env.TENANT.getByName(account.tenantId).register(account.id, "Listed", { kind: "system" });
  return { account, token: (await apiToken(account.tenantId, ["metrics"])).token };
}

function rejected(code: string): OrderEvent {
  return { event: "rejected", door: "agent", refusal: { code, message: "No." } };
}

const ends = (families: ReadonlyMap<string, Family>, labels: Record<string, string>) =>
  sumOf(families, "sallyport_orders_total", labels);
const steps = (families: ReadonlyMap<string, Family>, step: string) =>
  sumOf(families, "sallyport_order_step_seconds_count", { step }) ?? 0;

describe("orders", () => {
  it("are counted by how they ended, and each step of their way by its time", async () => {
    const { account, token } = await listedAccount();
    const link = await (await FakeAgent.pair(account.id)).connectReady();
    await receive(account, delivery(account));
    const { orderId } = await link.order();
    link.ack();
    const open = await scrape(token);
    expect(sumOf(open, "sallyport_orders_open", { state: "sent" })).toBe(1);
    expect([steps(open, "committed"), steps(open, "sent"), steps(open, "accepted")]).toEqual([1, 1, 0]);
    await link.report(orderId, accepted, submitted, filled("1"));
    const done = await scrape(token);
    expect(ends(done, { account: account.id, state: "filled", door: "", reason: "" })).toBe(1);
    for (const step of ["committed", "sent", "accepted", "submitted", "filled", "alert_to_venue"]) {
      expect(steps(done, step), step).toBe(1);
    }
    expect(sumOf(done, "sallyport_orders_open")).toBe(0);
    expect(sumOf(done, "sallyport_agent_connected")).toBe(1);
    expect(sumOf(done, "sallyport_trading_ready")).toBe(1);
    const toldAt = sumOf(done, "sallyport_terminal_last_report_timestamp_seconds") ?? 0;
    expect(Math.abs(Date.now() / 1000 - toldAt)).toBeLessThan(30);
  });

  it("keep their counts when the object is evicted or crashes, without anybody having asked", async () => {
    const { account, token } = await listedAccount();
    const link = await (await FakeAgent.pair(account.id)).connectReady();
    await receive(account, delivery(account));
    const { orderId } = await link.order();
    await link.report(orderId, accepted, submitted, filled("1"));
    const ended = runInDurableObject(accountStub(account.id), (_, ctx) => ctx.abort("crash"));
    await expect(ended).rejects.toThrow("crash");
    const first = await scrape(token);
    expect(ends(first, { state: "filled" })).toBe(1);
    for (const step of ["committed", "sent", "accepted", "submitted", "filled"]) {
      expect(steps(first, step), step).toBe(1);
    }
    await evictDurableObject(accountStub(account.id));
    expect(ends(await scrape(token), { state: "filled" })).toBe(1);
  });

  it("have as many reasons as Sallyport knows, whatever codes an agent makes up", async () => {
    const { account, token } = await listedAccount();
    const link = await (await FakeAgent.pair(account.id)).connectReady();
    for (const code of ["no_money", "invented_1", "invented_2"]) {
      await receive(account, delivery(account));
      const { orderId } = await link.order();
      await link.report(orderId, accepted, rejected(code));
    }
    const families = await scrape(token);
    expect(ends(families, { state: "rejected", door: "agent", reason: "no_money" })).toBe(1);
    expect(ends(families, { state: "rejected", door: "agent", reason: "other" })).toBe(2);
    expect(families.get("sallyport_orders_total")?.series).toHaveLength(2);
  });

  it("that an alert did not give are counted too, and a crash takes back nothing that was shown", async () => {
    const { account, token } = await listedAccount();
    await (await FakeAgent.pair(account.id)).connectReady();
    await receive(account, delivery(account, { symbol: "NOWHERE" }));
    const refused = (families: ReadonlyMap<string, Family>) =>
      sumOf(families, "sallyport_deliveries_refused_total", { reason: "unknown_symbol" });
    expect(refused(await scrape(token))).toBe(1);
    const ended = runInDurableObject(accountStub(account.id), (_, ctx) => ctx.abort("crash"));
    await expect(ended).rejects.toThrow("crash");
    await receive(account, delivery(account, { symbol: "NOWHERE" }));
    expect(refused(await scrape(token))).toBe(2);
  });
});

describe("an account without an agent", () => {
  it("says so, and says nothing of a terminal that never reported", async () => {
    const { account, token } = await listedAccount();
    const families = await scrape(token);
    expect(sumOf(families, "sallyport_agent_connected", { account: account.id })).toBe(0);
    expect(families.has("sallyport_terminal_last_report_timestamp_seconds")).toBe(false);
  });
});
