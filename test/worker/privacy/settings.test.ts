import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { app } from "../../../src/app.ts";
import { makeToken } from "../../../src/domain/access/token.ts";
import { defaultLimits, defaultPeriods } from "../../../src/domain/retention/periods.ts";
import { wholeChain } from "../audit/support.ts";
import { problemOf, until } from "../support/gateway.ts";
import { confirmedByPasskey, enrolPasskey } from "../support/passkeys.ts";
import {
  as,
  call,
  freshAddress,
  freshEmail,
  freshTenantId,
  loggedIn,
  makePerson,
  PASSWORD,
  randomBytes,
  sha256Hex,
} from "../support/people.ts";
import { makeHoldings } from "../support/walk.ts";

const path = "/api/settings/retention";

async function makeOwner() {
  const holdings = await makeHoldings(freshTenantId());
  const owner = await makePerson(holdings.tenantId, "owner");
  const { passkey } = await enrolPasskey(owner);
  const put = (body: unknown) => confirmedByPasskey(owner, passkey, { method: "PUT", path, body });
  return { owner, put, ...holdings };
}

/** What an object was told of retention. */
function told(stub: DurableObjectStub) {
  return runInDurableObject(stub, (_instance, { storage }) =>
    storage.sql.exec("SELECT periods, version FROM retention").toArray(),
  );
}

describe("the retention of a tenant", { timeout: 60_000 }, () => {
  it("ASVS 14.2.7: is shown with its defaults and limits, and set only with a confirmation", async () => {
    const { owner, put, tenantId } = await makeOwner();
    const view = { defaults: defaultPeriods, limits: defaultLimits };
    expect(await (await as(owner, path)).json()).toEqual({
      ...view,
      periods: defaultPeriods,
      changedAtMs: null,
    });
    const periods = { ...defaultPeriods, trading: 3_000 };
    const bare = await as(owner, path, { method: "PUT", body: periods });
    expect(await problemOf(bare)).toMatchObject({ status: 403, code: "step_up_needed" });
    expect((await put(periods)).status).toBe(200);
    expect(await (await as(owner, path)).json()).toMatchObject({ ...view, periods });
    const [entry] = (await wholeChain(env.TENANT.getByName(tenantId))).filter(
      (record) => record.entry.action === "retention.changed",
    );
    expect(entry?.entry.changes).toEqual([{ field: "trading", before: "2557", after: "3000" }]);
    expect(entry?.who?.id).toBe(owner.user.id);
  });

  it("is never below the floor, above the ceiling, or anything but four numbers of days", async () => {
    const { owner, put } = await makeOwner();
    expect(await problemOf(await put({ ...defaultPeriods, trading: 365 }))).toMatchObject({
      status: 422,
      code: "retention_too_short",
    });
    expect(await problemOf(await put({ ...defaultPeriods, audit: 3_654 }))).toMatchObject({
      status: 422,
      code: "retention_too_long",
    });
    for (const wrong of [
      { trading: 400 },
      { ...defaultPeriods, other: 1 },
      { ...defaultPeriods, errors: -1 },
    ]) {
      expect(await problemOf(await put(wrong))).toMatchObject({ code: "invalid_field" });
    }
    expect(await (await as(owner, path)).json()).toMatchObject({ periods: defaultPeriods });
  });

  it("is told to strategies, accounts and members, and to those that come later", async () => {
    const { owner, put, tenantId, accountId, strategyId } = await makeOwner();
    const elsewhere = await makePerson(freshTenantId(), "owner");
    expect((await put({ ...defaultPeriods, errors: 100 })).status).toBe(200);
    const later = await makePerson(tenantId, "viewer");
    const fresh = await makeHoldings(tenantId);
    const stubs = [
      env.STRATEGY.getByName(strategyId),
      env.TRADING_ACCOUNT.getByName(accountId),
      env.USER.getByName(owner.user.id),
      env.USER.getByName(later.user.id),
      env.STRATEGY.getByName(fresh.strategyId),
      env.TRADING_ACCOUNT.getByName(fresh.accountId),
    ];
    for (const stub of stubs) {
      const rows = await until("it was told", async () => {
        await runDurableObjectAlarm(env.TENANT.getByName(tenantId));
        const known = await told(stub);
        return known.length > 0 ? known : undefined;
      });
      expect(rows).toEqual([{ periods: JSON.stringify({ ...defaultPeriods, errors: 100 }), version: 1 }]);
    }
    // ASVS 8.4.1: nobody else's.
    expect(await told(env.USER.getByName(elsewhere.user.id))).toEqual([]);
    expect(await (await as(elsewhere, path)).json()).toMatchObject({ periods: defaultPeriods });
  });
});

const consentsSchema = z.object({
  items: z.array(z.looseObject({ kind: z.string(), version: z.string().nullable(), given: z.boolean() })),
});

/** The gateway of an operator who asks for agreement. */
function asking(at: string, body: unknown, headers: Record<string, string> = {}, method = "POST") {
  return app.request(
    `https://gateway.test${at}`,
    {
      method,
      headers: { "content-type": "application/json", "cf-connecting-ip": freshAddress(), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    },
    { ...env, TERMS_VERSION: "2027-01", PRIVACY_VERSION: "3" },
  );
}

describe("consent", () => {
  it("is asked for in the versions of now, recorded with time and address, and taken back", async () => {
    const tenantId = freshTenantId();
    const key = makeToken("key", tenantId.slice(4), randomBytes(32));
    const [id, hash] = [sha256Hex(key).slice(0, 32), sha256Hex(key)];
    await env.TENANT.getByName(tenantId).invite(
      { id, hash, email: null, role: "owner", accounts: null, createdBy: "test" },
      null,
    );
    const asked = { terms: "2027-01", privacy: "3" };
    expect(await (await asking("/api/auth/consents", undefined, {}, "GET")).json()).toEqual(asked);
    expect(await (await call("/api/auth/consents")).json()).toEqual({ terms: null, privacy: null });
    const signUp = { key, email: freshEmail(), password: PASSWORD };
    for (const consents of [undefined, { terms: "2026-01", privacy: "3" }, { terms: "2027-01" }]) {
      const refused = await asking(
        "/api/auth/signup",
        consents === undefined ? signUp : { ...signUp, consents },
      );
      expect(await problemOf(refused)).toMatchObject({ status: 422, code: "consent_needed" });
    }
    const person = await loggedIn(
      await asking("/api/auth/signup", { ...signUp, consents: { ...asked, productNotices: true } }),
    );
    const bearer = { authorization: `Bearer ${person.accessToken}` };
    const list = async () => consentsSchema.parse(await (await as(person, "/api/me/consents")).json()).items;
    expect((await list()).map(({ kind, version, given }) => [kind, version, given])).toEqual([
      ["product_notices", null, true],
      ["privacy", "3", true],
      ["terms", "2027-01", true],
    ]);
    expect((await list())[0]).toMatchObject({ address: expect.stringContaining("198.18.") });
    const put = (body: unknown) => asking("/api/me/consents", body, bearer, "PUT");
    for (let round = 0; round < 2; round++) {
      expect((await put({ kind: "product_notices", given: false })).status).toBe(200);
    }
    expect((await put({ kind: "terms", given: false })).status).toBe(200);
    expect(await problemOf(await put({ kind: "terms", given: true, version: "2026-01" }))).toMatchObject({
      code: "consent_needed",
    });
    expect((await put({ kind: "terms", given: true, version: "2027-01" })).status).toBe(200);
    expect((await list()).slice(0, 3).map(({ kind, given }) => [kind, given])).toEqual([
      ["terms", true],
      ["terms", false],
      ["product_notices", false],
    ]);
    await until("all of it is in the audit log", async () => {
      const actions = (await wholeChain(env.TENANT.getByName(tenantId))).map(({ entry }) => entry.action);
      const count = (action: string) => actions.filter((one) => one === action).length;
      return (count("consent.given") === 4 && count("consent.withdrawn") === 2) || undefined;
    });
  });
});
