import {
  abortAllDurableObjects,
  evictDurableObject,
  runDurableObjectAlarm,
  runInDurableObject,
} from "cloudflare:test";
import { env } from "cloudflare:workers";
import { createHmac } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import * as z from "zod";
import { theSystem } from "../../../src/domain/audit/make-draft.ts";
import { newTenant } from "../audit/support.ts";
import { makePerson, manager } from "../support/people.ts";
import {
  addChannel,
  alarmsUntil,
  BOT_TOKEN,
  DISCORD,
  nobodyOutside,
  notice,
  outside,
  removeChannels,
  SLACK,
  statesOf,
  WEBHOOK,
  withMail,
  withoutMail,
} from "./support.ts";

beforeEach(() => {
  // What is given up is logged, and so is an object that is aborted; here both are what is wanted.
  for (const level of ["warn", "error"] as const)
    vi.spyOn(console, level).mockImplementation(() => undefined);
  vi.useFakeTimers({ toFake: ["Date"] });
});

afterEach(async () => {
  await removeChannels();
  withoutMail();
  vi.restoreAllMocks();
  nobodyOutside();
  vi.useRealTimers();
});

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

describe("a notice", () => {
  it("reaches each channel in that service's own form", async () => {
    const { tenant } = newTenant();
    const seen = outside((one) => (one.url.startsWith("https://discord") ? 204 : 200));
    await addChannel(tenant, { type: "slack", url: SLACK });
    await addChannel(tenant, { type: "discord", url: DISCORD });
    await addChannel(tenant, { type: "telegram", botToken: BOT_TOKEN, chatId: "-1001234" });
    await addChannel(tenant, { type: "webhook", url: WEBHOOK });
    await tenant.receiveNotices([JSON.stringify(notice("n1"))]);
    await alarmsUntil(
      () => tenant,
      SECOND_MS,
      () => seen.length === 4,
    );
    const bodyFor = (url: string): unknown => JSON.parse(seen.find((one) => one.url === url)?.body ?? "null");
    expect(bodyFor(SLACK)).toMatchObject({ text: "Warning: Title of n1" });
    expect(bodyFor(`${DISCORD}?wait=true`)).toMatchObject({ allowed_mentions: { parse: [] } });
    expect(bodyFor(`https://api.telegram.org/bot${BOT_TOKEN}/sendMessage`)).toMatchObject({
      chat_id: "-1001234",
    });
    expect(bodyFor(WEBHOOK)).toMatchObject({ type: "notice.security", data: { id: "n1" } });
    await alarmsUntil(
      () => tenant,
      SECOND_MS,
      async () => (await statesOf(tenant, "n1")).every((state) => state === "delivered"),
    );
  });

  it("is told once, whoever repeats it", async () => {
    const { tenant } = newTenant();
    const seen = outside();
    await addChannel(tenant, { type: "slack", url: SLACK });
    for (let n = 0; n < 3; n++) await tenant.receiveNotices([JSON.stringify(notice("same"))]);
    await tenant.receiveNotices([JSON.stringify(notice("other"))]);
    await alarmsUntil(
      () => tenant,
      SECOND_MS,
      () => seen.length === 2,
    );
    expect((await tenant.notices({ limit: 10, before: null })).map(({ id }) => id)).toEqual([
      "other",
      "same",
    ]);
  });

  it("goes only to channels that want its kind and severity and are on", async () => {
    const { tenant } = newTenant();
    const seen = outside();
    const wishes = { kinds: ["trading" as const], severity: "critical" as const, enabled: true };
    await addChannel(tenant, { type: "slack", url: SLACK }, { wishes });
    await addChannel(tenant, { type: "webhook", url: WEBHOOK }, { wishes: { ...wishes, enabled: false } });
    await tenant.receiveNotices([JSON.stringify(notice("n1"))]);
    await tenant.receiveNotices([JSON.stringify(notice("n2", { kind: "trading" }))]);
    await tenant.receiveNotices([JSON.stringify(notice("n3", { kind: "trading", severity: "critical" }))]);
    await alarmsUntil(
      () => tenant,
      SECOND_MS,
      () => seen.length > 0,
    );
    expect(seen.map(({ url }) => url)).toEqual([SLACK]);
    expect(seen[0]?.body).toContain("Title of n3");
  });

  it("that is rolled back with its cause is not told", async () => {
    const { tenant } = newTenant();
    const seen = outside();
    await addChannel(tenant, { type: "slack", url: SLACK });
    // The transaction fails after the notice was stored, as it would when the caller's own change failed.
    await runInDurableObject(tenant, async (instance, ctx) => {
      ctx.storage.sql.exec(
        "CREATE TRIGGER broken BEFORE INSERT ON outbox BEGIN SELECT RAISE(ABORT, 'no'); END",
      );
      await expect(instance.receiveNotices([JSON.stringify(notice("n1"))])).rejects.toThrow();
      ctx.storage.sql.exec("DROP TRIGGER broken");
    });
    expect(await tenant.notices({ limit: 10, before: null })).toEqual([]);
    expect(seen).toEqual([]);
  });
});

describe("ASVS 13.1.3: a channel that fails", () => {
  it("is tried again, and a webhook knows the repeat by its id and can check every signature", async () => {
    const { tenant } = newTenant();
    const seen = outside((_, count) => (count === 1 ? 503 : count === 2 ? null : 204));
    const { webhookSecret } = await addChannel(tenant, { type: "webhook", url: WEBHOOK });
    await tenant.receiveNotices([JSON.stringify(notice("n1"))]);
    await alarmsUntil(
      () => tenant,
      10 * SECOND_MS,
      () => seen.length === 3,
    );
    expect(new Set(seen.map(({ headers }) => headers.get("webhook-id"))).size).toBe(1);
    expect(new Set(seen.map(({ body }) => body)).size).toBe(1);
    for (const { headers, body } of seen) {
      const [id, at] = [headers.get("webhook-id") ?? "", headers.get("webhook-timestamp") ?? ""];
      expect(id).toMatch(/^ntc_[0-9a-f]{32}$/);
      const key = Buffer.from(webhookSecret.slice("whsec_".length), "base64");
      const signature = createHmac("sha256", key).update(`${id}.${at}.${body}`).digest("base64");
      expect(headers.get("webhook-signature")).toBe(`v1,${signature}`);
    }
    await alarmsUntil(
      () => tenant,
      SECOND_MS,
      async () => (await statesOf(tenant, "n1"))[0] === "delivered",
    );
  });

  it("is left alone as long as it asks", async () => {
    const { tenant } = newTenant();
    const startMs = Date.now();
    const times: number[] = [];
    outside((_, count) => {
      times.push(Date.now() - startMs);
      return count === 1 ? { status: 429, headers: { "retry-after": "300" } } : 200;
    });
    await addChannel(tenant, { type: "slack", url: SLACK });
    await tenant.receiveNotices([JSON.stringify(notice("n1"))]);
    await alarmsUntil(
      () => tenant,
      20 * SECOND_MS,
      () => times.length === 2,
    );
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(300 * SECOND_MS);
  });

  it("with 404 is tried three times, then marked with the reason, and healed by the next success", async () => {
    const { tenant } = newTenant();
    let there = false;
    const seen = outside(() => (there ? 200 : { status: 404, body: "no_service" }));
    await addChannel(tenant, { type: "slack", url: SLACK });
    await tenant.receiveNotices([JSON.stringify(notice("n1"))]);
    await alarmsUntil(
      () => tenant,
      10 * MINUTE_MS,
      async () => (await statesOf(tenant, "n1"))[0] === "given_up",
    );
    expect(seen).toHaveLength(3);
    expect(await tenant.noticeChannels()).toMatchObject([
      { health: "failing", failingReason: "answered_404" },
    ]);
    there = true;
    await tenant.receiveNotices([JSON.stringify(notice("n2"))]);
    await alarmsUntil(
      () => tenant,
      SECOND_MS,
      async () => (await statesOf(tenant, "n2"))[0] === "delivered",
    );
    expect(await tenant.noticeChannels()).toMatchObject([{ health: "ok", failingReason: null }]);
  });

  it("with 410 gets nothing more until somebody tests it", async () => {
    const { tenant } = newTenant();
    let gone = true;
    const seen = outside(() => (gone ? 410 : 200));
    const { id } = await addChannel(tenant, { type: "webhook", url: WEBHOOK });
    await tenant.receiveNotices([JSON.stringify(notice("n1"))]);
    await alarmsUntil(
      () => tenant,
      SECOND_MS,
      async () => (await statesOf(tenant, "n1"))[0] === "given_up",
    );
    await tenant.receiveNotices([JSON.stringify(notice("n2"))]);
    await alarmsUntil(
      () => tenant,
      SECOND_MS,
      async () => (await statesOf(tenant, "n2"))[0] === "given_up",
    );
    expect(seen).toHaveLength(1);
    expect(await tenant.noticeChannels()).toMatchObject([{ health: "gone" }]);
    gone = false;
    expect(await tenant.testNoticeChannel(id, "test_1", theSystem)).toMatchObject({
      value: { delivered: true },
    });
    expect(await tenant.noticeChannels()).toMatchObject([{ health: "ok" }]);
  });

  it("for a day loses the notice: given up, shown as such, and the list still has it", async () => {
    const { tenant } = newTenant();
    outside(() => 500);
    await addChannel(tenant, { type: "slack", url: SLACK });
    await tenant.receiveNotices([JSON.stringify(notice("n1"))]);
    const startMs = Date.now();
    await alarmsUntil(
      () => tenant,
      HOUR_MS,
      async () => (await statesOf(tenant, "n1"))[0] === "given_up",
    );
    expect(Date.now() - startMs).toBeGreaterThan(20 * HOUR_MS);
    const [page] = await tenant.notices({ limit: 10, before: null });
    expect(page?.deliveries).toMatchObject([{ state: "given_up", reason: "answered_500" }]);
  });

  it("holds up no other channel", async () => {
    const { tenant } = newTenant();
    const seen = outside((one) => (one.url === SLACK ? 500 : 200));
    await addChannel(tenant, { type: "slack", url: SLACK });
    await addChannel(tenant, { type: "webhook", url: WEBHOOK });
    await tenant.receiveNotices([JSON.stringify(notice("n1"))]);
    await alarmsUntil(
      () => tenant,
      SECOND_MS,
      () => seen.some(({ url }) => url === WEBHOOK),
    );
  });
});

describe("a flood of notices", () => {
  it("becomes ten messages in a minute, the last of them a digest of the rest", async () => {
    const { tenant } = newTenant();
    const seen = outside();
    await addChannel(tenant, { type: "webhook", url: WEBHOOK });
    // In one turn, as detection would tell them, so that all of them wait.
    await runInDurableObject(tenant, async (instance) => {
      await Promise.all(
        Array.from({ length: 46 }, (_, n) => instance.receiveNotices([JSON.stringify(notice(`n${n}`))])),
      );
    });
    await alarmsUntil(
      () => tenant,
      0,
      async () => (await statesOf(tenant, "n45"))[0] === "delivered",
    );
    expect(seen).toHaveLength(10);
    expect(seen[9]?.headers.get("webhook-id")).toMatch(/^dig_/);
    expect(JSON.parse(seen[9]?.body ?? "")).toMatchObject({ data: { title: "37 more notices" } });
    await tenant.receiveNotices([JSON.stringify(notice("after"))]);
    for (let n = 0; n < 5; n++) await runDurableObjectAlarm(tenant);
    expect(seen).toHaveLength(10);
    await alarmsUntil(
      () => tenant,
      10 * SECOND_MS,
      () => seen.length === 11,
    );
    expect(seen[10]?.body).toContain("Title of after");
  });

  it("that could not be delivered keeps its digest as it was, id and all", async () => {
    const { tenant } = newTenant();
    const seen = outside((one) => (one.body.includes("more notices") && seen.length < 12 ? 503 : 200));
    await addChannel(tenant, { type: "webhook", url: WEBHOOK });
    await runInDurableObject(tenant, async (instance) => {
      await Promise.all(
        Array.from({ length: 20 }, (_, n) => instance.receiveNotices([JSON.stringify(notice(`n${n}`))])),
      );
    });
    await alarmsUntil(
      () => tenant,
      10 * SECOND_MS,
      async () => (await statesOf(tenant, "n19"))[0] === "delivered",
    );
    const digests = seen.filter(({ headers }) => headers.get("webhook-id")?.startsWith("dig_"));
    expect(digests.length).toBeGreaterThan(1);
    expect(new Set(digests.map(({ body }) => body)).size).toBe(1);
    expect(new Set(digests.map(({ headers }) => headers.get("webhook-id"))).size).toBe(1);
  });
});

describe("an object that ends", () => {
  it("between telling and sending sends when it is back", async () => {
    const { tenant, tenantId } = newTenant();
    const seen = outside((_, count) => (count === 1 ? 503 : 200));
    await addChannel(tenant, { type: "webhook", url: WEBHOOK });
    await tenant.receiveNotices([JSON.stringify(notice("n1"))]);
    await evictDurableObject(tenant);
    const again = () => env.TENANT.getByName(tenantId);
    await alarmsUntil(again, 10 * SECOND_MS, async () => (await statesOf(again(), "n1"))[0] === "delivered");
    expect(new Set(seen.map(({ headers }) => headers.get("webhook-id"))).size).toBe(1);
  });

  it("while the receiver answers sends again, under the same id", async () => {
    const { tenantId } = newTenant();
    const again = () => env.TENANT.getByName(tenantId);
    // Of its own, since objects of other tests may be woken by the end of all objects too.
    const url = `${WEBHOOK}Held`;
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const all = outside(async (one) => {
      // The first one is taken by the receiver, but its answer never arrives.
      if (one.url === url && posts().length === 1) await held;
      return 200;
    });
    const posts = () => all.filter((one) => one.url === url);
    await addChannel(again(), { type: "webhook", url });
    await again().receiveNotices([JSON.stringify(notice("n1"))]);
    await alarmsUntil(again, 0, () => posts().length === 1);
    await abortAllDurableObjects();
    release();
    await alarmsUntil(again, 10 * SECOND_MS, async () => (await statesOf(again(), "n1"))[0] === "delivered");
    expect(posts().length).toBeGreaterThan(1);
    expect(new Set(posts().map(({ headers }) => headers.get("webhook-id"))).size).toBe(1);
  });
});

const resendSchema = z.object({
  from: z.literal("Sallyport <notices@example.com>"),
  to: z.array(z.string()),
  subject: z.string(),
  text: z.string(),
  html: z.string(),
});

describe("mail", () => {
  it("goes through the operator's provider to members, and no more to whoever left", async () => {
    const { tenant, tenantId } = newTenant();
    const [owner, viewer] = [await makePerson(tenantId, "owner"), await makePerson(tenantId, "viewer")];
    const seen = outside((_, count) =>
      count === 2 ? { status: 409, body: JSON.stringify({ name: "concurrent_idempotent_requests" }) } : 200,
    );
    withMail();
    await addChannel(tenant, { type: "email", to: [owner.email.toUpperCase(), viewer.email] });
    await tenant.receiveNotices([JSON.stringify(notice("n1"))]);
    await alarmsUntil(
      () => tenant,
      SECOND_MS,
      () => seen.length === 1,
    );
    const first = resendSchema.parse(JSON.parse(seen[0]?.body ?? ""));
    expect(seen[0]?.url).toBe("https://api.resend.com/emails");
    expect(seen[0]?.headers.get("authorization")).toBe("Bearer re_operators_key");
    expect(first.to.sort()).toEqual([owner.email, viewer.email].sort());
    expect(first.subject).toBe("[Sallyport] Warning: Title of n1");
    await tenant.changeMember(viewer.user.id, null, manager("owner"));
    await tenant.receiveNotices([JSON.stringify(notice("n2"))]);
    await alarmsUntil(
      () => tenant,
      10 * SECOND_MS,
      async () => (await statesOf(tenant, "n2"))[0] === "delivered",
    );
    const keys = seen.slice(1).map(({ headers }) => headers.get("idempotency-key"));
    expect(keys).toHaveLength(2);
    expect(new Set(keys).size).toBe(1);
    expect(resendSchema.parse(JSON.parse(seen[1]?.body ?? "")).to).toEqual([owner.email]);
  });

  it.each([
    ["postmark", "https://api.postmarkapp.com/email", "x-postmark-server-token", "re_operators_key"],
    ["sendgrid", "https://api.sendgrid.com/v3/mail/send", "authorization", "Bearer re_operators_key"],
  ])("goes through %s in its own form", async (provider, url, header, value) => {
    const { tenant, tenantId } = newTenant();
    const owner = await makePerson(tenantId, "owner");
    const seen = outside(() => 202);
    withMail(provider);
    await addChannel(tenant, { type: "email", to: [owner.email] });
    await tenant.receiveNotices([JSON.stringify(notice("n1"))]);
    await alarmsUntil(
      () => tenant,
      SECOND_MS,
      () => seen.length === 1,
    );
    expect(seen[0]?.url).toBe(url);
    expect(seen[0]?.headers.get(header)).toBe(value);
    expect(JSON.parse(seen[0]?.body ?? "")).toMatchObject(
      provider === "postmark"
        ? { From: "Sallyport <notices@example.com>", To: owner.email, MessageStream: "outbound" }
        : {
            from: { email: "notices@example.com", name: "Sallyport" },
            personalizations: [{ to: [{ email: owner.email }] }],
          },
    );
  });

  it("is refused for strangers, and while the operator has set up none", async () => {
    const { tenant, tenantId } = newTenant();
    const owner = await makePerson(tenantId, "owner");
    await expect(addChannel(tenant, { type: "email", to: [owner.email] })).rejects.toThrow(
      "mail_not_configured",
    );
    withMail();
    await expect(addChannel(tenant, { type: "email", to: ["victim@example.net"] })).rejects.toThrow(
      "unknown_recipient",
    );
  });
});
