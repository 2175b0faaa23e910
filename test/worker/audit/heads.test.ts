import {
  abortAllDurableObjects,
  evictDurableObject,
  runDurableObjectAlarm,
  runInDurableObject,
} from "cloudflare:test";
import { env } from "cloudflare:workers";
import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import * as z from "zod";
import type { Tenant } from "../../../durable-objects/tenant/index.ts";
import { theSystem } from "../../../src/domain/audit/make-draft.ts";
import { verifyChain } from "../../../src/domain/audit/verify.ts";
import { nextReportMs } from "../../../src/domain/security/report-week.ts";
import { verifyHead } from "../../../src/protocol/audit-head.ts";
import { importPublicKeys } from "../../../src/protocol/compact-jws.ts";
import { alarmSoon } from "../support/alarms.ts";
import { gatewayKeys, newStrategyId, newTenant, verifyText, wholeChain } from "./support.ts";

const HOUR_MS = 3_600_000;
const START_MS = Math.floor(Date.now() / HOUR_MS) * HOUR_MS + 10 * 60_000;
const URL = "https://siem.example.org/hooks/sallyport";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: START_MS });
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

type Stub = DurableObjectStub<Tenant>;

async function heads(tenant: Stub) {
  const { heads: all } = await tenant.auditStretch(0, Number.MAX_SAFE_INTEGER, 10_000);
  return all;
}

function alarmOf(tenant: Stub): Promise<number | null> {
  return runInDurableObject(tenant, (_, { storage }) => storage.getAlarm());
}

describe("ASVS 16.4.2: signed heads", () => {
  it("are made at the full hour after something was recorded, and not again while nothing comes", async () => {
    const { tenant, tenantId } = newTenant();
    await tenant.register(newStrategyId(), "one", theSystem);
    expect(await alarmOf(tenant)).toBe(START_MS + 50 * 60_000);
    // An alarm that comes early, as any alarm of another part does, signs nothing.
    await runDurableObjectAlarm(tenant);
    expect(await heads(tenant)).toEqual([]);
    vi.setSystemTime(START_MS + HOUR_MS);
    await runDurableObjectAlarm(tenant);
    const [head, ...more] = await heads(tenant);
    expect(more).toEqual([]);
    const read = await verifyHead(head?.jws ?? "", await importPublicKeys(gatewayKeys()));
    if (!read.ok) throw new Error(read.error.message);
    expect(read.value).toMatchObject({ tenantId, sequence: 1, atMs: START_MS + HOUR_MS });
    expect(
      verifyChain(await wholeChain(tenant), [read.value], (data) =>
        createHash("sha256").update(data).digest("hex"),
      ),
    ).toBeNull();
    vi.setSystemTime(START_MS + 5 * HOUR_MS);
    await runDurableObjectAlarm(tenant);
    expect(await heads(tenant)).toHaveLength(1);
    // What is left is the report of the week.
    expect(await alarmSoon(tenant)).toBe(nextReportMs(START_MS + 5 * HOUR_MS));
  });

  it("are made once when the object is ended in the middle of signing", async () => {
    const { tenantId, tenant } = newTenant();
    await tenant.register(newStrategyId(), "one", theSystem);
    vi.setSystemTime(START_MS + HOUR_MS);
    for (let round = 0; round < 3; round++) {
      const stub = env.TENANT.getByName(tenantId);
      const alarm = runInDurableObject(stub, (instance) => instance.alarm());
      const ended = runInDurableObject(stub, (_, ctx) => ctx.abort("crash"));
      await Promise.allSettled([alarm, ended]);
    }
    const fresh = env.TENANT.getByName(tenantId);
    await Promise.all([
      runInDurableObject(fresh, (instance) => instance.alarm()),
      runInDurableObject(fresh, (instance) => instance.alarm()),
    ]);
    expect((await heads(fresh)).map(({ sequence }) => sequence)).toEqual([1]);
  });
});

const postSchema = z.object({
  type: z.literal("audit.heads"),
  tenantId: z.string(),
  heads: z.array(z.object({ sequence: z.number(), jws: z.string(), atMs: z.number() })),
});

/** A receiver on the internet; it fails as often as it is told to. */
function receiver(failures = 0) {
  const posts: { headers: Headers; body: string }[] = [];
  let attempts = 0;
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input) => {
    if (!(input instanceof Request)) throw new Error("a request is expected");
    attempts++;
    expect(input.url).toBe(URL);
    if (attempts <= failures) return new Response(null, { status: attempts % 2 === 0 ? 500 : 302 });
    posts.push({ headers: input.headers, body: await input.text() });
    return new Response(null, { status: 204 });
  });
  return { posts, attempts: () => attempts };
}

async function withWebhook(stub: Stub): Promise<string> {
  const configured = await stub.configureAuditDelivery({ webhookUrl: URL, bucket: false }, theSystem);
  if (!configured.ok || configured.value.webhookSecret === undefined) throw new Error("no secret");
  return configured.value.webhookSecret;
}

/** Runs alarms, each `stepMs` later, until something is there; counted, since the clock is not to be trusted here. */
async function alarmsUntil(
  stub: Stub,
  stepMs: number,
  there: () => boolean | Promise<boolean>,
): Promise<void> {
  for (let n = 0; n < 60; n++) {
    vi.setSystemTime(Date.now() + stepMs);
    await runDurableObjectAlarm(stub);
    await scheduler.wait(10);
    if (await there()) return;
  }
  throw new Error("not after 60 alarms");
}

describe("ASVS 16.4.3: heads on their way off the platform", () => {
  it("are posted to the webhook, signed, with an id that stays when they are sent again", async () => {
    const { tenant, tenantId } = newTenant();
    const secret = await withWebhook(tenant);
    const { posts } = receiver();
    await alarmsUntil(tenant, HOUR_MS, () => posts.length > 0);
    const [{ headers, body } = { headers: new Headers(), body: "" }] = posts;
    const sent = postSchema.parse(JSON.parse(body));
    expect(sent).toMatchObject({ tenantId, heads: [{ sequence: 1 }] });
    expect(headers.get("webhook-id")).toBe(`head_${tenantId}_1_1`);
    const text = `${headers.get("webhook-id")}.${headers.get("webhook-timestamp")}.${body}`;
    const key = await crypto.subtle.importKey(
      "raw",
      Buffer.from(secret.slice("whsec_".length), "base64"),
      { name: "HMAC", hash: "SHA-256" },
      false,
      ["verify"],
    );
    const signature = Buffer.from((headers.get("webhook-signature") ?? "").slice("v1,".length), "base64");
    expect(await crypto.subtle.verify("HMAC", key, signature, new TextEncoder().encode(text))).toBe(true);
    expect((await verifyHead(sent.heads[0]?.jws ?? "", await importPublicKeys(gatewayKeys()))).ok).toBe(true);
  });

  it("wait while the receiver fails, longer and longer, and arrive in order when it is back", async () => {
    const { tenant } = newTenant();
    await withWebhook(tenant);
    const { posts, attempts } = receiver(6);
    await tenant.register(newStrategyId(), "one", theSystem);
    await alarmsUntil(tenant, HOUR_MS, () => attempts() >= 3);
    await tenant.register(newStrategyId(), "two", theSystem);
    await abortAllDurableObjects();
    await alarmsUntil(env.TENANT.getByName(tenant.name ?? ""), HOUR_MS, () => posts.length >= 1);
    await alarmsUntil(env.TENANT.getByName(tenant.name ?? ""), HOUR_MS, () => sequences(posts).length >= 2);
    expect(sequences(posts)).toEqual([2, 3]);
    // A redirect is an answer like any other failure; it was not followed.
    expect(attempts()).toBe(6 + posts.length);
  });

  it("are not lost when the object sleeps between signing and sending", async () => {
    const { tenant } = newTenant();
    await withWebhook(tenant);
    const { posts } = receiver(1);
    vi.setSystemTime(START_MS + HOUR_MS);
    await runDurableObjectAlarm(tenant);
    await evictDurableObject(tenant);
    await alarmsUntil(tenant, 1_000, () => posts.length > 0);
    expect(sequences(posts)).toEqual([1]);
  });

  it("go to the bucket with the entries that they cover, as an export that verifies without anything personal", async () => {
    const { tenant, tenantId } = newTenant();
    const who = { kind: "person", id: "usr_ANN", name: "ann@example.com", address: "203.0.113.7" } as const;
    await tenant.configureAuditDelivery({ webhookUrl: null, bucket: true }, who);
    await tenant.register(newStrategyId(), "one", who);
    const stored = async () =>
      (await env.AUDIT_BUCKET?.list({ prefix: `audit/${tenantId}/` }))?.objects ?? [];
    const arrived = (wanted: number) =>
      alarmsUntil(tenant, HOUR_MS, async () => (await stored()).length >= wanted);
    await arrived(1);
    await tenant.register(newStrategyId(), "two", who);
    await arrived(2);
    const texts = await Promise.all(
      (await stored()).map(async ({ key }) => (await env.AUDIT_BUCKET?.get(key))?.text() ?? ""),
    );
    const reports = await Promise.all(texts.map(verifyText));
    expect(reports).toMatchObject([
      { fault: null, first: 1, last: 2, heads: [{ sequence: 2 }] },
      { fault: null, first: 3, last: 3, heads: [{ sequence: 3 }] },
    ]);
    expect(texts.join()).not.toMatch(/usr_ANN|ann@|203\.0\.113/);
  });

  it("leave for no address but a public one", async () => {
    const { tenant } = newTenant();
    for (const webhookUrl of [
      "http://example.org/",
      "https://127.0.0.1/",
      "https://[::1]/",
      "https://user@example.org/",
    ]) {
      const configured = await tenant.configureAuditDelivery({ webhookUrl, bucket: false }, theSystem);
      expect(configured).toMatchObject({ ok: false, error: { code: "url_refused" } });
    }
    expect(await wholeChain(tenant)).toEqual([]);
  });

  it("are signed with a secret that lies sealed, and the log has only the webhook's host", async () => {
    const { tenant } = newTenant();
    const secret = await withWebhook(tenant);
    await runInDurableObject(tenant, (_, ctx) => {
      const rows = JSON.stringify(ctx.storage.sql.exec("SELECT * FROM audit_delivery").toArray());
      expect(rows).not.toContain(secret.slice(6));
      expect(rows).toContain("v1.");
    });
    expect((await wholeChain(tenant)).at(-1)?.entry.changes).toEqual([
      { field: "webhook", before: "null", after: "siem.example.org" },
    ]);
  });
});

function sequences(posts: readonly { body: string }[]): number[] {
  return posts.flatMap(({ body }) =>
    postSchema.parse(JSON.parse(body)).heads.map(({ sequence }) => sequence),
  );
}
