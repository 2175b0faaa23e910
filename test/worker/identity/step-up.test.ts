import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { RETIRED_TOKEN_MS } from "../../../src/domain/access/limits.ts";
import { problemOf } from "../support/gateway.ts";
import {
  as,
  call,
  enrolTotp,
  freshTenantId,
  logIn,
  makePerson,
  type Person,
  totpCode,
} from "../support/people.ts";

const change = { method: "POST", path: "/api/access-keys", body: { role: "viewer" } };
const begunSchema = z.object({ token: z.string() });
const provedSchema = z.object({ status: z.literal("confirmed"), accessToken: z.string() });

async function begin(person: Pick<Person, "accessToken">): Promise<string> {
  const begun = await as(person, "/api/auth/step-up", { body: change });
  return begunSchema.parse(await begun.json()).token;
}

describe("a proved confirmation", () => {
  it("ASVS 7.2.4: brings a new access token; the one before confirms nothing and soon ends", async () => {
    const owner = await makePerson(freshTenantId(), "owner");
    const { secret } = await enrolTotp(owner);
    const before = { accessToken: owner.accessToken };
    const token = await begin(before);
    const proof = { token, code: totpCode(secret) };
    const proved = await as(before, "/api/auth/step-up/proof", { body: proof });
    const { accessToken } = provedSchema.parse(await proved.json());
    const headers = { "x-step-up": token };
    const withOld = await as(before, change.path, { body: change.body, headers });
    expect(await problemOf(withOld)).toMatchObject({ status: 403, code: "step_up_invalid" });
    // A request of the same page that was under way meanwhile.
    expect((await as(before, "/api/accounts")).status).toBe(200);
    const made = await as({ accessToken }, change.path, { body: change.body, headers });
    expect(made.status).toBe(201);
    await runInDurableObject(env.USER.getByName(owner.user.id), (_, state) => {
      const ends = state.storage.sql.exec("SELECT expires_at_ms AS ends FROM access_tokens").toArray();
      const soon = ends.filter((row) => Number(row["ends"]) <= Date.now() + RETIRED_TOKEN_MS);
      expect([ends.length, soon.length]).toEqual([3, 2]);
      state.storage.sql.exec(
        "UPDATE access_tokens SET expires_at_ms = expires_at_ms - ?",
        RETIRED_TOKEN_MS + 1,
      );
    });
    expect(await problemOf(await as(before, "/api/accounts"))).toMatchObject({ code: "session_ended" });
    expect((await as({ accessToken }, "/api/accounts")).status).toBe(200);
  });

  it("gives a browser the token in a cookie and nowhere else", async () => {
    const owner = await makePerson(freshTenantId(), "owner");
    const { secret } = await enrolTotp(owner);
    const waiting = await (await logIn(owner.email, { client: "browser" })).json<{ token: string }>();
    const code = totpCode(secret);
    const session = await call("/api/auth/second-factor", { body: { token: waiting.token, code } });
    const { csrfToken } = await session.json<{ csrfToken: string }>();
    const cookieOf = (answer: Response) => answer.headers.getSetCookie().map((one) => one.split(";")[0]);
    const browser = (cookie: string) => ({
      cookie,
      "x-csrf-token": csrfToken,
      "sec-fetch-site": "same-origin",
    });
    const [access = ""] = cookieOf(session);
    const begun = await call("/api/auth/step-up", { body: change, headers: browser(access) });
    const { token } = begunSchema.parse(await begun.json());
    const later = { token, code: totpCode(secret, Date.now() + 30_000) };
    const proved = await call("/api/auth/step-up/proof", { body: later, headers: browser(access) });
    expect(Object.keys(await proved.clone().json<object>()).sort()).toEqual(["expiresIn", "status", "token"]);
    const renewed = cookieOf(proved);
    expect(renewed).toHaveLength(1);
    expect(renewed[0]).toMatch(/^__Host-sp_access=ey/);
    const headers = { ...browser(renewed[0] ?? ""), "x-step-up": token };
    expect((await call(change.path, { body: change.body, headers })).status).toBe(201);
  });
});
