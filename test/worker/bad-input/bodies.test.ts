import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { type RouteRow, routeRows } from "../../../src/domain/access/route-permissions.ts";
import { problemOf, request } from "../support/gateway.ts";
import {
  as,
  enrolTotp,
  freshAddress,
  freshTenantId,
  makePerson,
  PASSWORD,
  type Person,
  takeToken,
  totpCode,
} from "../support/people.ts";
import { sampleFor, withText } from "../support/samples.ts";
import { type Holdings, makeHoldings, pathFor } from "../support/walk.ts";

/** SQL, HTML, line breaks and NUL, as hostile as they fit into a field. */
const NASTY = [
  `'; DROP TABLE strategy; --`,
  `" OR "1"="1`,
  `<script>alert(1)</script>`,
  `x\r\nset-cookie: planted=1`,
  `x\u0000y`,
  `\u202e\u2028x`,
];
/** What no name and no setting of ours may hold. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

const writes = routeRows.filter(({ method }) => method === "POST" || method === "PATCH" || method === "PUT");

let bootstrap: Holdings;
let person: Person;

beforeAll(async () => {
  const tenantId = `ten_${env.TEST_TOKEN.slice("sp_own_".length, "sp_own_".length + 26)}`;
  bootstrap = await makeHoldings(tenantId);
}, 60_000);

/** Sends a body as it is: what is the tenant's with the bootstrap token, what is a person's with a session. */
function send({ method, path, needs }: RouteRow, body: string, more: Record<string, string> = {}) {
  const token = needs === "person" ? person.accessToken : env.TEST_TOKEN;
  const at = pathFor(path, bootstrap, `usr_${"0".repeat(26)}`);
  return request(at, {
    method,
    body,
    headers: {
      "cf-connecting-ip": freshAddress(),
      "content-type": "application/json",
      // Orders need one, and where something is made it may be there.
      "idempotency-key": crypto.randomUUID(),
      ...(needs === "public" ? {} : { authorization: `Bearer ${token}` }),
      ...more,
    },
  });
}

/** A confirmation of exactly this change, which the person has not had to make before. */
async function confirmation({ method, path, confirm }: RouteRow, body: unknown) {
  const code = confirm === "factor" ? await nextCode() : null;
  const change = { method, path, ...(body === null ? {} : { body }) };
  const begun = await as(person, "/api/auth/step-up", { body: change });
  const { token } = z.object({ token: z.string() }).parse(await begun.json());
  const proof = code === null ? { password: PASSWORD } : { code };
  await takeToken(person, await as(person, "/api/auth/step-up/proof", { body: { token, ...proof } }));
  return { "x-step-up": token };
}

let secret: string | undefined;
let codes = 0;

/** The app's codes of now and of the next step; each is good once. */
async function nextCode(): Promise<string> {
  secret ??= (await enrolTotp(person)).secret;
  return totpCode(secret, Date.now() + 30_000 * codes++);
}

/** Below 500, a code of ours, and nothing of what was sent in it. */
async function refused(
  answer: Response,
  sent: string,
): Promise<{ code: string; status: number; text: string }> {
  const text = await answer.clone().text();
  const { code, status } = await problemOf(answer);
  expect(status, text).toBeLessThan(500);
  expect(code).toMatch(/^[a-z][a-z0-9_]+$/);
  if (sent.length > 5) expect(text).not.toContain(sent);
  expect(text).not.toMatch(/sqlite|stack|at .+\.ts:/i);
  return { code, status, text };
}

describe.each(writes)("$method $path", (row) => {
  const sample = sampleFor(row);
  const confirmed = row.needs === "person" && row.confirm !== undefined;
  // A session of its own for each: three wrong passwords or codes end one.
  if (row.needs === "person") {
    beforeAll(async () => {
      person = await makePerson(freshTenantId(), "owner");
    });
  }

  it("ASVS 1.5.2, 15.3.3, 15.3.7: refuses a name that comes twice, and one that it does not know", async () => {
    const names = Object.keys(sample);
    const twice = JSON.stringify({ ...sample, again: 1 }).replace(/"again":1/, '"again":1,"again":2');
    const unknown = { ...sample, nobodyKnowsThis: "field" };
    const double = confirmed ? await confirmation(row, null) : {};
    const first = await refused(await send(row, twice, double), "again");
    expect(first.code).toBe("duplicate_key");
    const strange = confirmed ? await confirmation(row, unknown) : {};
    const second = await refused(await send(row, JSON.stringify(unknown), strange), "");
    // An order's body is a message, whose parser has a word of its own for it.
    expect(second.code).toBe(row.path.endsWith("/orders") ? "unknown_key" : "invalid_field");
    // The other fields are right, so it is the strange one that is meant; a choice of forms names none.
    if (names.length > 0) expect(second.text).toMatch(/nobodyKnowsThis|Invalid input/);
    const proto = JSON.stringify(sample).replace(
      "{",
      `{"__proto__":{"role":"owner"}${names.length > 0 ? "," : ""}`,
    );
    if (!confirmed) expect((await refused(await send(row, proto), "")).code).toBe("forbidden_key");
  });

  it("refuses what is no JSON object of its own, is too deep, too large, or not announced as JSON", async () => {
    const odd = [
      "{",
      "[]",
      "null",
      "\ufeff{}",
      '{"at":1e999}',
      `{"deep":${"[".repeat(40)}${"]".repeat(40)}}`,
      `{"pad":"${"x".repeat(70_000)}"}`,
    ];
    for (const body of odd) await refused(await send(row, body), body);
    if (Object.keys(sample).length > 0) {
      await refused(await send(row, "{}", { "content-type": "text/plain" }), "");
      await refused(await send(row, ""), "");
    }
  });

  it("ASVS 1.2.4, 1.2.3, 16.4.1: takes SQL, HTML, line breaks and NUL for text, or refuses them", async () => {
    // These take messages, which say which of their words is not known.
    const preview = /\/(preview|orders)$/.test(row.path);
    // Where each answer costs a password's hash, a part of them says as much.
    const some = /login$|password$/.test(row.path) ? NASTY.slice(2, 5) : NASTY;
    for (const nasty of some) {
      for (const body of withText(sample, nasty)) {
        const answer = await send(row, JSON.stringify(body));
        expect(answer.headers.getSetCookie().join()).not.toContain("planted");
        expect(answer.headers.get("location") ?? "").not.toContain("script");
        if (answer.status >= 300) {
          // A preview says which word of the message it does not know.
          await refused(answer, preview ? "" : nasty);
          continue;
        }
        const shown: unknown = await answer.json();
        expect(UNPRINTABLE.test(nasty) && !preview, nasty).toBe(false);
        expect(shown).toBeTypeOf("object");
      }
    }
  });
});

describe("after all of that", () => {
  it("the tables are there, and the audit log holds no character that could forge a line", async () => {
    const list = await request("/api/strategies", { headers: { authorization: `Bearer ${env.TEST_TOKEN}` } });
    expect(list.status).toBe(200);
    const headers = { authorization: `Bearer ${env.TEST_TOKEN}` };
    const exported = await (await request("/security/audit-log/export", { headers })).text();
    const lines = exported.split("\n").filter((line) => line !== "");
    expect(lines.length).toBeGreaterThan(10);
    for (const line of lines) {
      expect(line).not.toMatch(UNPRINTABLE);
      JSON.parse(line);
    }
  });
});
