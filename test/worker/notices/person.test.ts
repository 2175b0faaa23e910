import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import * as z from "zod";
import { until } from "../support/gateway.ts";
import {
  as,
  call,
  confirmed,
  enrolTotp,
  freshAddress,
  freshEmail,
  freshTenantId,
  loggedIn,
  logIn,
  makePerson,
  PASSWORD,
  userIdOfEmail,
} from "../support/people.ts";
import { alarmsUntil, nobodyOutside, outside, type Seen, withMail, withoutMail } from "./support.ts";

beforeEach(() => {
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
  withMail();
});

afterEach(() => {
  withoutMail();
  vi.restoreAllMocks();
  vi.useRealTimers();
  nobodyOutside();
});

const mailSchema = z.object({ to: z.array(z.string()), subject: z.string(), text: z.string() });
const mailsTo = (seen: readonly Seen[], email: string) =>
  seen.map(({ body }) => mailSchema.parse(JSON.parse(body))).filter(({ to }) => to.includes(email));
const arrived = (seen: readonly Seen[], email: string, subject: string) =>
  until(`mail: ${subject}`, async () => mailsTo(seen, email).find((mail) => mail.subject.includes(subject)));
const waitingMail = (userId: string) =>
  runInDurableObject(env.USER.getByName(userId), (_, { storage }) =>
    storage.sql.exec("SELECT * FROM outbox WHERE destination = 'mail:person'").toArray(),
  );

describe("ASVS 6.3.7: a person is told by mail", () => {
  it("when the password or a factor of theirs changes, and from where", async () => {
    const seen = outside();
    const person = await makePerson(freshTenantId(), "trader");
    const address = freshAddress();
    const body = { current: PASSWORD, next: "another gravel tulip sonar" };
    expect((await as(person, "/api/me/password", { body, address })).status).toBe(200);
    const mail = await arrived(seen, person.email, "Your password was changed");
    expect(mail.to).toEqual([person.email]);
    expect(mail.text).toContain(address);
    expect(mail.text).not.toContain(body.next);
    const other = await makePerson(freshTenantId(), "trader");
    await enrolTotp(other);
    await arrived(seen, other.email, "An authenticator app was added");
    expect(mailsTo(seen, person.email)).toHaveLength(1);
  });

  it("of nothing that did not happen: signing up and a refused change bring no mail", async () => {
    const seen = outside();
    const person = await makePerson(freshTenantId(), "trader");
    const body = { current: "not the password at all", next: "another gravel tulip sonar" };
    expect((await as(person, "/api/me/password", { body })).status).toBe(401);
    expect(await waitingMail(person.user.id)).toEqual([]);
    expect(mailsTo(seen, person.email)).toEqual([]);
  });

  it("again when the provider fails, under the same key; and gives up after a day", async () => {
    const person = await makePerson(freshTenantId(), "trader");
    const all = outside(() => (seen().length <= 3 ? 503 : 200));
    // Mail of other tests may still be on its way.
    const seen = () => all.filter(({ body }) => body.includes(person.email));
    vi.useFakeTimers({ toFake: ["Date"] });
    const user = () => env.USER.getByName(person.user.id);
    const change = (current: string, next: string) =>
      as(person, "/api/me/password", { body: { current, next } });
    await change(PASSWORD, "another gravel tulip sonar");
    await evictDurableObject(user());
    await alarmsUntil(user, 20_000, () => seen().length === 4);
    expect(new Set(seen().map(({ headers }) => headers.get("idempotency-key"))).size).toBe(1);
    vi.restoreAllMocks();
    vi.spyOn(console, "warn").mockImplementation(() => undefined);
    const failed = outside(() => 500);
    const startMs = Date.now();
    await runInDurableObject(user(), (instance) => instance.alarm());
    // The session of the fake clock is over by the end; so the change comes first.
    await change("another gravel tulip sonar", PASSWORD);
    await alarmsUntil(
      user,
      3_600_000,
      async () => failed.length > 3 && (await waitingMail(person.user.id)).length === 0,
    );
    expect(Date.now() - startMs).toBeGreaterThan(20 * 3_600_000);
  });
});

describe("ASVS 6.3.5: a person is told by mail", () => {
  it("of a login from a new address, once for each address", async () => {
    const seen = outside();
    const person = await makePerson(freshTenantId(), "trader");
    const address = freshAddress();
    await loggedIn(await logIn(person.email, { name: "Laptop" }, address));
    const mail = await arrived(seen, person.email, "new address");
    expect(mail.text).toContain(address);
    expect(mail.text).toContain("Session: Laptop");
    await loggedIn(await logIn(person.email, {}, address));
    expect(await waitingMail(person.user.id)).toEqual([]);
    expect(mailsTo(seen, person.email)).toHaveLength(1);
  });

  it("of several failed attempts, at most once an hour", async () => {
    const seen = outside();
    const person = await makePerson(freshTenantId(), "trader");
    for (let n = 0; n < 12; n++) await logIn(person.email, { password: "not this one at all" });
    await arrived(seen, person.email, "attempts to log in failed");
    await until("nothing more", async () =>
      (await waitingMail(person.user.id)).length === 0 ? true : undefined,
    );
    expect(mailsTo(seen, person.email)).toHaveLength(1);
  });

  it("when a session was ended because its refresh token was used twice", async () => {
    const seen = outside();
    const person = await makePerson(freshTenantId(), "trader");
    const refresh = () => call("/api/auth/refresh", { body: { refreshToken: person.refreshToken } });
    expect((await refresh()).status).toBe(200);
    expect((await refresh()).status).toBe(401);
    await arrived(seen, person.email, "used twice");
  });

  it("when somebody within a session answers wrongly until it ends", async () => {
    const seen = outside();
    const person = await makePerson(freshTenantId(), "trader");
    const change = { method: "POST", path: "/api/me/totp" };
    for (let n = 0; n < 3; n++) await confirmed(person, change, { password: "not this one at all" });
    await arrived(seen, person.email, "ended after wrong answers");
  });
});

describe("ASVS 6.3.8: who has an account", () => {
  // Sixteen logins, each with a hash that is slow on purpose.
  it("is told to nobody by mail: a stranger's address gets none, and its object stores nothing", {
    timeout: 60_000,
  }, async () => {
    const seen = outside();
    const email = freshEmail("nobody");
    const known = await makePerson(freshTenantId(), "trader");
    const answers = new Set<string>();
    for (let n = 0; n < 8; n++) {
      for (const one of [email, known.email]) {
        const answer = await logIn(one, { password: "not this one at all" });
        answers.add(`${answer.status} ${await answer.text()}`);
      }
    }
    expect(answers.size).toBe(1);
    await arrived(seen, known.email, "attempts to log in failed");
    expect(mailsTo(seen, email)).toEqual([]);
    await runInDurableObject(env.USER.getByName(userIdOfEmail(email)), (_, { storage }) => {
      expect(storage.sql.exec("SELECT name FROM sqlite_master WHERE name = 'outbox'").toArray()).toEqual([]);
    });
  });
});

describe("where the operator configured no mail", () => {
  it("nothing is kept for it, and nobody is called", async () => {
    withoutMail();
    const seen = outside();
    const person = await makePerson(freshTenantId(), "trader");
    await as(person, "/api/me/password", { body: { current: PASSWORD, next: "another gravel tulip sonar" } });
    expect(await waitingMail(person.user.id)).toEqual([]);
    expect(seen).toEqual([]);
  });
});
