import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { makeToken } from "../../../src/domain/access/token.ts";
import { api, ORIGIN, problemOf, request } from "../support/gateway.ts";
import {
  as,
  call,
  confirmed,
  enrolTotp,
  freshTenantId,
  makePerson,
  type Person,
  randomBytes,
  sha256Hex,
  totpCode,
} from "../support/people.ts";

const APP = "https://app.example.com";
const OTHER = "https://evil.example";
const PATH = "/api/settings/origins";

const tenants = [freshTenantId(), freshTenantId()] as const;
let owner: Person;
let neighbour: Person;
let secret = "";
let token = "";

async function makeApiToken(tenantId: string): Promise<string> {
  const made = makeToken("api", tenantId.slice(4), randomBytes(32));
  const hash = sha256Hex(made);
  const fixed = { prefix: "sp_api_", accounts: null, addresses: null, createdBy: "test" };
  const expiresAtMs = Date.now() + 600_000;
  await env.TENANT.getByName(tenantId).makeApiToken(
    { id: hash.slice(0, 32), hash, name: "web", scopes: ["orders"], expiresAtMs, ...fixed },
    null,
  );
  return made;
}

const from = (origin: string, credential: string, path = "/api/accounts") =>
  call(path, { headers: { authorization: `Bearer ${credential}`, origin, "sec-fetch-site": "cross-site" } });

const allowed = (response: Response) => response.headers.get("access-control-allow-origin");

beforeAll(async () => {
  owner = await makePerson(tenants[0], "owner");
  neighbour = await makePerson(tenants[1], "owner");
  token = await makeApiToken(tenants[0]);
  secret = (await enrolTotp(owner)).secret;
  const change = { method: "PUT", path: PATH, body: { origins: [APP] } };
  expect(await problemOf(await as(owner, PATH, change))).toMatchObject({ code: "step_up_needed" });
  const named = await confirmed(owner, change, { code: totpCode(secret) });
  expect(await named.json()).toEqual({ origins: [APP] });
}, 60_000);

describe("a call from a page of another origin", () => {
  it("ASVS 3.4.2: is shared with an origin that the tenant has named, for people and programs", async () => {
    for (const credential of [owner.accessToken, token]) {
      const answer = await from(APP, credential);
      expect(answer.status).toBe(200);
      expect(allowed(answer)).toBe(APP);
      expect(answer.headers.get("vary")).toContain("Origin");
      expect(answer.headers.get("access-control-allow-credentials")).toBeNull();
      expect(answer.headers.get("access-control-expose-headers")).toContain("retry-after");
    }
  });

  it("ASVS 3.4.2: is refused, not only unread, from any other origin, however much it looks like it", async () => {
    for (const origin of [
      OTHER,
      "null",
      "https://app.example.com.evil.example",
      "https://app.example.com:8443",
      "http://app.example.com",
      "https://APP.example.com",
      `${APP}/`,
    ]) {
      for (const credential of [owner.accessToken, token]) {
        const answer = await from(origin, credential);
        expect(allowed(answer), origin).toBeNull();
        expect(await problemOf(answer), origin).toMatchObject({ status: 403, code: "origin_not_allowed" });
      }
    }
  });

  it("ASVS 8.4.1: counts only for the tenant that named it", async () => {
    const answer = await from(APP, neighbour.accessToken);
    expect(allowed(answer)).toBeNull();
    expect(await problemOf(answer)).toMatchObject({ code: "origin_not_allowed" });
    const program = await from(APP, await makeApiToken(tenants[1]));
    expect(await problemOf(program)).toMatchObject({ code: "origin_not_allowed" });
  });

  it("can read why it is refused, when its origin is named", async () => {
    for (const [credential, path, code] of [
      [token, "/api/members", "forbidden"],
      [token, "/api/nowhere", "not_found"],
      [owner.accessToken, "/api/accounts/acc_0", "unknown_account"],
    ] as const) {
      const answer = await from(APP, credential, path);
      expect(await problemOf(answer.clone()), path).toMatchObject({ code });
      expect(allowed(answer), code).toBe(APP);
    }
  });

  it("never has the operator's token, and never a cookie", async () => {
    const operator = await api("/api/accounts", { headers: { origin: APP } });
    expect(await problemOf(operator)).toMatchObject({ code: "origin_not_allowed" });
    const cookie = `__Host-sp_access=${owner.accessToken}`;
    const read = await call("/api/accounts", { headers: { cookie, origin: APP } });
    expect(allowed(read)).toBeNull();
    const write = await call("/api/me/sessions", { method: "DELETE", headers: { cookie, origin: APP } });
    expect(await problemOf(write)).toMatchObject({ code: "cross_site" });
  });

  it("is none when it comes from the gateway's own page", async () => {
    const own = await from(ORIGIN, neighbour.accessToken);
    expect(own.status).toBe(200);
    expect(allowed(own)).toBeNull();
  });

  it("is closed again from the next call on, when the origin is taken off", async () => {
    const tenant = env.TENANT.getByName(tenants[0]);
    await tenant.setWebOrigins(["https://second.example"], { kind: "system" });
    for (const credential of [owner.accessToken, token]) {
      expect((await from(APP, credential)).status).toBe(403);
      expect((await from("https://second.example", credential)).status).toBe(200);
    }
    const late = await makePerson(tenants[0], "viewer");
    expect(allowed(await from("https://second.example", late.accessToken))).toBe("https://second.example");
  });
});

describe("a preflight", () => {
  const ask = (path: string, method: string, origin = OTHER) =>
    request(path, {
      method: "OPTIONS",
      headers: {
        origin,
        "access-control-request-method": method,
        "access-control-request-headers": "authorization",
      },
    });

  it("ASVS 3.5.2: is answered alike for everybody, and opens nothing by itself", async () => {
    const [named, other] = [await ask("/api/accounts", "POST", APP), await ask("/api/accounts", "POST")];
    for (const answer of [named, other]) {
      expect(answer.status).toBe(204);
      expect(allowed(answer)).toBe("*");
      expect(answer.headers.get("access-control-allow-credentials")).toBeNull();
      expect(answer.headers.get("access-control-allow-methods")).toBe("POST");
      expect(answer.headers.get("access-control-allow-headers")).toBe(
        "authorization, content-type, idempotency-key, x-step-up",
      );
    }
    expect([...named.headers]).toEqual([...other.headers]);
  });

  it("finds no way to log in, to the hook, or to what is not there", async () => {
    for (const [path, method] of [
      ["/api/auth/login", "POST"],
      ["/api/auth/refresh", "POST"],
      [`/hook/str_${"0".repeat(26)}`, "POST"],
      ["/api/accounts", "TRACE"],
      ["/api/nowhere", "GET"],
      ["/", "GET"],
    ] as const) {
      expect(allowed(await ask(path, method, APP)), path).toBeNull();
    }
  });
});

describe("PUT /api/settings/origins", () => {
  const put = (body: unknown) => api(PATH, { method: "PUT", body });

  it("takes origins as browsers send them, and nothing else", async () => {
    for (const wrong of [
      "*",
      "http://app.example.com",
      "http://localhost:5173",
      "https://app.example.com/",
    ]) {
      const refused = await put({ origins: [APP, wrong] });
      expect(await problemOf(refused), wrong).toMatchObject({ status: 422, code: "invalid_origin" });
    }
    const many = Array.from({ length: 21 }, (_, n) => `https://a${n}.example`);
    expect(await problemOf(await put({ origins: many }))).toMatchObject({ code: "invalid_field" });
    expect(await (await put({ origins: [APP, APP] })).json()).toEqual({ origins: [APP] });
    expect(await (await api(PATH)).json()).toEqual({ origins: [APP] });
    expect(await (await put({ origins: [] })).json()).toEqual({ origins: [] });
  });

  it("ASVS 16.2.1: is recorded with what it was and what it is, once for each change", async () => {
    await put({ origins: [APP] });
    await put({ origins: [APP] });
    const log = await api("/security/audit-log?action=origins.changed&limit=1");
    const { items } = await log.json<{ items: { changes: unknown; who: { kind: string } }[] }>();
    expect(items[0]).toMatchObject({ who: { kind: "bootstrap" } });
    expect(JSON.stringify(items[0]?.changes)).toContain(APP);
    await put({ origins: [] });
  });
});
