import {
  abortAllDurableObjects,
  evictDurableObject,
  runDurableObjectAlarm,
  runInDurableObject,
} from "cloudflare:test";
import { env } from "cloudflare:workers";
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { makeDraft, theSystem } from "../../../src/domain/audit/make-draft.ts";
import { verifyChain } from "../../../src/domain/audit/verify.ts";
import { api, makeStrategy, until } from "../support/gateway.ts";
import { crash, stubOf } from "../support/strategy.ts";
import { auditPage, newStrategyId, newTenant, wholeChain } from "./support.ts";

const sha256 = (data: Uint8Array): string => createHash("sha256").update(data).digest("hex");
const random = () => crypto.getRandomValues(new Uint8Array(16));

function messages(count: number): string[] {
  return Array.from({ length: count }, () =>
    JSON.stringify(makeDraft({ action: "strategy.halted", who: theSystem }, Date.now(), random())),
  );
}

describe("ASVS 16.4.2, 2.3.3: the chain of a tenant", () => {
  it("takes each message of an outbox once, however often and in whatever company it comes", async () => {
    const { tenant, tenantId } = newTenant();
    const [one = "", two = "", three = ""] = messages(3);
    await tenant.receiveAudit([one, two]);
    await tenant.receiveAudit([one, two]);
    await Promise.all([tenant.receiveAudit([two, three, three]), tenant.receiveAudit([three, one])]);
    const records = await wholeChain(tenant);
    expect(records.map(({ entry }) => entry.sequence)).toEqual([1, 2, 3]);
    expect(verifyChain(records, [], sha256, tenantId)).toBeNull();
  });

  it("takes none of the messages when one of them is no entry", async () => {
    const { tenant } = newTenant();
    const [good = ""] = messages(1);
    for (const bad of [
      "{",
      "{}",
      JSON.stringify({ ...JSON.parse(good), more: 1 }),
      good.replace("halted", "haltet"),
    ]) {
      expect(await tenant.receiveAudit([good, bad])).toBe(false);
    }
    expect(await wholeChain(tenant)).toEqual([]);
  });

  it("and the change itself are stored together or not at all, wherever the object is aborted", async () => {
    let { tenant, tenantId } = newTenant();
    await tenant.register(newStrategyId(), "first", theSystem);
    for (let round = 0; round < 8; round++) {
      const ids = Array.from({ length: 4 }, newStrategyId);
      const calls = ids.map((id) => tenant.register(id, "name", theSystem));
      // Ends the object in the middle of them, at another point in every round.
      const ended = runInDurableObject(tenant, async (_, ctx) => {
        if (round % 2 === 1) await scheduler.wait(round);
        ctx.abort("crash");
      });
      await Promise.allSettled([...calls, ended]);
      // A stub to an object that was aborted stays broken.
      tenant = env.TENANT.getByName(tenantId);
      const listed = (await tenant.list("str")).map(({ id }) => id).sort();
      const records = await wholeChain(tenant);
      expect(records.map(({ entry }) => entry.subject?.ref).sort()).toEqual(listed);
      expect(verifyChain(records, [], sha256, tenantId)).toBeNull();
    }
  });

  it("leaves nothing behind of a transaction that failed", async () => {
    const { tenant, tenantId } = newTenant();
    const id = newStrategyId();
    await tenant.register(id, "first", theSystem);
    await runInDurableObject(tenant, (_, ctx) => {
      ctx.storage.sql.exec(
        "CREATE TRIGGER no_entry BEFORE INSERT ON audit_entries BEGIN SELECT RAISE(ABORT, 'full'); END",
      );
    });
    await runInDurableObject(tenant, (instance) => {
      expect(() => instance.rename(id, "second", theSystem)).toThrow();
    });
    expect((await tenant.find(id))?.name).toBe("first");
    await runInDurableObject(tenant, (_, ctx) => {
      ctx.storage.sql.exec("DROP TRIGGER no_entry");
    });
    await tenant.rename(id, "third", theSystem);
    expect((await wholeChain(tenant)).map(({ entry }) => entry.action)).toEqual([
      "strategy.created",
      "strategy.renamed",
    ]);
    expect(verifyChain(await wholeChain(tenant), [], sha256, tenantId)).toBeNull();
  });

  it("goes on where it was after the object slept", async () => {
    const { tenant, tenantId } = newTenant();
    await tenant.receiveAudit(messages(2));
    await evictDurableObject(tenant);
    await tenant.receiveAudit(messages(2));
    expect(verifyChain(await wholeChain(tenant), [], sha256, tenantId)).toBeNull();
    expect(await wholeChain(tenant)).toHaveLength(4);
  });

  it("forgets a person and holds as before; the same person later is another pseudonym", async () => {
    const { tenant, tenantId } = newTenant();
    const who = { kind: "person", id: "usr_ANN", name: "ann@example.com", address: "203.0.113.7" } as const;
    const other = { kind: "person", id: "usr_BOB", name: "bob@example.com" } as const;
    const drafts = [
      makeDraft({ action: "login.succeeded", who }, 1, random()),
      makeDraft(
        {
          action: "member.changed",
          who: other,
          subject: { kind: "person", id: "usr_ANN", name: "ann@example.com" },
        },
        2,
        random(),
      ),
      makeDraft({ action: "session.ended", who }, 3, random()),
    ];
    await tenant.receiveAudit(drafts.map((draft) => JSON.stringify(draft)));
    const before = await wholeChain(tenant);
    expect(before[0]?.entry.who.ref).toBe(before[2]?.entry.who.ref);
    await tenant.erasePerson({ userId: "usr_ANN", address: null });
    const after = await wholeChain(tenant);
    expect(after.slice(0, 3).map(({ hash }) => hash)).toEqual(before.map(({ hash }) => hash));
    expect(verifyChain(after, [], sha256, tenantId)).toBeNull();
    expect(JSON.stringify(after)).not.toMatch(/usr_ANN|ann@example|203\.0\.113\.7/);
    expect(JSON.stringify(after)).toContain("bob@example.com");
    await tenant.receiveAudit([JSON.stringify(makeDraft({ action: "login.succeeded", who }, 4, random()))]);
    const again = (await wholeChain(tenant)).at(-1);
    expect(again?.entry.who.ref).not.toBe(before[0]?.entry.who.ref);
    await runInDurableObject(tenant, (_, ctx) => {
      const rows = ctx.storage.sql.exec("SELECT * FROM audit_persons").toArray();
      expect(rows).toHaveLength(2);
    });
  });
});

describe("entries of a strategy", () => {
  it("survive its end between the change and the delivery, and come once", async () => {
    const strategy = await makeStrategy();
    for (let round = 1; round <= 4; round++) {
      const patch = api(`/api/strategies/${strategy.id}`, {
        method: "PATCH",
        body: { settings: { windowMs: 30_000 + round } },
      });
      if (round % 2 === 0) await Promise.allSettled([patch, crash(strategy)]);
      else {
        expect((await patch).status).toBe(200);
        await abortAllDurableObjects();
      }
    }
    const { settings } = (await stubOf(strategy).overview()) ?? {};
    const entries = await until("all entries have come", async () => {
      await runDurableObjectAlarm(stubOf(strategy));
      const { items } = await auditPage("?action=strategy.settings_changed&limit=200");
      const mine = items.filter(({ subject }) => subject?.id === strategy.id);
      return mine[0]?.changes[0]?.after === String(settings?.windowMs) ? mine : undefined;
    });
    // As many entries as changes that took effect, each from where the one before ended.
    const steps = entries.reverse().flatMap(({ changes }) => changes);
    for (const [index, step] of steps.entries()) {
      expect(step.before).toBe(index === 0 ? "30000" : steps[index - 1]?.after);
    }
    expect(new Set(steps.map(({ after }) => after)).size).toBe(steps.length);
  });
});
