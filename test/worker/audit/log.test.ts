import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { connectAgent } from "../support/agent.ts";
import { answer, api, buy, makeAccount, makeStrategy, post, problemOf, request } from "../support/gateway.ts";
import { auditPage, bytesAsText, entryAbout, exportText, newStrategyId, verifyText } from "./support.ts";

const address = "198.51.100.77";

describe("ASVS 16.2.1: the audit log", () => {
  it("says who changed what, when, from where, what it was and what it became", async () => {
    const strategy = await makeStrategy();
    const before = Date.now();
    await api(`/api/strategies/${strategy.id}`, {
      method: "PATCH",
      body: { settings: { windowMs: 45_000 } },
      headers: { "cf-connecting-ip": address, "user-agent": "Desk/1.0" },
    });
    const entry = await entryAbout(strategy.id, "strategy.settings_changed");
    expect(entry).toMatchObject({
      verdict: "done",
      code: null,
      who: { kind: "bootstrap", address, agent: "Desk/1.0" },
      subject: { kind: "strategy", id: strategy.id },
      changes: [{ field: "windowMs", before: "30000", after: "45000" }],
    });
    expect(entry["atMs"]).toBeGreaterThanOrEqual(before);
  });

  it("holds what every object did: the list, the strategies, the accounts", async () => {
    const accountId = await makeAccount();
    await entryAbout(accountId, "account.created");
    await api(`/api/accounts/${accountId}`, {
      method: "PATCH",
      body: { name: "Renamed", settings: { maxLots: "2" } },
    });
    await api(`/api/accounts/${accountId}/pairing`, { method: "POST" });
    expect((await entryAbout(accountId, "account.renamed")).changes).toEqual([
      { field: "name", before: "Test", after: "Renamed" },
    ]);
    expect((await entryAbout(accountId, "account.settings_changed")).changes).toEqual([
      { field: "maxLots", before: expect.any(String), after: "2" },
    ]);
    await entryAbout(accountId, "agent.pairing_code_made");
  });

  it("holds refusals at the doors, and never what was sent there", async () => {
    const strategy = await makeStrategy();
    const guess = "sp_hook_GuessedGuessedGuessedGuessedGuess";
    for (let n = 0; n < 5; n++) {
      await post(strategy.id, JSON.stringify({ secret: guess, action: "buy" }), { address });
    }
    const entry = await entryAbout(strategy.id, "hook.refused");
    expect(entry).toMatchObject({
      verdict: "refused",
      code: "wrong_secret",
      who: { kind: "sender", address },
    });
    // The other four are counted, and come as one entry when the minute is over.
    const about = (await auditPage("?action=hook.refused&limit=200")).items.filter(
      ({ subject }) => subject?.id === strategy.id,
    );
    expect(about).toHaveLength(1);
    expect(JSON.stringify(await auditPage("?limit=200"))).not.toContain("Guessed");
  });

  it("holds who paired an agent, and who tried with a wrong code or token", async () => {
    const accountId = await makeAccount();
    const wrong = `${accountId.slice("acc_".length)}-${"A".repeat(26)}`;
    const key = { kty: "OKP", crv: "Ed25519", x: "A".repeat(43) };
    const refused = await request("/agent/pair", {
      method: "POST",
      headers: { "content-type": "application/json", "cf-connecting-ip": address },
      body: JSON.stringify({ code: wrong, key, proof: "a.b.c" }),
    });
    expect(refused.status).toBe(401);
    expect(await entryAbout(accountId, "agent.pairing_refused")).toMatchObject({
      verdict: "refused",
      code: "invalid_code",
      who: { kind: "agent", address },
    });
    const stranger = await request(`/agent/link?account=${accountId}`, {
      headers: { upgrade: "websocket", authorization: "Bearer a.b.c", "cf-connecting-ip": address },
    });
    expect(stranger.status).toBe(401);
    const { who } = await entryAbout(accountId, "agent.link_refused");
    expect(who).toMatchObject({ kind: "agent", address });
    const agent = await connectAgent(accountId);
    expect((await entryAbout(accountId, "agent.paired")).who.kind).toBe("agent");
    agent.close();
    expect(await exportText()).not.toContain(wrong.slice(-26));
  });

  it("holds a halt, be it by a message or by the owner", async () => {
    const strategy = await makeStrategy();
    const halt = JSON.stringify({ secret: strategy.secret, action: "halt", id: "h1" });
    await answer(await post(strategy.id, halt, { address }), 202);
    expect(await entryAbout(strategy.id, "strategy.halted")).toMatchObject({
      who: { kind: "sender", address },
    });
    await api(`/api/strategies/${strategy.id}`, { method: "PATCH", body: { halted: false } });
    expect(await entryAbout(strategy.id, "strategy.resumed")).toMatchObject({ who: { kind: "bootstrap" } });
  });

  it("holds that somebody with the secret came from where its owner never sends", async () => {
    const strategy = await makeStrategy({ allowedAddresses: ["192.0.2.1"] });
    await post(strategy.id, buy(strategy.secret), { address });
    expect(await entryAbout(strategy.id, "hook.refused")).toMatchObject({
      code: "address_not_allowed",
      who: { kind: "sender", address },
    });
  });

  it("ASVS 16.2.5: has no secret of a strategy, wherever it was shown", async () => {
    const { secret, id } = await makeStrategy();
    await entryAbout(id, "strategy.created");
    const text = await exportText();
    expect(text).not.toContain(secret);
    expect(text).not.toMatch(/sp_(?:hook|own)_/);
  });

  it("ASVS 16.4.1: encodes what could break a line or hide text", async () => {
    const name = "a\u2028b\u202ec";
    // Round the routes, which take no such name.
    const id = newStrategyId();
    const tenantId = `ten_${env.TEST_TOKEN.slice("sp_own_".length, "sp_own_".length + 26)}`;
    await env.TENANT.getByName(tenantId).register(id, name, { kind: "bootstrap" });
    const entry = await entryAbout(id, "strategy.created");
    expect(entry.changes).toEqual([{ field: "name", before: null, after: "a\\u{2028}b\\u{202e}c" }]);
    const text = await exportText();
    expect(text).not.toContain("\u2028");
    expect(text).not.toContain("\u202e");
  });

  it("is paged from the newest to the first entry, each once", async () => {
    await makeStrategy();
    await makeStrategy();
    const seen: number[] = [];
    let next: string | null = null;
    do {
      const page = await auditPage(`?limit=2${next === null ? "" : `&cursor=${next}`}`);
      seen.push(...page.items.map(({ sequence }) => sequence));
      next = page.next;
    } while (next !== null);
    expect(seen.at(-1)).toBe(1);
    expect(seen).toEqual(Array.from({ length: seen.length }, (_, n) => seen.length - n));
  });

  it("is exported as lines that verify, whole and from any entry on", async () => {
    await makeStrategy();
    const whole = await api("/security/audit-log/export");
    expect(whole.headers.get("content-type")).toBe("application/x-ndjson; charset=utf-8");
    const report = await verifyText(await bytesAsText(whole));
    expect(report.fault).toBeNull();
    expect(report.entries).toBe(report.last);
    const rest = await verifyText(await exportText(`?after=${report.last - 1}`));
    expect(rest).toMatchObject({ fault: null, first: report.last });
    // That the log was taken out is in the log.
    expect((await auditPage("?limit=1")).items[0]?.action).toBe("audit.exported");
  });

  it.each([
    "?limit=0",
    "?cursor=x",
    "?cursor=-1",
    "?cursor=1e3",
    "?action=made.up",
    "?other=1",
    "?limit=1&limit=2",
  ])("refuses the query %s", async (query) => {
    const problem = await problemOf(await api(`/security/audit-log${query}`));
    expect(problem).toMatchObject({ status: 422, code: "invalid_query" });
  });

  it("is sent to a webhook when its owner says so, whose secret is shown once", async () => {
    const put = (body: unknown) => api("/security/audit-log/delivery", { method: "PUT", body });
    const url = "https://siem.example.org/hooks/T0PSECRETPATH";
    const made = await (await put({ webhookUrl: url })).json();
    expect(made).toEqual({ webhookUrl: url, bucket: false, webhookSecret: expect.stringMatching(/^whsec_/) });
    expect(await (await put({ webhookUrl: url })).json()).toEqual({ webhookUrl: url, bucket: false });
    expect(await (await api("/security/audit-log/delivery")).json()).toEqual({
      webhookUrl: url,
      bucket: false,
    });
    expect(await exportText()).not.toContain("T0PSECRETPATH");
    expect(await problemOf(await put({ webhookUrl: "https://169.254.169.254/" }))).toMatchObject({
      status: 422,
      code: "url_refused",
    });
    for (const body of [
      {},
      { webhookUrl: 1 },
      { webhookUrl: null, bucket: "yes" },
      { webhookUrl: null, other: 1 },
    ]) {
      expect(await problemOf(await put(body))).toMatchObject({ status: 422, code: "invalid_field" });
    }
    expect(await (await put({ webhookUrl: null })).json()).toEqual({ webhookUrl: null, bucket: false });
  });

  it("is closed to whoever has no token", async () => {
    for (const path of ["", "/export", "/delivery"]) {
      expect((await request(`/security/audit-log${path}`)).status).toBe(401);
    }
  });
});
