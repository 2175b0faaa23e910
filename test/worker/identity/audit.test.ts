import { abortAllDurableObjects, runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { AuditRecord } from "../../../src/domain/audit/entry.ts";
import { verifyChain } from "../../../src/domain/audit/verify.ts";
import { verifyText } from "../audit/support.ts";
import { until } from "../support/gateway.ts";
import {
  as,
  call,
  enrolTotp,
  freshTenantId,
  loggedIn,
  logIn,
  makePerson,
  manager,
  PASSWORD,
} from "../support/people.ts";

const sha256 = (data: Uint8Array) => createHash("sha256").update(data).digest("hex");

async function chainOf(tenantId: string): Promise<readonly AuditRecord[]> {
  const tenant = env.TENANT.getByName(tenantId);
  return (await tenant.auditStretch(0, Number.MAX_SAFE_INTEGER, 1_000)).records;
}

/** Waits until the outboxes have brought an entry of this action. */
function arrived(tenantId: string, action: string): Promise<AuditRecord> {
  return until(action, async () =>
    (await chainOf(tenantId)).findLast(({ entry }) => entry.action === action),
  );
}

describe("the audit log", () => {
  it("ASVS 16.2.1, 16.3.1: tells who did what, when, from where, with which outcome", async () => {
    const tenantId = freshTenantId();
    const owner = await makePerson(tenantId, "owner");
    await logIn(owner.email, { password: "not this one at all" }, "203.0.113.77");
    const failed = await arrived(tenantId, "login.failed");
    expect(failed).toMatchObject({
      entry: { verdict: "refused", code: "wrong_credentials" },
      who: { id: owner.user.id, address: "203.0.113.77" },
    });
    const admin = await makePerson(tenantId, "admin");
    const tenant = env.TENANT.getByName(tenantId);
    await tenant.changeMember(admin.user.id, { role: "viewer", accounts: null }, manager("owner"));
    const changed = await arrived(tenantId, "member.changed");
    expect(changed.entry).toMatchObject({
      changes: [{ field: "role", before: "admin", after: "viewer" }],
      verdict: "done",
    });
    await tenant.changeMember(owner.user.id, null, manager("owner"));
    const removed = await arrived(tenantId, "member.removed");
    expect(removed.entry).toMatchObject({ verdict: "refused", code: "last_owner" });
    const second = await loggedIn(await logIn(owner.email));
    await as(second, "/api/auth/logout", { method: "POST" });
    expect((await arrived(tenantId, "session.ended")).entry.subject?.ref).toBe(second.sessionId);
    await call("/api/auth/refresh", { body: { refreshToken: owner.refreshToken } });
    await call("/api/auth/refresh", { body: { refreshToken: owner.refreshToken } });
    expect((await arrived(tenantId, "session.refresh")).entry.code).toBe("refresh_token_reused");
  });

  it("is one whole chain, without a secret in it", async () => {
    const tenantId = freshTenantId();
    const owner = await makePerson(tenantId, "owner");
    const { secret, recoveryCodes } = await enrolTotp(owner);
    await arrived(tenantId, "totp.added");
    await arrived(tenantId, "change.confirmed");
    const exported = await as(owner, "/security/audit-log/export");
    const text = new TextDecoder().decode(await exported.arrayBuffer());
    expect((await verifyText(text)).fault).toBeNull();
    expect((await verifyText(text.replace('"done"', '"refused"'))).fault).not.toBeNull();
    const secrets = [secret, PASSWORD, owner.refreshToken, owner.accessToken, ...recoveryCodes];
    for (const hidden of secrets) expect(text).not.toContain(hidden);
  });

  it("is read page by page, by owners and admins only, of the own tenant only", async () => {
    const tenantId = freshTenantId();
    const [owner, viewer] = [await makePerson(tenantId, "owner"), await makePerson(tenantId, "viewer")];
    const stranger = await makePerson(freshTenantId(), "owner");
    await arrived(tenantId, "session.begun");
    const page = async (query: string) =>
      (await as(owner, `/security/audit-log${query}`)).json<{
        items: { sequence: number }[];
        next: string | null;
      }>();
    const first = await page("?limit=1");
    const second = await page(`?limit=1&cursor=${first.next}`);
    expect(first.items[0]?.sequence).toBe((second.items[0]?.sequence ?? 0) + 1);
    expect((await as(viewer, "/security/audit-log")).status).toBe(403);
    const theirs = await (await as(stranger, "/security/audit-log")).text();
    expect(theirs).not.toContain(tenantId);
    expect((await as(owner, "/security/audit-log?limit=0")).status).toBe(422);
  });

  it("gets each entry once, also when objects are aborted while it is on its way", {
    timeout: 60_000,
  }, async () => {
    const tenantId = freshTenantId();
    const owner = await makePerson(tenantId, "owner");
    const begun: string[] = [];
    for (const afterMs of [0, 1, 3, 8]) {
      const session = await loggedIn(await logIn(owner.email));
      begun.push(session.sessionId);
      await scheduler.wait(afterMs);
      await abortAllDurableObjects();
    }
    const subjects = await until("every login in the chain", async () => {
      await runDurableObjectAlarm(env.USER.getByName(owner.user.id));
      const links = await chainOf(tenantId);
      const all = links
        .filter(({ entry }) => entry.action === "session.begun")
        .map(({ entry }) => entry.subject?.ref);
      return begun.every((id) => all.includes(id)) ? all : undefined;
    });
    for (const id of begun) expect(subjects.filter((subject) => subject === id)).toHaveLength(1);
    const links = await chainOf(tenantId);
    expect(verifyChain(links, [], sha256, tenantId)).toBeNull();
  });
});
