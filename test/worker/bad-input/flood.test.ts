import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { problemOf } from "../support/gateway.ts";
import { freshAddress, freshTenantId, logIn, makePerson } from "../support/people.ts";

/** Ten thousand pass as well, and take a minute: what costs is to send them. */
const LOGINS = 1_000;
const ADDRESSES = 60;
/** So many at a time, as many connections would bring them. */
const AT_ONCE = 500;

/** Sends them in groups and counts the answers by status and code. */
async function flood(count: number, login: (n: number) => Promise<Response>): Promise<Map<string, number>> {
  const answers = new Map<string, number>();
  for (let sent = 0; sent < count; sent += AT_ONCE) {
    const group = Array.from({ length: Math.min(AT_ONCE, count - sent) }, async (_, n) => {
      const answer = await login(sent + n);
      const key = `${answer.status} ${answer.status === 200 ? "" : (await problemOf(answer)).code}`.trim();
      answers.set(key, (answers.get(key) ?? 0) + 1);
    });
    await Promise.all(group);
  }
  return answers;
}

describe("a flood of logins", () => {
  it("ASVS 2.4.1, 6.3.1: from one address are five, and the others cost no hash", {
    timeout: 120_000,
  }, async () => {
    const person = await makePerson(freshTenantId(), "viewer");
    const address = freshAddress();
    const startedMs = Date.now();
    const answers = await flood(LOGINS, () => logIn(person.email, { password: "not this one" }, address));
    console.info(`${LOGINS} logins from one address in ${Date.now() - startedMs} ms`, answers);
    expect([...answers.keys()].sort()).toEqual([
      "401 wrong_credentials",
      ...(answers.has("429 address_blocked") ? ["429 address_blocked"] : []),
      "429 rate_limited",
    ]);
    expect(answers.get("401 wrong_credentials")).toBe(5);
    // The person's own address is another one.
    expect((await logIn(person.email)).status).toBe(200);
  });

  it("ASVS 6.1.1: at one person from many addresses are twenty, and the owner still gets in", async () => {
    const person = await makePerson(freshTenantId(), "viewer");
    const home = freshAddress();
    expect((await logIn(person.email, {}, home)).status).toBe(200);
    const answers = await flood(ADDRESSES, () => logIn(person.email, { password: "not this one" }));
    console.info(`${ADDRESSES} logins from as many addresses`, answers);
    // The same words and status for all, hashed or not: nobody learns that the limit was reached.
    expect([...answers]).toEqual([["401 wrong_credentials", ADDRESSES]]);
    expect((await logIn(person.email, {}, home)).status).toBe(200);
    const tenant = env.TENANT.getByName(person.tenantId);
    const { records } = await tenant.auditStretch(0, 10_000, 1_000);
    const failed = records.filter(({ entry }) => entry.action === "login.failed");
    expect(failed.length).toBeGreaterThan(0);
    expect(failed.length).toBeLessThanOrEqual(21);
  }, 120_000);
});
