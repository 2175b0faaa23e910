import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { createHmac } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { accessClaims } from "../../../src/domain/access/access-token.ts";
import { makeToken } from "../../../src/domain/access/token.ts";
import { signCompact } from "../../../src/protocol/compact-jws.ts";
import { problemOf, until } from "../support/gateway.ts";
import {
  as,
  call,
  freshEmail,
  freshTenantId,
  logIn,
  makePerson,
  manager,
  type Person,
  randomBytes,
  userIdOfEmail,
} from "../support/people.ts";

const keySchema = z.looseObject({
  kid: z.string(),
  kty: z.string(),
  crv: z.string(),
  x: z.string(),
  d: z.string(),
});

/** The newest key of a ring, as the gateway signs with it. */
async function signingKey(ring: string) {
  const jwk = z.array(keySchema).parse(JSON.parse(ring)).at(-1);
  if (jwk === undefined) throw new Error("the ring is empty");
  const { kid, kty, crv, x, d } = jwk;
  const key = await crypto.subtle.importKey("jwk", { kty, crv, x, d }, { name: "Ed25519" }, false, ["sign"]);
  return { kid, key, x };
}

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

let person: Person;
let claims: ReturnType<typeof accessClaims>;
let auth: Awaited<ReturnType<typeof signingKey>>;
let gateway: Awaited<ReturnType<typeof signingKey>>;

beforeAll(async () => {
  person = await makePerson(freshTenantId(), "owner");
  const payload: unknown = JSON.parse(
    Buffer.from(person.accessToken.split(".")[1] ?? "", "base64url").toString(),
  );
  const { jti } = z.looseObject({ jti: z.string() }).parse(payload);
  const { tenantId, sessionId } = person;
  claims = accessClaims({ userId: person.user.id, tenantId, role: "owner", sessionId, jti }, Date.now());
  [auth, gateway] = [await signingKey(env.AUTH_KEYS), await signingKey(env.GATEWAY_KEYS)];
}, 60_000);

/** Signed by the gateway's own key for access tokens, whatever it says. */
const signed = (payload: unknown, typ = "at+jwt") =>
  signCompact(JSON.stringify(payload), typ, auth.kid, auth.key);

async function refusalOf(token: string, by: "bearer" | "cookie"): Promise<{ code: string; text: string }> {
  const headers =
    by === "bearer" ? { authorization: `Bearer ${token}` } : { cookie: `__Host-sp_access=${token}` };
  const answer = await call("/api/accounts", { headers });
  const text = await answer.clone().text();
  const { status, code } = await problemOf(answer);
  expect(status, token).toBe(401);
  expect(answer.headers.get("www-authenticate")).toBe("Bearer");
  return { code, text };
}

async function recorded(tenantId: string, code: string) {
  return until(`an entry with ${code}`, async () => {
    const tenant = env.TENANT.getByName(tenantId);
    const { records } = await tenant.auditStretch(0, Number.MAX_SAFE_INTEGER, 1_000);
    return records.find(({ entry }) => entry.action === "access.refused" && entry.code === code);
  });
}

describe("an access token that is not right", () => {
  it("ASVS 9.1.1, 9.1.2, 9.2.1 to 9.2.3: is refused in the same words, whatever is wrong with it", async () => {
    const header = { alg: "EdDSA", kid: auth.kid, typ: "at+jwt" };
    const good = await signed(claims);
    expect((await as({ accessToken: good }, "/api/accounts")).status).toBe(200);
    const [, payload = "", signature = ""] = good.split(".");
    const { iat, exp } = claims;
    const hmacInput = `${encode({ ...header, alg: "HS256" })}.${payload}`;
    const forged: Record<string, string> = {
      "from the future": await signed({ ...claims, iat: iat + 3_600, exp: exp + 3_600 }),
      "of a longer life": await signed({ ...claims, exp: exp + 1 }),
      "of another issuer": await signed({ ...claims, iss: "https://issuer.example" }),
      "for another audience": await signed({ ...claims, aud: "urn:sallyport:agent" }),
      "of another type": await signed(claims, "sallyport-audit-head+jws"),
      "of no type of ours": await signed(claims, "JWT"),
      "with a field too many": await signed({ ...claims, admin: true }),
      "without a session": await signed({ ...claims, sid: undefined }),
      "that is a list": await signed([claims]),
      "that is a text": await signed("owner"),
      "with a name twice": await signCompact(
        JSON.stringify(claims).replace('"role"', '"role":"viewer","role"'),
        "at+jwt",
        auth.kid,
        auth.key,
      ),
      "signed with the key of orders": await signCompact(
        JSON.stringify(claims),
        "at+jwt",
        gateway.kid,
        gateway.key,
      ),
      "signed with the key of orders under the other's name": await signCompact(
        JSON.stringify(claims),
        "at+jwt",
        auth.kid,
        gateway.key,
      ),
      "with the public key as a secret": `${hmacInput}.${createHmac("sha256", Buffer.from(auth.x, "base64url")).update(hmacInput).digest("base64url")}`,
      "with a key of its own": `${encode({ ...header, jwk: { kty: "OKP", crv: "Ed25519", x: gateway.x } })}.${payload}.${signature}`,
      "that says none": `${encode({ ...header, alg: "none" })}.${payload}.${signature}`,
      "with another payload": `${good.split(".")[0]}.${encode({ ...claims, role: "owner", tenant: freshTenantId() })}.${signature}`,
      "with a signature cut short": good.slice(0, -4),
      "with four parts": `${good}.${signature}`,
      "of dots": "...",
    };
    const texts = new Set<string>();
    for (const [what, token] of Object.entries(forged)) {
      for (const by of ["bearer", "cookie"] as const) {
        const { code, text } = await refusalOf(token, by);
        expect(code, what).toBe("invalid_token");
        texts.add(text);
      }
    }
    // Nobody learns which of the checks it was.
    expect([...texts]).toHaveLength(1);
  });

  it("that ended is told to renew; one that is oversized is not even looked at", async () => {
    const old = await signed({ ...claims, iat: claims.iat - 3_600, exp: claims.exp - 3_600 });
    expect((await refusalOf(old, "bearer")).code).toBe("token_expired");
    expect((await refusalOf(`${"A".repeat(5_000)}.A.A`, "bearer")).code).toBe("unauthorized");
    expect((await refusalOf(`${"A".repeat(5_000)}.A.A`, "cookie")).code).toBe("invalid_token");
  });

  it("for somebody who is nobody leaves nothing behind", async () => {
    const userId = userIdOfEmail(freshEmail("nobody"));
    const stranger = await signed({ ...claims, sub: userId });
    expect((await refusalOf(stranger, "bearer")).code).toBe("session_ended");
    const tables = await runInDurableObject(env.USER.getByName(userId), (_, state) =>
      state.storage.sql.exec("SELECT name FROM sqlite_master WHERE name = 'sessions'").toArray(),
    );
    expect(tables).toEqual([]);
  });

  it("ASVS 8.4.1: of one session with another tenant's id opens neither, by cookie neither, and is recorded", async () => {
    const other = await makePerson(freshTenantId(), "owner");
    const crossed = await signed({ ...claims, tenant: other.tenantId });
    expect((await refusalOf(crossed, "bearer")).code).toBe("session_ended");
    expect((await refusalOf(crossed, "cookie")).code).toBe("session_ended");
    const { who, entry } = await recorded(person.tenantId, "wrong_tenant");
    expect(who?.id).toBe(person.user.id);
    expect(entry.verdict).toBe("refused");
    const { records } = await env.TENANT.getByName(other.tenantId).auditStretch(0, 1_000, 1_000);
    expect(records.some(({ entry: { code } }) => code === "wrong_tenant")).toBe(false);
  });
});

describe("a key of another kind in the place of a token", () => {
  it("is refused, and so is one with another tenant's id written in, which is recorded there", async () => {
    const kinds = ["key", "inv", "clm", "ref", "log", "stp"] as const;
    for (const kind of kinds) {
      const text = makeToken(kind, person.tenantId.slice(4), randomBytes(32));
      expect((await refusalOf(text, "bearer")).code, kind).toBe("invalid_token");
    }
    const own = makeToken("own", person.tenantId.slice(4), randomBytes(32));
    expect((await refusalOf(own, "bearer")).code).toBe("invalid_token");
    const api = makeToken("api", person.tenantId.slice(4), randomBytes(32));
    for (let round = 0; round < 3; round++)
      expect((await refusalOf(api, "bearer")).code).toBe("invalid_token");
    await recorded(person.tenantId, "invalid_token");
    const { records } = await env.TENANT.getByName(person.tenantId).auditStretch(0, 1_000, 1_000);
    // Three of them are one entry: a stranger is seen, and cannot fill the log.
    expect(records.filter(({ entry: { code } }) => code === "invalid_token")).toHaveLength(1);
  });
});

describe("what the gate refuses", () => {
  it("ASVS 8.3.2, 16.3.2: to somebody whose role was lowered a moment ago is in the audit log", async () => {
    const admin = await makePerson(person.tenantId, "admin");
    const tenant = env.TENANT.getByName(person.tenantId);
    await tenant.changeMember(admin.user.id, { role: "viewer", accounts: null }, manager("owner"));
    expect(await problemOf(await as(admin, "/api/members"))).toMatchObject({ code: "forbidden" });
    const { who, entry } = await recorded(person.tenantId, "forbidden");
    expect(who?.id).toBe(admin.user.id);
    expect(entry.changes).toEqual([{ field: "route", before: null, after: "GET /api/members" }]);
  });

  it("ASVS 3.5.1, 16.3.2: for the CSRF token of another session is in the audit log", async () => {
    const open = async () => {
      const answer = await logIn(person.email, { client: "browser" });
      const cookie = answer.headers.getSetCookie()[0]?.split(";")[0] ?? "";
      return { cookie, ...z.object({ csrfToken: z.string() }).parse(await answer.json()) };
    };
    const [mine, other] = [await open(), await open()];
    const rename = (csrfToken: string) =>
      call("/api/me/sessions/x", {
        method: "PATCH",
        body: { name: "Desk" },
        headers: { cookie: mine.cookie, "x-csrf-token": csrfToken, "sec-fetch-site": "same-origin" },
      });
    expect(await problemOf(await rename(other.csrfToken))).toMatchObject({
      status: 403,
      code: "csrf_failed",
    });
    expect(await problemOf(await rename(mine.csrfToken))).toMatchObject({ status: 404 });
    await recorded(person.tenantId, "csrf_failed");
  });
});
