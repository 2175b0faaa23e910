import { abortAllDurableObjects, evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { theSystem } from "../../../src/domain/audit/make-draft.ts";
import { newTenant } from "../audit/support.ts";
import {
  addChannel,
  alarmsUntil,
  HOUR_MS,
  MINUTE_MS,
  notice,
  noticeTests,
  outside,
  SECOND_MS,
  SLACK,
  statesOf,
  WEBHOOK,
} from "./support.ts";

noticeTests();

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
