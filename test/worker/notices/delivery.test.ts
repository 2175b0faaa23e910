import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { newTenant } from "../audit/support.ts";
import { makePerson, manager } from "../support/people.ts";
import {
  addChannel,
  alarmsUntil,
  BOT_TOKEN,
  DISCORD,
  notice,
  noticeTests,
  outside,
  SECOND_MS,
  SLACK,
  statesOf,
  WEBHOOK,
  withMail,
} from "./support.ts";

noticeTests();

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

  it("keeps no id of whoever left, or was erased, nor of those who left before that was so", async () => {
    const { tenant, tenantId } = newTenant();
    const owner = await makePerson(tenantId, "owner");
    const [left, erased] = [await makePerson(tenantId, "viewer"), await makePerson(tenantId, "viewer")];
    withMail();
    await addChannel(tenant, { type: "email", to: [owner.email, left.email, erased.email] });
    await addChannel(tenant, { type: "email", to: [erased.email] });
    await addChannel(tenant, { type: "slack", url: SLACK });
    const kept = () =>
      runInDurableObject(tenant, (_, { storage }) =>
        storage.sql.exec("SELECT shown FROM notice_channels ORDER BY created_at_ms, id").toArray(),
      );
    const [mail, alone, slack] = await kept();
    expect(JSON.stringify([mail, alone])).toContain(erased.user.id);
    await tenant.changeMember(left.user.id, null, manager("owner"));
    expect(JSON.stringify(await kept())).not.toContain(left.user.id);
    await tenant.erasePerson({ userId: erased.user.id, address: null });
    const rest = [{ shown: JSON.stringify({ memberIds: [owner.user.id] }) }, { shown: '{"memberIds":[]}' }];
    expect(await kept()).toEqual([...rest, slack]);
    // As an earlier version left it; the person asks to be forgotten once more.
    await runInDurableObject(tenant, (_, { storage }) => {
      storage.sql.exec("UPDATE notice_channels SET shown = ? WHERE type = 'email'", mail?.["shown"] ?? "");
    });
    await tenant.erasePerson({ userId: left.user.id, address: null });
    expect(await kept()).toEqual([rest[0], rest[0], slack]);
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
