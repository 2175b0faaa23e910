import { abortAllDurableObjects } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { until } from "../../support/until.ts";
import { problemOf } from "../support/gateway.ts";
import {
  as,
  confirmed,
  enrolTotp,
  freshTenantId,
  makePerson,
  type Person,
  totpCode,
} from "../support/people.ts";
import { type Holdings, makeHoldings } from "../support/walk.ts";
import { FakeAgent } from "../trading-account/fake-agent.ts";

const STOP = "/emergency/stop-all-trading";

const accountSchema = z.object({
  accountId: z.string(),
  reached: z.boolean(),
  state: z.object({
    stopped: z.object({ stopId: z.string(), reason: z.string(), by: z.string() }).nullable(),
    agent: z.string(),
    closing: z.object({ stopId: z.string(), state: z.string(), round: z.number() }).nullable(),
  }),
});
const stopSchema = z.object({
  stop: z.object({ id: z.string(), accounts: z.array(z.string()).nullable() }),
  accounts: z.array(accountSchema),
});
const overviewSchema = z.object({
  stopped: z.boolean(),
  stops: z.array(z.object({ id: z.string(), liftedAtMs: z.number().nullable() })),
  accounts: z.array(accountSchema),
});

async function stop(person: Person, more: Record<string, unknown> = {}, key?: string) {
  const headers = key === undefined ? {} : { "idempotency-key": key };
  const response = await as(person, STOP, { body: { reason: "test", ...more }, headers });
  if (response.status !== 202) throw new Error(`${response.status} ${await response.text()}`);
  return stopSchema.parse(await response.json());
}

async function overview(person: Person) {
  return overviewSchema.parse(await (await as(person, "/emergency")).json());
}

const stoppedOf = ({ accounts }: z.infer<typeof overviewSchema>) =>
  accounts.filter(({ state }) => state.stopped !== null).map(({ accountId }) => accountId);

/** A tenant with two accounts, an owner with a second factor, and a trader of the first account. */
async function makeFirm() {
  const tenantId = freshTenantId();
  const [first, second] = [await makeHoldings(tenantId), await makeHoldings(tenantId)];
  const owner = await makePerson(tenantId, "owner");
  const trader = await makePerson(tenantId, "trader", [first.accountId]);
  return { tenantId, first, second, owner, trader };
}

/**
 * Lifts as the owner does, with a fresh code. Each code is good once: `nth` counts those that the person used, and
 * the next one is taken ahead of its time.
 */
function lift(owner: Person, secret: string, body: Record<string, unknown> = {}, nth = 0): Promise<Response> {
  const change = { method: "POST", path: "/emergency/lift", body };
  return confirmed(owner, change, { code: totpCode(secret, Date.now() + 30_000 * nth) });
}

describe("an emergency stop of a whole tenant", () => {
  let firm: Awaited<ReturnType<typeof makeFirm>>;
  let other: Holdings;
  let secret: string;
  beforeAll(async () => {
    firm = await makeFirm();
    other = await makeHoldings(freshTenantId());
    ({ secret } = await enrolTotp(firm.owner));
  }, 60_000);

  it("stops every account of it, says what each answered, and touches no other tenant (P7)", async () => {
    const { owner, first, second } = firm;
    const { stop: given, accounts } = await stop(owner, { reason: "fat finger" });
    expect(given.accounts).toBeNull();
    expect(accounts.map(({ accountId, reached }) => [accountId, reached]).sort()).toEqual(
      [first, second].map(({ accountId }) => [accountId, true]).sort(),
    );
    for (const { state } of accounts) {
      expect(state).toMatchObject({ stopped: { stopId: given.id, reason: "fat finger" }, agent: "none" });
    }
    const theirs = await env.TRADING_ACCOUNT.getByName(other.accountId).stopView();
    expect(theirs).toMatchObject({ ok: true, value: { stopped: null } });
    expect(await overview(owner)).toMatchObject({
      stopped: true,
      stops: [{ id: given.id, liftedAtMs: null }],
    });
  });

  it("stops an account that is made while it stands", async () => {
    const made = await makeHoldings(firm.tenantId);
    expect(await env.TRADING_ACCOUNT.getByName(made.accountId).stopView()).toMatchObject({
      value: { stopped: { reason: "fat finger" } },
    });
  });

  it("ASVS 7.5.3: is lifted by an owner with a fresh factor only, and then trading goes on", async () => {
    const { owner, trader } = firm;
    const plain = await as(owner, "/emergency/lift", { body: {} });
    expect(await problemOf(plain)).toMatchObject({ status: 403, code: "step_up_needed" });
    expect(await problemOf(await as(trader, "/emergency/lift", { body: {} }))).toMatchObject({ status: 403 });
    expect(stoppedOf(await overview(owner))).toHaveLength(3);
    const wrong = await lift(owner, secret, { stopId: `stp_${"0".repeat(26)}` });
    expect(await problemOf(wrong)).toMatchObject({ status: 404, code: "unknown_stop" });
    const lifted = await lift(owner, secret, {}, 1);
    expect(lifted.status).toBe(200);
    const now = await overview(owner);
    expect(now.stopped).toBe(false);
    expect(stoppedOf(now)).toEqual([]);
  });

  it("ASVS 16.2.1: is in the audit chain with its reason, and so is its lifting", async () => {
    const records = await env.TENANT.getByName(firm.tenantId).auditPage({
      limit: 50,
      before: null,
      action: null,
    });
    const ours = records.filter(({ entry }) => entry.action.startsWith("emergency."));
    expect(ours.map(({ entry }) => [entry.action, entry.reason])).toEqual([
      ["emergency.lifted", "fat finger"],
      ["emergency.stopped", "fat finger"],
    ]);
  });
});

describe("an emergency stop of some accounts", () => {
  it("leaves the others trading, and a trader stops their own only (ASVS 8.2.2)", async () => {
    const { first, second, owner, trader } = await makeFirm();
    const foreign = await as(trader, STOP, { body: { reason: "x", accounts: [second.accountId] } });
    expect(await problemOf(foreign)).toMatchObject({ code: "unknown_account_named" });
    const { stop: mine } = await stop(trader);
    expect(mine.accounts).toEqual([first.accountId]);
    expect(stoppedOf(await overview(owner))).toEqual([first.accountId]);
    expect((await overview(trader)).accounts.map(({ accountId }) => accountId)).toEqual([first.accountId]);
  });

  it("of another tenant's account is refused, and stops nothing", async () => {
    const [{ owner }, theirs] = [await makeFirm(), await makeFirm()];
    const refused = await as(owner, STOP, { body: { reason: "x", accounts: [theirs.first.accountId] } });
    expect(await problemOf(refused)).toMatchObject({ code: "unknown_account_named" });
    expect(stoppedOf(await overview(theirs.owner))).toEqual([]);
  });

  it("keeps an account stopped that another stop covers when one of them is lifted", async () => {
    const { first, second, owner, trader } = await makeFirm();
    const { secret } = await enrolTotp(owner);
    await stop(owner);
    const { stop: small } = await stop(trader);
    expect((await lift(owner, secret, { stopId: small.id })).status).toBe(200);
    expect(stoppedOf(await overview(owner)).sort()).toEqual([first.accountId, second.accountId].sort());
  });

  it("a trader who is confined to no account stops none, and a viewer neither", async () => {
    const tenantId = freshTenantId();
    await makeHoldings(tenantId);
    for (const role of ["trader", "viewer", "guest"] as const) {
      const person = await makePerson(tenantId, role);
      const refused = await as(person, STOP, { body: { reason: "x" } });
      expect(await problemOf(refused)).toMatchObject({ status: 403, code: "forbidden" });
    }
  });
});

describe("giving a stop", () => {
  it("again under the same Idempotency-Key gives the same stop, another body a conflict", async () => {
    const { owner } = await makeFirm();
    const [one, two] = [await stop(owner, {}, "k1"), await stop(owner, {}, "k1")];
    expect(two.stop.id).toBe(one.stop.id);
    expect((await overview(owner)).stops).toHaveLength(1);
    const other = await as(owner, STOP, { body: { reason: "y" }, headers: { "idempotency-key": "k1" } });
    expect(await problemOf(other)).toMatchObject({ status: 409, code: "idempotency_conflict" });
  });

  it("that neither stops nor closes, or has no reason, is refused", async () => {
    const { owner } = await makeFirm();
    for (const body of [
      {},
      { reason: " " },
      { reason: "x", stop_new_orders: false },
      { reason: "x", more: 1 },
    ]) {
      expect(await problemOf(await as(owner, STOP, { body }))).toMatchObject({ code: "invalid_field" });
    }
  });

  it("that only closes leaves entries going and closes once", async () => {
    const { owner, first } = await makeFirm();
    const more = { stop_new_orders: false, close_existing_positions: true, accounts: [first.accountId] };
    const { accounts } = await stop(owner, more);
    expect(accounts[0]?.state).toMatchObject({ stopped: null, closing: { round: 1 } });
    expect((await overview(owner)).stopped).toBe(false);
  });

  it("survives a reset of everything between tenant and account", async () => {
    const { owner, first } = await makeFirm();
    await stop(owner, { close_existing_positions: true });
    await abortAllDurableObjects();
    const agent = await FakeAgent.pair(first.accountId);
    const link = await agent.connect();
    link.hello();
    expect(await agent.halt((await link.next("halt")).jws)).toMatchObject({ stopped: { reason: "test" } });
    link.close();
  });

  it("reaches an account whose word the tenant has forgotten: the higher version is overtaken", async () => {
    const { tenantId, owner, first } = await makeFirm();
    const account = env.TRADING_ACCOUNT.getByName(first.accountId);
    const ahead = { tenantId, version: 40, stopped: null, closing: null };
    await account.applyStop([JSON.stringify(ahead)]);
    await stop(owner);
    const told = await until("the stop", 5_000, async () => {
      const view = await account.stopView();
      return view.ok && view.value.stopped !== null ? view.value : undefined;
    });
    expect(told.tenantVersion).toBe(41);
  });
});
