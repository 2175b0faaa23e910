import { describe, expect, it } from "vitest";
import * as z from "zod";
import { api, problemOf } from "../support/gateway.ts";
import {
  as,
  call,
  enrolTotp,
  freshTenantId,
  loggedIn,
  logIn,
  makePerson,
  PASSWORD,
} from "../support/people.ts";

const refresh = (refreshToken: string) => call("/api/auth/refresh", { body: { refreshToken } });

/** A browser's session: the cookies that it would send, and the CSRF token of its page. */
async function browser(email: string) {
  const response = await logIn(email, { client: "browser", name: "Test browser" });
  const setCookies = response.headers.getSetCookie();
  const body: unknown = await response.json();
  const { csrfToken } = z.object({ csrfToken: z.string() }).parse(body);
  const cookie = setCookies.map((text) => text.split(";")[0]).join("; ");
  return { body, csrfToken, cookie, setCookies };
}

describe("an access token", () => {
  it("opens the API, and names the limit that it counts against", async () => {
    const person = await makePerson(freshTenantId(), "viewer");
    const response = await as(person, "/api/accounts");
    expect(response.status).toBe(200);
    expect(response.headers.get("ratelimit-policy")).toBe('"calls";q=100;w=60');
    expect(response.headers.get("ratelimit")).toMatch(/^"calls";r=9[0-9];t=60$/);
  });

  it("ASVS 7.4.1, 14.3.1: is nothing any more from the moment of logging out", async () => {
    const person = await makePerson(freshTenantId(), "viewer");
    const out = await as(person, "/api/auth/logout", { method: "POST" });
    expect(out.headers.get("clear-site-data")).toContain('"cookies"');
    expect(await problemOf(await as(person, "/api/accounts"))).toMatchObject({
      status: 401,
      code: "session_ended",
    });
    expect(await problemOf(await refresh(person.refreshToken))).toMatchObject({
      status: 401,
      code: "session_ended",
    });
  });

  it("ASVS 9.1.1, 9.1.2: of another key, another algorithm or no signature opens nothing", async () => {
    const person = await makePerson(freshTenantId(), "viewer");
    const [header = "", payload = "", signature = ""] = person.accessToken.split(".");
    const decode = (text: string): unknown => JSON.parse(Buffer.from(text, "base64url").toString());
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const head = z.record(z.string(), z.unknown()).parse(decode(header));
    const claims = z.record(z.string(), z.unknown()).parse(decode(payload));
    const forged = [
      `${encode({ ...head, alg: "none" })}.${payload}.`,
      `${encode({ ...head, alg: "none" })}.${payload}.AA`,
      `${encode({ ...head, alg: "HS256" })}.${payload}.${signature}`,
      `${encode({ ...head, typ: "JWT" })}.${payload}.${signature}`,
      `${encode({ ...head, jwk: {} })}.${payload}.${signature}`,
      `${encode({ ...head, kid: "../x" })}.${payload}.${signature}`,
      `${header}.${encode({ ...claims, role: "owner" })}.${signature}`,
      `${header}.${encode({ ...claims, tenant: freshTenantId() })}.${signature}`,
      `${header}.${payload}.${signature.startsWith("A") ? "B" : "A"}${signature.slice(1)}`,
      `${header}.${payload}.${signature}=`,
      `${header}.${payload}.${signature}.${signature}`,
      `${header}.${payload}`,
      `.${payload}.${signature}`,
      "..",
      `${"A".repeat(4_000)}.A.A`,
    ];
    for (const accessToken of forged) {
      expect((await as({ accessToken }, "/api/accounts")).status, accessToken).toBe(401);
    }
    expect((await as(person, "/api/accounts")).status).toBe(200);
  });

  it("counts up to 100 calls a minute; then come 30 seconds of 429", async () => {
    const person = await makePerson(freshTenantId(), "viewer");
    const statuses = new Map<number, number>();
    for (let round = 0; round < 101; round++) {
      const { status } = await as(person, "/api/accounts");
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
    expect(Object.fromEntries(statuses)).toEqual({ 200: 100, 429: 1 });
    const refused = await as(person, "/api/accounts");
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(25);
    expect(await problemOf(refused)).toMatchObject({ status: 429, code: "rate_limited" });
  });
});

describe("a refresh token", () => {
  it("ASVS 10.4.5: is good once; used again it ends the whole family", async () => {
    const person = await makePerson(freshTenantId(), "viewer");
    const second = await loggedIn(await refresh(person.refreshToken));
    expect(second.sessionId).toBe(person.sessionId);
    const third = await loggedIn(await refresh(second.refreshToken));
    expect((await as(third, "/api/accounts")).status).toBe(200);
    expect(await problemOf(await refresh(person.refreshToken))).toMatchObject({
      code: "refresh_token_reused",
    });
    for (const token of [second.refreshToken, third.refreshToken])
      expect((await refresh(token)).status).toBe(401);
    expect(await problemOf(await as(third, "/api/accounts"))).toMatchObject({ code: "session_ended" });
  });

  it("of two renewals at the same moment only one succeeds, and the family ends", async () => {
    const person = await makePerson(freshTenantId(), "viewer");
    const both = await Promise.all([refresh(person.refreshToken), refresh(person.refreshToken)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 401]);
    expect((await as(person, "/api/accounts")).status).toBe(401);
  });

  it("that is none is refused", async () => {
    for (const token of [
      "",
      "x",
      "sp_ref_x",
      (await makePerson(freshTenantId(), "viewer")).accessToken.slice(0, 200),
    ]) {
      expect(await problemOf(await refresh(token))).toMatchObject({
        status: 401,
        code: "invalid_refresh_token",
      });
    }
  });
});

describe("a browser's session", () => {
  const sameOrigin = { "sec-fetch-site": "same-origin" };

  it("ASVS 3.3.1 to 3.3.4: lives in two cookies that no script, subdomain or other site can touch", async () => {
    const person = await makePerson(freshTenantId(), "owner");
    const { setCookies, body } = await browser(person.email);
    expect(setCookies).toHaveLength(2);
    for (const cookie of setCookies) {
      expect(cookie).toMatch(
        /^__Host-sp_(access|refresh)=[\w.-]+; Path=\/; Secure; HttpOnly; SameSite=Strict; Max-Age=\d+$/,
      );
    }
    expect(JSON.stringify(body)).not.toMatch(/accessToken|refreshToken|eyJ|sp_ref_/);
  });

  it("ASVS 3.5.1: writes only with its own CSRF token, from its own origin", async () => {
    const owner = await makePerson(freshTenantId(), "owner");
    const [one, other] = [await browser(owner.email), await browser(owner.email)];
    const write = (headers: Record<string, string>) =>
      call("/api/accounts", { body: { name: "Mine" }, headers: { cookie: one.cookie, ...headers } });
    expect((await write({ ...sameOrigin, "x-csrf-token": one.csrfToken })).status).toBe(201);
    expect((await write({ origin: "https://gateway.test", "x-csrf-token": one.csrfToken })).status).toBe(201);
    for (const headers of [
      {},
      { "x-csrf-token": "" },
      { "x-csrf-token": other.csrfToken },
      { "x-csrf-token": "é" },
    ]) {
      const refused = await write({ ...sameOrigin, ...headers });
      expect(await problemOf(refused)).toMatchObject({ status: 403, code: "csrf_failed" });
    }
    for (const headers of [
      {},
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
      { "sec-fetch-site": "none" },
      { ...sameOrigin, origin: "https://evil.example" },
      { origin: "null" },
      { origin: "http://gateway.test" },
    ]) {
      const refused = await write({ ...headers, "x-csrf-token": one.csrfToken });
      expect(await problemOf(refused)).toMatchObject({ status: 403, code: "cross_site" });
    }
    const read = await call("/api/accounts", { headers: { cookie: one.cookie } });
    expect((await read.json<{ items: unknown[] }>()).items).toHaveLength(2);
  });

  it("renews itself by its cookie, and a page learns its CSRF token again", async () => {
    const owner = await makePerson(freshTenantId(), "owner");
    const { cookie } = await browser(owner.email);
    const foreign = await call("/api/auth/refresh", {
      body: {},
      headers: { cookie, "sec-fetch-site": "cross-site" },
    });
    expect(foreign.status).toBe(403);
    const renewed = await call("/api/auth/refresh", { body: {}, headers: { cookie, ...sameOrigin } });
    expect(renewed.status).toBe(200);
    const next = renewed.headers
      .getSetCookie()
      .map((text) => text.split(";")[0])
      .join("; ");
    const session = await call("/api/auth/session", { headers: { cookie: next } });
    const profile = z.object({ email: z.string(), csrfToken: z.string() }).parse(await session.json());
    expect(profile.email).toBe(owner.email);
    const headers = { cookie: next, "x-csrf-token": profile.csrfToken, ...sameOrigin };
    expect((await call("/api/accounts", { body: { name: "Mine" }, headers })).status).toBe(201);
  });

  it("with a cookie planted beside its own is none", async () => {
    const owner = await makePerson(freshTenantId(), "owner");
    const { cookie } = await browser(owner.email);
    const planted = await call("/api/accounts", { headers: { cookie: `__Host-sp_access=x.y.z; ${cookie}` } });
    expect(planted.status).toBe(401);
  });
});

describe("the list of sessions", () => {
  const listSchema = z.object({
    items: z.array(z.looseObject({ id: z.string(), name: z.string(), current: z.boolean() })),
  });
  const list = async (person: { accessToken: string }) =>
    listSchema.parse(await (await as(person, "/api/me/sessions")).json()).items;

  it("ASVS 7.5.2: shows each session of one's own, and can name and end them", async () => {
    const person = await makePerson(freshTenantId(), "viewer");
    const phone = await loggedIn(await logIn(person.email, { name: "Phone" }));
    expect((await list(person)).map(({ name, current }) => [name, current]).sort()).toEqual([
      ["Phone", false],
      ["Unnamed", true],
    ]);
    const path = `/api/me/sessions/${phone.sessionId}`;
    await as(person, path, { method: "PATCH", body: { name: "Old phone" } });
    expect((await list(person)).map(({ name }) => name)).toContain("Old phone");
    expect((await as(person, path, { method: "DELETE" })).status).toBe(200);
    expect((await as(phone, "/api/accounts")).status).toBe(401);
    expect((await as(person, path, { method: "DELETE" })).status).toBe(404);
    expect(await list(person)).toHaveLength(1);
  });

  it("is one's own: another person's session can neither be named nor ended", async () => {
    const tenantId = freshTenantId();
    const [one, other] = [await makePerson(tenantId, "owner"), await makePerson(tenantId, "viewer")];
    const path = `/api/me/sessions/${other.sessionId}`;
    expect((await as(one, path, { method: "DELETE" })).status).toBe(404);
    expect((await as(one, path, { method: "PATCH", body: { name: "x" } })).status).toBe(404);
    expect((await as(other, "/api/accounts")).status).toBe(200);
  });

  it("ASVS 7.4.3: ends all others at once on demand, and whenever a factor changes", async () => {
    const person = await makePerson(freshTenantId(), "viewer");
    const second = await loggedIn(await logIn(person.email));
    expect(await (await as(person, "/api/me/sessions", { method: "DELETE" })).json()).toEqual({ ended: 1 });
    expect((await as(second, "/api/accounts")).status).toBe(401);
    const third = await loggedIn(await logIn(person.email));
    await enrolTotp(person);
    expect((await as(third, "/api/accounts")).status).toBe(401);
    expect((await as(person, "/api/accounts")).status).toBe(200);
  });
});

describe("the password", () => {
  it("ASVS 6.2.3: is changed with the current one only, and ends the other sessions", async () => {
    const person = await makePerson(freshTenantId(), "viewer");
    const second = await loggedIn(await logIn(person.email));
    const change = (current: string, next: string) =>
      as(person, "/api/me/password", { body: { current, next } });
    const next = "saddle onion quartz violin";
    expect(await problemOf(await change("not the current one", next))).toMatchObject({
      status: 401,
      code: "wrong_factor",
    });
    expect(await problemOf(await change(PASSWORD, "short"))).toMatchObject({ code: "password_too_short" });
    expect((await change(PASSWORD, next)).status).toBe(200);
    expect((await as(second, "/api/accounts")).status).toBe(401);
    expect((await logIn(person.email)).status).toBe(401);
    expect((await logIn(person.email, { password: next })).status).toBe(200);
  });
});

describe("whoever has a stolen session", () => {
  it("guesses the password three times, and the session is over", async () => {
    const person = await makePerson(freshTenantId(), "viewer");
    const guess = () =>
      as(person, "/api/me/password", { body: { current: "a guess", next: "saddle onion quartz" } });
    expect(await problemOf(await guess())).toMatchObject({ code: "wrong_factor" });
    expect(await problemOf(await guess())).toMatchObject({ code: "wrong_factor" });
    expect(await problemOf(await guess())).toMatchObject({ code: "session_ended" });
    expect((await as(person, "/api/accounts")).status).toBe(401);
  });
});

describe("GET /.well-known/jwks.json", () => {
  it("gives public keys only, for anybody to verify with", async () => {
    const { keys } = await (await api("/.well-known/jwks.json")).json<{ keys: Record<string, unknown>[] }>();
    expect(keys).toHaveLength(1);
    expect(Object.keys(keys[0] ?? {}).sort()).toEqual(["alg", "crv", "kid", "kty", "use", "x"]);
  });
});
