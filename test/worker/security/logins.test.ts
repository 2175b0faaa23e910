import { runInDurableObject } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { ORIGIN } from "../support/gateway.ts";
import { freshAddress, freshTenantId, loggedIn, makePerson, PASSWORD } from "../support/people.ts";
import { entriesOf, raised } from "./support.ts";

const newTenant = () => {
  const tenantId = freshTenantId();
  return { tenantId, tenant: env.TENANT.getByName(tenantId) };
};
describe("a login", { timeout: 60_000 }, () => {
  const logInFrom = async (email: string, agent: string, country: string | null) => {
    const init: RequestInit = {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "user-agent": agent,
        "cf-connecting-ip": freshAddress(),
      },
      body: JSON.stringify({ email, password: PASSWORD }),
    };
    // What Cloudflare says of the client; the types of a request that is made have no such field.
    Object.assign(init, country === null ? {} : { cf: { country } });
    await loggedIn(await exports.default.fetch(new Request(`${ORIGIN}/api/auth/login`, init)));
  };

  it("with a device that was never seen is an alert, the first one and those with known ones are not", async () => {
    const { tenantId, tenant } = newTenant();
    const person = await makePerson(tenantId, "trader");
    await logInFrom(person.email, "curl/8.9.1", null);
    await logInFrom(person.email, "curl/8.10.0", null);
    const alert = await raised(tenantId, "new_device");
    expect(alert.subject).toMatchObject({ kind: "person", id: person.user.id, name: person.email });
    expect(alert.cause).toContain("curl");
    expect(alert.count).toBe(1);
    expect(await entriesOf(tenant, "session.begun")).toHaveLength(3);
  });

  it("from a country that was never seen is an alert, and the country stands where it can be deleted", async () => {
    const { tenantId, tenant } = newTenant();
    const person = await makePerson(tenantId, "trader");
    for (const country of ["DE", "DE", "BR"]) await logInFrom(person.email, "curl/8.9.1", country);
    const alert = await raised(tenantId, "new_country");
    expect(alert.cause).toContain("the country BR");
    expect(alert.count).toBe(1);
    const last = (await entriesOf(tenant, "session.begun")).at(-1);
    expect(last?.who?.agent).toBe("curl, BR");
    expect(JSON.stringify(last?.entry)).not.toMatch(/\bBR\b/);
    const states = await runInDurableObject(tenant, (_, { storage }) =>
      JSON.stringify(
        storage.sql.exec("SELECT state FROM security_states WHERE rule = 'new_country'").toArray(),
      ),
    );
    expect(states).not.toMatch(/\bBR\b/);
    expect(states).toMatch(/[0-9a-f]{64}/);
  });
});
