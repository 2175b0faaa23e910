import { describe, expect, it } from "vitest";
import * as z from "zod";
import { until } from "../../support/until.ts";
import { problemOf } from "../support/gateway.ts";
import { as, freshTenantId, makePerson } from "../support/people.ts";
import { makeHoldings } from "../support/walk.ts";
import { accountStub } from "../trading-account/account-stub.ts";
import { FakeAgent } from "../trading-account/fake-agent.ts";
import { eurusd, usdjpy } from "../trading-account/fake-link.ts";

async function ready() {
  const tenantId = freshTenantId();
  const { accountId } = await makeHoldings(tenantId);
  const agent = await FakeAgent.pair(accountId);
  return { tenantId, accountId, link: await agent.connectReady() };
}

const symbolsSchema = z.object({
  items: z.array(z.looseObject({ symbol: z.string() })),
  atMs: z.number().nullable(),
});

describe("the symbols of an account", () => {
  it("are as the terminal told them, with the pip of the rule or of the owner's table", async () => {
    const { tenantId, accountId, link } = await ready();
    const owner = await makePerson(tenantId, "owner");
    const settings = { symbols: { GER40: { venueSymbol: "DE40", pip: "0.5" } } };
    await as(owner, `/api/accounts/${accountId}`, { method: "PATCH", body: { settings } });
    const index = { ...eurusd, digits: 1, point: "0.1", forex: false };
    link.terminal({
      symbols: [
        { ...eurusd, tickSize: "0.00001", tickValue: "1" },
        { ...usdjpy, tickSize: "0.001", tickValue: null },
        { ...index, symbol: "DE40" },
        { ...index, symbol: "US500" },
      ],
    });
    const guest = await makePerson(tenantId, "guest");
    const read = async () => {
      const answer = await as(guest, `/api/accounts/${accountId}/symbols`);
      expect(answer.status).toBe(200);
      const { items } = symbolsSchema.parse(await answer.json());
      return items.length === 4 ? items : undefined;
    };
    const items = await until("the symbols", 5_000, read);
    const by = (name: string) => items.find(({ symbol }) => symbol === name);
    expect(by("EURUSD")).toMatchObject({ ...eurusd, pip: "0.0001", tickSize: "0.00001", tickValue: "1" });
    expect(by("USDJPY")).toMatchObject({ pip: "0.01", tickValue: null });
    expect(by("DE40")).toMatchObject({ pip: "0.5", tickSize: null, tickValue: null });
    expect(by("US500")).toMatchObject({ pip: null });
  });

  it("are none before a terminal reported, and nobody else's", async () => {
    const [mine, theirs] = [freshTenantId(), freshTenantId()];
    const { accountId } = await makeHoldings(mine);
    const path = `/api/accounts/${accountId}/symbols`;
    const answer = await as(await makePerson(mine, "guest"), path);
    expect(await answer.json()).toEqual({ items: [], atMs: null });
    expect(await problemOf(await as(await makePerson(theirs, "owner"), path))).toMatchObject({
      ...{ status: 404, code: "unknown_account" },
    });
  });

  it("make no new profile by what they are worth, only by what they are", async () => {
    const { accountId, link } = await ready();
    const version = async () => {
      const profile = await accountStub(accountId).profile();
      return profile.ok ? profile.value.version : null;
    };
    const before = await version();
    link.terminal({ symbols: [{ ...eurusd, tickValue: "0.6" }, usdjpy] });
    expect(await link.isQuiet()).toBe(true);
    expect(await version()).toBe(before);
    link.terminal({ symbols: [{ ...eurusd, tickValue: "0.6", maxLots: "50" }, usdjpy] });
    expect(await link.isQuiet()).toBe(true);
    expect(await version()).not.toBe(before);
  });
});

describe("the list of accounts", () => {
  it("is for a guest too, who must find the account whose ticks it may see: ids and names only", async () => {
    const tenantId = freshTenantId();
    const { accountId } = await makeHoldings(tenantId);
    const items = async (role: "guest" | "viewer") => {
      const answer = await as(await makePerson(tenantId, role), "/api/accounts");
      return z.object({ items: z.array(z.unknown()) }).parse(await answer.json()).items;
    };
    expect(await items("guest")).toEqual([{ id: accountId, name: "Walk" }]);
    expect(await items("viewer")).toEqual([{ id: accountId, name: "Walk", createdAtMs: expect.any(Number) }]);
  });
});
