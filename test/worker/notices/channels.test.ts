import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";
import * as z from "zod";
import { theSystem } from "../../../src/domain/audit/make-draft.ts";
import { wholeChain } from "../audit/support.ts";
import { problemOf } from "../support/gateway.ts";
import {
  as,
  confirmed,
  enrolTotp,
  freshAddress,
  freshTenantId,
  type LoggedIn,
  makePerson,
  totpCode,
} from "../support/people.ts";
import {
  addChannel,
  BOT_TOKEN,
  DISCORD,
  nobodyOutside,
  notice,
  outside,
  removeChannels,
  SLACK,
  WEBHOOK,
  withMail,
  withoutMail,
} from "./support.ts";

afterEach(async () => {
  await removeChannels();
  withoutMail();
  vi.restoreAllMocks();
  nobodyOutside();
});

const PATH = "/api/notices/channels";
const SECRETS =
  /SlackSecretPath|Discord-Secret|TelegramSecretToken|WebhookSecretPath|whsec_[A-Za-z0-9+/]{8}|re_operators_key/;

const madeSchema = z.looseObject({ id: z.string(), webhookSecret: z.string().optional() });

async function owner() {
  const tenantId = freshTenantId();
  const person = await makePerson(tenantId, "owner");
  const { secret } = await enrolTotp(person);
  return { tenantId, tenant: env.TENANT.getByName(tenantId), person, secret };
}

/** Makes a change with a fresh code; each code is good for one, so the clock is moved on between them. */
function change(
  person: LoggedIn,
  secret: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<Response> {
  return confirmed(person, { method, path, body }, { code: totpCode(secret) });
}

describe("ASVS 7.5.3: a channel", () => {
  it("is made, changed and removed only with a confirmation of exactly that", async () => {
    const { person, secret } = await owner();
    const target = { type: "slack", url: SLACK };
    const asked = await as(person, PATH, { body: { name: "Desk", target } });
    expect(await problemOf(asked)).toMatchObject({ status: 403, code: "step_up_needed" });
    const response = await change(person, secret, "POST", PATH, { name: "Desk", target });
    expect(response.status).toBe(201);
    const made = madeSchema.parse(await response.json());
    expect(response.headers.get("location")).toBe(`${PATH}/${made.id}`);
    expect(made).toMatchObject({
      name: "Desk",
      type: "slack",
      target: { host: "hooks.slack.com" },
      severity: "warning",
      enabled: true,
      health: "ok",
    });
    for (const method of ["PATCH", "DELETE"]) {
      const refused = await as(person, `${PATH}/${made.id}`, { method, body: { enabled: false } });
      expect(await problemOf(refused)).toMatchObject({ code: "step_up_needed" });
    }
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 30_000 });
    const changed = await change(person, secret, "PATCH", `${PATH}/${made.id}`, {
      severity: "critical",
      enabled: false,
    });
    expect(await changed.json()).toMatchObject({
      name: "Desk",
      severity: "critical",
      enabled: false,
      type: "slack",
    });
    vi.setSystemTime(Date.now() + 30_000);
    expect((await change(person, secret, "DELETE", `${PATH}/${made.id}`)).status).toBe(200);
    expect(await (await as(person, PATH)).json()).toEqual({ items: [], next: null });
    vi.useRealTimers();
  });

  it("is refused with a reason for what it cannot be", async () => {
    const { tenant } = await owner();
    const add = (target: Parameters<typeof addChannel>[1]) => addChannel(tenant, target);
    await expect(add({ type: "slack", url: "https://evil.example.org/services/T0/B0/x" })).rejects.toThrow(
      "url_refused",
    );
    await expect(add({ type: "webhook", url: "https://169.254.169.254/latest" })).rejects.toThrow(
      "url_refused",
    );
    for (let n = 0; n < 20; n++) await add({ type: "webhook", url: WEBHOOK });
    await expect(add({ type: "webhook", url: WEBHOOK })).rejects.toThrow("too_many");
  });

  it("takes no field that it does not know, and no value of another form", async () => {
    const { person, secret } = await owner();
    for (const body of [
      { name: "x", target: { type: "slack", url: SLACK, channel: "#general" } },
      { name: "x\r\nBcc: all@example.com", target: { type: "slack", url: SLACK } },
      { name: "x", target: { type: "telegram", botToken: BOT_TOKEN, chatId: "1&text=x" } },
      { name: "x", target: { type: "slack", url: SLACK }, kinds: ["test"] },
      { name: "x", target: { type: "slack", url: SLACK }, kinds: [] },
      { name: "x", target: { type: "pager", url: SLACK } },
    ]) {
      vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 30_000 });
      const refused = await change(person, secret, "POST", PATH, body);
      expect(await problemOf(refused)).toMatchObject({ status: 422, code: "invalid_field" });
    }
    vi.useRealTimers();
  });
});

describe("ASVS 13.3.1, 14.2.4: what is secret of a channel", () => {
  it("is in no answer, no row, no log and no entry of the audit; a webhook's secret is shown once", async () => {
    const { tenant, person } = await owner();
    const logged: string[] = [];
    for (const level of ["log", "warn", "error"] as const) {
      vi.spyOn(console, level).mockImplementation((...parts) => void logged.push(parts.join(" ")));
    }
    outside(() => ({ status: 400, body: `bad ${BOT_TOKEN}` }));
    withMail();
    await addChannel(tenant, { type: "slack", url: SLACK });
    await addChannel(tenant, { type: "discord", url: DISCORD });
    const { id: telegram } = await addChannel(tenant, {
      type: "telegram",
      botToken: BOT_TOKEN,
      chatId: "-100200",
    });
    await addChannel(tenant, { type: "email", to: [person.email] });
    const { id, webhookSecret } = await addChannel(tenant, { type: "webhook", url: WEBHOOK });
    expect(webhookSecret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    await tenant.changeNoticeChannel(id, { name: "renamed", wishes: {} }, theSystem);
    await tenant.receiveNotices([JSON.stringify(notice("n1"))]);
    const list = await (await as(person, PATH)).text();
    const notices = await (await as(person, "/api/notices")).text();
    const tested = await (await as(person, `${PATH}/${telegram}/test`, { method: "POST" })).text();
    expect(list).toContain("-100200");
    expect(list).toContain(person.email);
    const rows = await runInDurableObject(tenant, (_, { storage }) => {
      const tables = ["notice_channels", "notices", "notice_deliveries", "outbox"];
      return JSON.stringify(tables.map((table) => storage.sql.exec(`SELECT * FROM ${table}`).toArray()));
    });
    const chain = JSON.stringify(await wholeChain(tenant));
    expect(chain).toContain("notices.channel_added");
    for (const text of [list, notices, tested, rows, chain, ...logged]) expect(text).not.toMatch(SECRETS);
    // The chain stays for good, so it names nobody who could leave.
    expect(chain.match(new RegExp(person.email, "g")) ?? []).toHaveLength(0);
  });

  it("ASVS 13.3.4: is sealed anew under the newest key, and works as before", async () => {
    const { tenant, person } = await owner();
    const seen = outside();
    const ring = env.VAULT_KEYS;
    const [older] = z.array(z.unknown()).parse(JSON.parse(ring));
    Object.assign(env, { VAULT_KEYS: JSON.stringify([older]) });
    const { id } = await addChannel(tenant, { type: "slack", url: SLACK });
    await addChannel(tenant, { type: "webhook", url: WEBHOOK });
    Object.assign(env, { VAULT_KEYS: ring });
    const rewrap = () => as(person, "/security/keys/rewrap", { body: {} });
    expect(await (await rewrap()).json()).toMatchObject({ rewrapped: 2, failed: [] });
    expect(await (await rewrap()).json()).toMatchObject({ rewrapped: 0, failed: [] });
    Object.assign(env, { VAULT_KEYS: JSON.stringify(z.array(z.unknown()).parse(JSON.parse(ring)).slice(1)) });
    expect(await tenant.testNoticeChannel(id, "test_1", theSystem)).toMatchObject({
      value: { delivered: true },
    });
    Object.assign(env, { VAULT_KEYS: ring });
    expect(seen.map(({ url }) => url)).toEqual([SLACK]);
  });
});

describe("a test of a channel", () => {
  it("says what the other side answered, or that there was no answer", async () => {
    const { tenant, person } = await owner();
    const { id } = await addChannel(tenant, { type: "slack", url: SLACK });
    const test = async () => (await as(person, `${PATH}/${id}/test`, { method: "POST" })).json();
    const seen = outside((_, count) =>
      count === 1 ? { status: 404, body: "no_service" } : count === 2 ? null : 200,
    );
    expect(await test()).toEqual({ delivered: false, status: 404, reason: null, answer: "no_service" });
    expect(await test()).toMatchObject({
      delivered: false,
      status: null,
      reason: "outbound_failed",
      answer: null,
    });
    expect(await test()).toMatchObject({ delivered: true, status: 200, answer: "ok" });
    expect(seen[0]?.body).toContain("This is a test");
    const actions = (await wholeChain(tenant)).map(({ entry }) => entry.action);
    expect(actions.filter((action) => action === "notices.channel_tested")).toHaveLength(3);
  });

  it("ASVS 15.3.2: shows nothing of what a webhook of one's own answered, which may lie anywhere", async () => {
    const { tenant } = await owner();
    outside(() => ({ status: 302, body: "inner page", headers: { location: "http://10.0.0.1/" } }));
    const { id } = await addChannel(tenant, { type: "webhook", url: WEBHOOK });
    expect(await tenant.testNoticeChannel(id, "test_1", theSystem)).toMatchObject({
      value: { delivered: false, status: 302, answer: null },
    });
  });

  it("ASVS 2.4.1: is made ten times a minute from one address", async () => {
    const { tenant, person } = await owner();
    outside();
    const { id } = await addChannel(tenant, { type: "slack", url: SLACK });
    const address = freshAddress();
    const test = () => as(person, `${PATH}/${id}/test`, { method: "POST", address });
    for (let n = 0; n < 10; n++) expect((await test()).status).toBe(200);
    const refused = await test();
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await problemOf(refused)).toMatchObject({ status: 429, code: "rate_limited" });
    expect((await as(person, `${PATH}/${id}/test`, { method: "POST" })).status).toBe(200);
  });
});

describe("the list of notices", () => {
  it("is paged, the newest first, and shows each one's way to each channel", async () => {
    const { tenant, person } = await owner();
    outside();
    const { id } = await addChannel(tenant, { type: "slack", url: SLACK });
    for (let n = 0; n < 5; n++)
      await tenant.receiveNotices([
        JSON.stringify(notice(`n${n}`, { severity: n === 4 ? "warning" : "info" })),
      ]);
    const pageSchema = z.object({
      items: z.array(
        z.looseObject({ id: z.string(), deliveries: z.array(z.looseObject({ channelId: z.string() })) }),
      ),
      next: z.string().nullable(),
    });
    const page = async (query: string) =>
      pageSchema.parse(await (await as(person, `/api/notices${query}`)).json());
    const first = await page("?limit=3");
    expect(first.items.map((item) => item.id)).toEqual(["n4", "n3", "n2"]);
    expect(first.items.map(({ deliveries }) => deliveries.map(({ channelId }) => channelId))).toEqual([
      [id],
      [],
      [],
    ]);
    const second = await page(`?limit=3&cursor=${first.next}`);
    expect(second).toMatchObject({ items: [{ id: "n1" }, { id: "n0" }], next: null });
  });

  it("keeps a thousand, and none less while it is on its way", async () => {
    const { tenant } = await owner();
    outside(() => 503);
    await addChannel(
      tenant,
      { type: "slack", url: SLACK },
      { wishes: { kinds: ["emergency"], severity: "info", enabled: true } },
    );
    await tenant.receiveNotices([JSON.stringify(notice("kept", { kind: "emergency" }))]);
    await runInDurableObject(tenant, async (instance) => {
      for (let n = 0; n < 1_005; n++) await instance.receiveNotices([JSON.stringify(notice(`n${n}`))]);
    });
    await runInDurableObject(tenant, (_, { storage }) => {
      expect(storage.sql.exec("SELECT count(*) AS n FROM notices").one()).toEqual({ n: 1_001 });
      expect(storage.sql.exec("SELECT count(*) AS n FROM notices WHERE id = 'kept'").one()).toEqual({ n: 1 });
    });
  });
});
