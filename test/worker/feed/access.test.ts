import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import type { Scope } from "../../../src/domain/access/roles.ts";
import { makeToken } from "../../../src/domain/access/token.ts";
import { feedCloseCodes } from "../../../src/protocol/feed.ts";
import { until } from "../../support/until.ts";
import { rowsOf } from "../support/alarms.ts";
import { api, ORIGIN, problemOf } from "../support/gateway.ts";
import {
  as,
  freshTenantId,
  logIn,
  makePerson,
  manager,
  type Person,
  randomBytes,
  sha256Hex,
} from "../support/people.ts";
import { makeHoldings } from "../support/walk.ts";
import { alarm, feedStub, TestReader, upgrade } from "./reader.ts";

const bearer = ({ accessToken }: Pick<Person, "accessToken">) => ({ authorization: `Bearer ${accessToken}` });

const tenantId = freshTenantId();
let accountId: string;
let owner: Person;

beforeAll(async () => {
  ({ accountId } = await makeHoldings(tenantId));
  owner = await makePerson(tenantId, "owner");
});

/** A socket that has got its first frames. */
async function opened(person: Person, account = accountId): Promise<TestReader> {
  const reader = await TestReader.open(account, { headers: bearer(person) });
  await reader.next("hello");
  return reader;
}

/** Runs `end` and says with what code the socket closed, and how long after. */
async function closedBy(
  reader: TestReader,
  end: () => Promise<unknown>,
): Promise<{ code: number; afterMs: number }> {
  const startMs = Date.now();
  await end();
  const { code, atMs } = await reader.closedWith();
  return { code, afterMs: atMs - startMs };
}

/** The cookies of a browser that has logged in. */
async function cookieOf(person: Person): Promise<string> {
  const response = await logIn(person.email, { client: "browser" });
  await response.text();
  return response.headers
    .getSetCookie()
    .map((text) => text.split(";")[0])
    .join("; ");
}

async function makeApiToken(scopes: Scope[]) {
  const token = makeToken("api", tenantId.slice(4), randomBytes(32));
  const id = sha256Hex(token).slice(0, 32);
  await env.TENANT.getByName(tenantId).makeApiToken(
    {
      ...{ id, hash: sha256Hex(token), name: "test", prefix: "sp_api_", scopes, accounts: null },
      ...{ addresses: null, createdBy: "test", expiresAtMs: Date.now() + 60_000 },
    },
    null,
  );
  return { id, headers: { authorization: `Bearer ${token}` } };
}

describe("a session that ends", () => {
  it.each([
    ["by logging out", async (person: Person) => () => as(person, "/api/auth/logout", { method: "POST" })],
    [
      "from another device",
      async (person: Person) => {
        const other: { accessToken: string } = await (await logIn(person.email)).json();
        return () => as(other, `/api/me/sessions/${person.sessionId}`, { method: "DELETE" });
      },
    ],
    [
      "by the hand of an owner",
      async (person: Person) => () =>
        as(owner, `/api/members/${person.user.id}/sessions`, { method: "DELETE" }),
    ],
    [
      "with the membership",
      async (person: Person) => () =>
        env.TENANT.getByName(tenantId).changeMember(person.user.id, null, manager("owner")),
    ],
    [
      "with a lock",
      async (person: Person) => () =>
        env.TENANT.getByName(tenantId).lockMember(
          { userId: person.user.id, reason: "test", untilMs: null, revokeTokens: false },
          { who: { kind: "system" }, role: "owner" },
        ),
    ],
    [
      "with the person",
      async (person: Person) => () =>
        env.USER.getByName(person.user.id).erase(person.sessionId, Date.now() + 60_000),
    ],
  ])("ASVS 7.4.1: %s, closes its sockets within a second", async (_how, prepare) => {
    const person = await makePerson(tenantId, "viewer");
    const bystander = await opened(owner);
    const readers = [await opened(person), await opened(person)];
    const end = await prepare(person);
    const startMs = Date.now();
    await end();
    for (const reader of readers) {
      const { code, atMs } = await reader.closedWith();
      expect(code).toBe(feedCloseCodes.sessionEnded);
      expect(atMs - startMs).toBeLessThan(1_000);
    }
    expect(bystander.closed).toBeNull();
    bystander.close();
  });

  it("closes them also when the feed was asleep", async () => {
    const person = await makePerson(tenantId, "viewer");
    const reader = await opened(person);
    await evictDurableObject(feedStub(accountId), { webSockets: "hibernate" });
    const closed = await closedBy(reader, () => as(person, "/api/auth/logout", { method: "POST" }));
    expect(closed.code).toBe(feedCloseCodes.sessionEnded);
    expect(closed.afterMs).toBeLessThan(1_000);
  });

  it("takes the note of its feeds with it", async () => {
    const person = await makePerson(tenantId, "viewer");
    const reader = await opened(person);
    await runInDurableObject(env.USER.getByName(person.user.id), (_user, { storage }) => {
      const row = storage.sql.exec<{ feed: string }>("SELECT feed FROM feed_holds").one();
      expect(row.feed).toBe(`${accountId}/0`);
    });
    await as(person, "/api/auth/logout", { method: "POST" });
    await reader.closedWith();
    await runInDurableObject(env.USER.getByName(person.user.id), (_user, { storage }) => {
      expect(storage.sql.exec<{ n: number }>("SELECT count(*) AS n FROM feed_holds").one().n).toBe(0);
    });
  });

  it("ASVS 7.3.1: because nobody used it, closes them; only a person's doing counts as use", async () => {
    const person = await makePerson(tenantId, "viewer");
    const cookie = await cookieOf(person);
    const idle = await TestReader.open(accountId, { headers: { cookie, origin: ORIGIN } });
    await idle.next("hello");
    const user = env.USER.getByName(person.user.id);
    const seenAgo = (minutes: number) =>
      runInDurableObject(user, (_user, { storage }) => {
        storage.sql.exec(
          "UPDATE sessions SET last_seen_at_ms = ? WHERE client = 'browser'",
          Date.now() - minutes * 60_000,
        );
      });
    await seenAgo(29);
    idle.send({ type: "active" });
    const lastSeen = () =>
      runInDurableObject(
        user,
        (_user, { storage }) =>
          storage.sql
            .exec<{ at: number }>("SELECT last_seen_at_ms AS at FROM sessions WHERE client = 'browser'")
            .one().at,
      );
    await until("use", 5_000, async () => (await lastSeen()) > Date.now() - 60_000 || undefined);
    await seenAgo(31);
    // The feed asks again when the session would end; here that moment is brought forward.
    await runInDurableObject(feedStub(accountId), (_feed, state) => {
      for (const socket of state.getWebSockets()) {
        const attachment: unknown = socket.deserializeAttachment();
        if (typeof attachment === "object") socket.serializeAttachment({ ...attachment, checkAtMs: 1 });
      }
    });
    await evictDurableObject(feedStub(accountId), { webSockets: "hibernate" });
    await alarm(accountId);
    expect((await idle.closedWith()).code).toBe(feedCloseCodes.sessionEnded);
  });
});

describe("rights that change", () => {
  it("ASVS 8.3.2: a lowered role closes the socket, and the next one sees what the new role may", async () => {
    const person = await makePerson(tenantId, "trader");
    const reader = await opened(person);
    const tenant = env.TENANT.getByName(tenantId);
    const lower = { role: "guest" as const, accounts: null };
    const closed = await closedBy(reader, () => tenant.changeMember(person.user.id, lower, manager("owner")));
    expect(closed.code).toBe(feedCloseCodes.rightsChanged);
    expect(closed.afterMs).toBeLessThan(1_000);
    const guest = await TestReader.open(accountId, { headers: bearer(person) });
    expect((await guest.next("hello")).sees).toEqual(["ticks"]);
    guest.close();
  });

  it("ASVS 8.2.2: an account that is taken away closes its sockets, and is not there any more", async () => {
    const person = await makePerson(tenantId, "trader");
    const reader = await opened(person);
    const confined = { role: "trader" as const, accounts: [(await makeHoldings(tenantId)).accountId] };
    const tenant = env.TENANT.getByName(tenantId);
    const closed = await closedBy(reader, () =>
      tenant.changeMember(person.user.id, confined, manager("owner")),
    );
    expect(closed.code).toBe(feedCloseCodes.rightsChanged);
    const refused = await upgrade(accountId, { headers: bearer(person) });
    expect(await problemOf(refused)).toMatchObject({ status: 404, code: "unknown_account" });
  });

  it("other limits and origins of the tenant change nobody's rights and cut nobody off", async () => {
    const person = await makePerson(tenantId, "trader");
    const reader = await opened(person);
    const holds = () => rowsOf(env.USER.getByName(person.user.id), "feed_holds");
    expect(await holds()).toBe(1);
    const tenant = env.TENANT.getByName(tenantId);
    await tenant.setWebOrigins(["https://app.example.com"], { kind: "system" });
    // Whoever tells a feed to let go forgets it in the same transaction.
    expect(await holds()).toBe(1);
    const guest = { role: "guest" as const, accounts: null };
    await closedBy(reader, () => tenant.changeMember(person.user.id, guest, manager("owner")));
    expect(await holds()).toBe(0);
  });

  it("a guest is told of ticks only: no snapshot, no order, whatever it asks for", async () => {
    const guest = await opened(await makePerson(tenantId, "guest"));
    guest.send({ type: "snapshot" });
    guest.acknowledge();
    const viewer = await opened(await makePerson(tenantId, "viewer"));
    await viewer.next("snapshot");
    expect(guest.frames.map(({ type }) => type)).toEqual(["hello"]);
    guest.close();
    viewer.close();
  });
});

describe("an API token", () => {
  it("ASVS 10.3.2: sees what its scopes say", async () => {
    const ticks = await makeApiToken(["ticks"]);
    const reader = await TestReader.open(accountId, { headers: ticks.headers });
    expect((await reader.next("hello")).sees).toEqual(["ticks"]);
    reader.close();
    const { headers } = await makeApiToken(["orders"]);
    expect(await problemOf(await upgrade(accountId, { headers }))).toMatchObject({ status: 403 });
  });

  it("that is revoked closes its sockets within a second", async () => {
    const { id, headers } = await makeApiToken(["ticks", "orders"]);
    const reader = await TestReader.open(accountId, { headers });
    await reader.next("snapshot");
    const tenant = env.TENANT.getByName(tenantId);
    const closed = await closedBy(reader, () => tenant.revokeApiToken(id, { actor: "test", address: null }));
    expect(closed.code).toBe(feedCloseCodes.sessionEnded);
    expect(closed.afterMs).toBeLessThan(1_000);
  });
});

describe("the door", () => {
  it("ASVS 8.4.1: hides another tenant's account, and refuses who is nobody", async () => {
    const { accountId: theirs } = await makeHoldings(freshTenantId());
    const hidden = await upgrade(theirs, { headers: bearer(owner) });
    expect(await problemOf(hidden)).toMatchObject({ status: 404, code: "unknown_account" });
    expect(await problemOf(await upgrade(accountId))).toMatchObject({ status: 401 });
    const plain = await as(owner, `/accounts/${accountId}/feed?v=1`);
    expect(await problemOf(plain)).toMatchObject({ status: 426, code: "upgrade_required" });
  });

  it("ASVS 4.4.2: a cookie opens it for the gateway's own pages only", async () => {
    const cookie = await cookieOf(owner);
    const own = await TestReader.open(accountId, { headers: { cookie, origin: ORIGIN } });
    expect((await own.next("hello")).sees).toHaveLength(3);
    own.close();
    for (const origin of ["https://evil.example", "http://gateway.test", "null"]) {
      const refused = await upgrade(accountId, { headers: { cookie, origin } });
      expect(await problemOf(refused)).toMatchObject({ status: 403, code: "cross_site" });
    }
    expect(await problemOf(await upgrade(accountId, { headers: { cookie } }))).toMatchObject({
      code: "cross_site",
    });
    const foreign = await upgrade(accountId, {
      headers: { ...bearer(owner), origin: "https://evil.example" },
    });
    expect(await problemOf(foreign)).toMatchObject({ code: "cross_site" });
  });

  it("tells a page by a close code why it is refused, since it cannot read the answer to an upgrade", async () => {
    const ended = await TestReader.open(accountId, { headers: { origin: ORIGIN } });
    expect(await ended.closedWith()).toMatchObject({
      code: feedCloseCodes.sessionEnded,
      reason: "sessionEnded",
    });
    const { accountId: theirs } = await makeHoldings(freshTenantId());
    const cookie = await cookieOf(owner);
    const unknown = await TestReader.open(theirs, { headers: { cookie, origin: ORIGIN } });
    expect(await unknown.closedWith()).toMatchObject({ code: feedCloseCodes.unknownAccount });
  });

  it("closes who speaks another version, or no sense at all", async () => {
    const older = await TestReader.open(accountId, { headers: bearer(owner), version: "0" });
    expect((await older.closedWith()).code).toBe(feedCloseCodes.unsupportedVersion);
    expect(older.frames).toEqual([]);
    for (const text of ["", "{", "[]", '{"type":"order"}', '{"type":"ack","frames":-1}', "x".repeat(2_000)]) {
      const reader = await opened(owner);
      reader.sendText(text);
      expect((await reader.closedWith()).code, text).toBe(feedCloseCodes.badFrame);
    }
  });

  it("never passes on a reader that the client made up", async () => {
    const forged = JSON.stringify({ accountId, holder: { kind: "bootstrap", tenantId } });
    const refused = await upgrade(accountId, { headers: { "x-sallyport-reader": forged } });
    expect(refused.status).toBe(401);
  });

  it("lets the bootstrap token in, on the tenant's own accounts", async () => {
    const created: { id: string } = await (
      await api("/api/accounts", { method: "POST", body: { name: "Mine" } })
    ).json();
    const headers = { authorization: `Bearer ${env.TEST_TOKEN}` };
    const reader = await TestReader.open(created.id, { headers });
    expect((await reader.next("hello")).sees).toHaveLength(3);
    reader.close();
    expect((await upgrade(accountId, { headers })).status).toBe(404);
  });
});
