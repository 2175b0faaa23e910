import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { problemOf } from "../support/gateway.ts";
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
  totpCode,
  userIdOfEmail,
} from "../support/people.ts";

describe("claiming a fresh deployment", () => {
  const claim = (email: string, more: Record<string, unknown> = {}) =>
    call("/api/auth/claim", { body: { code: env.TEST_CLAIM_CODE, email, password: PASSWORD, ...more } });

  it("ASVS 6.3.2, 6.4.1: makes the first owner, once; the code is good for nobody else", async () => {
    const email = freshEmail("owner");
    const weak = await claim(email, { password: "password1234" });
    expect(await problemOf(weak)).toMatchObject({ status: 422, code: "password_common" });
    const owner = await loggedIn(await claim(email));
    expect(owner.role).toBe("owner");
    expect((await as(owner, "/api/accounts")).status).toBe(200);
    expect(await problemOf(await claim(freshEmail("second")))).toMatchObject({
      status: 403,
      code: "invalid_key",
    });
    const again = await loggedIn(await claim(email));
    expect(again.user).toEqual(owner.user);
    const stolen = await claim(email, { password: "another gravel tulip" });
    expect(await problemOf(stolen)).toMatchObject({ status: 401, code: "wrong_credentials" });
  });

  it("needs the code itself", async () => {
    const code = `${env.TEST_CLAIM_CODE.slice(0, -1)}x`;
    const refused = await claim(freshEmail(), { code });
    expect(await problemOf(refused)).toMatchObject({ status: 403, code: "invalid_key" });
  });
});

describe("signing up", () => {
  it("by a key works once; a second person with the same key is refused and leaves nothing", async () => {
    const tenantId = freshTenantId();
    const owner = await makePerson(tenantId, "owner");
    const { secret } = await enrolTotp(owner);
    const change = { method: "POST", path: "/api/access-keys", body: { role: "trader" } };
    const made = await confirmed(owner, change, { code: totpCode(secret) });
    expect(made.status).toBe(201);
    const { key } = await made.json<{ key: string }>();
    const email = freshEmail("trader");
    const trader = await loggedIn(
      await call("/api/auth/signup", { body: { key, email, password: PASSWORD } }),
    );
    expect(trader).toMatchObject({ role: "trader", tenantId });
    const second = { key, email: freshEmail(), password: PASSWORD };
    expect(await problemOf(await call("/api/auth/signup", { body: second }))).toMatchObject({
      code: "invalid_key",
    });
    const members = await (await as(owner, "/api/members")).json<{ items: { email: string }[] }>();
    expect(members.items.map((member) => member.email).sort()).toEqual([owner.email, email].sort());
    expect(await problemOf(await logIn(second.email))).toMatchObject({ code: "wrong_credentials" });
  });
});

describe("logging in", () => {
  it("ASVS 6.3.8: tells by no word whether somebody exists", async () => {
    const person = await makePerson(freshTenantId(), "viewer");
    const wrong = await problemOf(await logIn(person.email, { password: "not this one at all" }));
    const nobody = await problemOf(await logIn(freshEmail("nobody")));
    expect(wrong).toEqual(nobody);
    expect(nobody).toMatchObject({ status: 401, code: "wrong_credentials" });
  });

  it("ASVS 6.3.8: takes as long for somebody unknown as for a wrong password", async () => {
    const person = await makePerson(freshTenantId(), "viewer");
    const time = async (email: string) => {
      const from = performance.now();
      await logIn(email, { password: "not this one at all" });
      return performance.now() - from;
    };
    const rounds = 3;
    let [known, unknown] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    for (let round = 0; round < rounds; round++) {
      known = Math.min(known, await time(person.email));
      unknown = Math.min(unknown, await time(freshEmail("nobody")));
    }
    // The hash is nearly all of it; the bound is wide because the machine may be busy.
    expect(unknown).toBeGreaterThan(known / 2);
    expect(known).toBeGreaterThan(unknown / 2);
  });

  it("stores nothing for people who do not exist", async () => {
    const email = freshEmail("nobody");
    await logIn(email);
    const tables = await runInDurableObject(env.USER.getByName(userIdOfEmail(email)), (_, state) =>
      state.storage.sql
        .exec("SELECT name FROM sqlite_master WHERE name NOT LIKE '\\_cf%' ESCAPE '\\'")
        .toArray(),
    );
    expect(tables).toEqual([]);
  });

  it("ASVS 6.1.1, 6.3.1: the fifth failure of an address blocks it for 30 minutes, the right password included", async () => {
    const person = await makePerson(freshTenantId(), "viewer");
    const address = freshAddress();
    for (let attempt = 0; attempt < 5; attempt++) {
      const refused = await logIn(person.email, { password: "not this one at all" }, address);
      expect(refused.status).toBe(401);
    }
    const blocked = await logIn(person.email, {}, address);
    expect(Number(blocked.headers.get("retry-after"))).toBeGreaterThan(29 * 60);
    expect(await problemOf(blocked)).toMatchObject({ status: 429, code: "address_blocked" });
    // The person is not locked out elsewhere.
    expect((await logIn(person.email)).status).toBe(200);
  });

  it("ASVS 6.3.1: from many addresses is refused after 20 failures, the person's own address excepted", {
    timeout: 60_000,
  }, async () => {
    const person = await makePerson(freshTenantId(), "viewer");
    const home = freshAddress();
    expect((await logIn(person.email, {}, home)).status).toBe(200);
    for (let attempt = 0; attempt < 20; attempt++)
      await logIn(person.email, { password: "not this one at all" });
    await logIn(person.email, { password: "not this one at all" });
    // In the words for a wrong password: an attacker who finds it does not learn that.
    expect(await problemOf(await logIn(person.email))).toMatchObject({
      status: 401,
      code: "wrong_credentials",
    });
    expect((await logIn(person.email, {}, home)).status).toBe(200);
  });

  it("ASVS 2.4.1: an address logs in 5 times a minute at most", async () => {
    const person = await makePerson(freshTenantId(), "viewer");
    const address = freshAddress();
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 6; attempt++)
      statuses.push((await logIn(person.email, {}, address)).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
  });

  it("refuses bodies that are odd in form, before any password is hashed", async () => {
    const email = freshEmail();
    const bodies = [
      {},
      { email, password: PASSWORD, admin: true },
      { email: "a@b\r\nbcc: x@y.zz", password: PASSWORD },
      { email: "'; DROP TABLE person; --@example.com", password: PASSWORD },
      { email, password: ["x"] },
      { email, password: PASSWORD, name: "<b>\u0000</b>" },
      { email, password: PASSWORD, client: "robot" },
    ];
    for (const body of bodies) {
      expect(await problemOf(await call("/api/auth/login", { body }))).toMatchObject({ status: 422 });
    }
  });
});

describe("the second factor", () => {
  it("rests sealed: its secret is not in the object's storage as it is", async () => {
    const person = await makePerson(freshTenantId(), "trader");
    const { secret } = await enrolTotp(person);
    const rows = await runInDurableObject(env.USER.getByName(person.user.id), (_, state) =>
      JSON.stringify(state.storage.sql.exec("SELECT totp_secret FROM person").toArray()),
    );
    expect(rows).toContain("v1.");
    expect(rows).not.toContain(secret);
  });

  it("ASVS 6.3.3, 6.5.1: is asked for, and each code is taken once", async () => {
    const person = await makePerson(freshTenantId(), "trader");
    const { secret } = await enrolTotp(person);
    const first = await (await logIn(person.email)).json<{
      status: string;
      token: string;
      methods: string[];
    }>();
    expect(first).toMatchObject({ status: "second_factor", methods: ["totp", "recovery_code"] });
    const code = totpCode(secret);
    const answer = (token: string, more: object) =>
      call("/api/auth/second-factor", { body: { token, ...more } });
    const wrong = await answer(first.token, { code: code === "000000" ? "111111" : "000000" });
    expect(await problemOf(wrong)).toMatchObject({ status: 401, code: "wrong_credentials" });
    await loggedIn(await answer(first.token, { code }));
    const second = await (await logIn(person.email)).json<{ token: string }>();
    expect(await problemOf(await answer(second.token, { code }))).toMatchObject({
      code: "wrong_credentials",
    });
    expect(await problemOf(await answer(first.token, { code }))).toMatchObject({ code: "challenge_ended" });
  });

  it("may be a recovery code, each once, and three wrong answers end the login", async () => {
    const person = await makePerson(freshTenantId(), "trader");
    const { recoveryCodes } = await enrolTotp(person);
    expect(new Set(recoveryCodes).size).toBe(10);
    const begin = async () => (await (await logIn(person.email)).json<{ token: string }>()).token;
    const answer = (token: string, recoveryCode: string) =>
      call("/api/auth/second-factor", { body: { token, recoveryCode } });
    const [first = "", second = ""] = recoveryCodes;
    await loggedIn(await answer(await begin(), first.toLowerCase()));
    const token = await begin();
    for (let attempt = 0; attempt < 3; attempt++) expect((await answer(token, first)).status).toBe(401);
    expect(await problemOf(await answer(token, second))).toMatchObject({ code: "challenge_ended" });
  });
});
