import { beforeAll, describe, expect, it } from "vitest";
import { routeRows } from "../../../src/domain/access/route-permissions.ts";
import { problemOf, request } from "../support/gateway.ts";
import { freshAddress, freshTenantId, makePerson, type Person } from "../support/people.ts";
import { type Holdings, makeHoldings, pathFor } from "../support/walk.ts";

/** Strings that break programs that build queries, pages, headers or logs out of text. */
const NASTY = [
  "'; DROP TABLE person; --",
  '" OR 1=1 --',
  "<script>alert(1)</script>",
  "a\r\nset-cookie: x=y",
  "a\u0000b",
  "\u202egnp.exe",
  "{{7*7}}",
  "../../etc/passwd",
  "%00%0d%0a",
  "x".repeat(5_000),
];

const FIELDS = [
  "email",
  "password",
  "code",
  "key",
  "token",
  "name",
  "refreshToken",
  "recoveryCode",
  "tenantId",
  "next",
];

let person: Person;
let holdings: Holdings;

beforeAll(async () => {
  holdings = await makeHoldings(freshTenantId());
});

function send(path: string, method: string, body: string, type = "application/json"): Promise<Response> {
  return request(path, {
    method,
    body,
    headers: {
      "cf-connecting-ip": freshAddress(),
      "content-type": type,
      authorization: `Bearer ${person.accessToken}`,
    },
  });
}

/** A problem document with a code of ours, below 500, that repeats nothing of what was sent. */
async function refused(response: Response, sent: string): Promise<void> {
  const text = await response.clone().text();
  const { status, code } = await problemOf(response);
  expect(status).toBeLessThan(500);
  expect(code).toMatch(/^[a-z][a-z0-9_]+$/);
  if (sent.length > 5) expect(text).not.toContain(sent);
}

const writes = routeRows.filter(
  ({ method, path }) => method !== "GET" && method !== "DELETE" && !path.endsWith("/logout"),
);

describe.each(writes)("$method $path", ({ method, path }) => {
  beforeAll(async () => {
    // A person for each route: the calls of all of them together are more than one may make in a minute.
    person = await makePerson(holdings.tenantId, "owner");
  }, 60_000);

  it("ASVS 1.5.2, 15.3.3: refuses what is no strict JSON of its own fields", async () => {
    const at = pathFor(path, holdings, `usr_${"0".repeat(26)}`);
    const bodies = [
      "",
      "{",
      "[]",
      "null",
      '{"email":"a@b.co","email":"c@d.co"}',
      '{"__proto__":{"role":"owner"}}',
      '{"nobodyKnowsThisField":1}',
      '{"expiresAtMs":1e999}',
      `{"deep":${"[".repeat(40)}${"]".repeat(40)}}`,
      `\ufeff{}`,
      `{"pad":"${"x".repeat(70_000)}"}`,
    ];
    const hasBody = !/step-up$|challenge$|totp$|options$|recovery-codes$|pairing$/.test(path);
    for (const body of bodies) {
      const response = await send(at, method, body);
      if (hasBody) await refused(response, body);
      else expect(response.status).toBeLessThan(500);
    }
    if (hasBody) await refused(await send(at, method, "{}", "text/plain"), "text/plain");
  });

  it("ASVS 1.2.4, 16.4.1: takes no text for more than text", async () => {
    const at = pathFor(path, holdings, `usr_${"0".repeat(26)}`);
    for (const nasty of NASTY) {
      const body = Object.fromEntries(FIELDS.map((field) => [field, nasty]));
      const response = await send(at, method, JSON.stringify(body));
      expect(response.status).toBeLessThan(500);
      expect(response.headers.get("set-cookie") ?? "").not.toContain("x=y");
    }
  });
});

describe("tokens of every kind in the place of a token", () => {
  it("are refused with 401, never 500", async () => {
    const texts = [
      ...NASTY.filter((text) => /^[\x20-\x7e]*$/.test(text)),
      "a.b.c",
      "eyJ.eyJ.x",
      "sp_own_",
      "sp_api_x",
      "...",
      ".",
      "x".repeat(9_000),
    ];
    for (const text of texts) {
      for (const headers of [{ authorization: `Bearer ${text}` }, { cookie: `__Host-sp_access=${text}` }]) {
        const response = await request("/api/accounts", { headers });
        expect((await problemOf(response)).status, text).toBe(401);
      }
    }
  });
});
