import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { problemOf } from "../support/gateway.ts";
import { as, freshAddress, freshTenantId, makePerson, type Person } from "../support/people.ts";
import { failedLogin, freshUserId } from "./support.ts";

const newTenant = () => {
  const tenantId = freshTenantId();
  return { tenantId, tenant: env.TENANT.getByName(tenantId) };
};
const times = <T>(count: number, make: (at: number) => T): T[] =>
  Array.from({ length: count }, (_, at) => make(at));

const itemSchema = z.looseObject({
  id: z.string(),
  rule: z.string(),
  state: z.string(),
  severity: z.string(),
});
const pageSchema = z.object({ items: z.array(itemSchema), next: z.string().nullable() });

describe("the list of unusual activity", () => {
  const { tenantId, tenant } = newTenant();
  let owner: Person;
  let stranger: Person;
  const page = async (who: Person, query = "") =>
    pageSchema.parse(await (await as(who, `/security/unusual-activity${query}`)).json());
  const patch = (who: Person, id: string, body: unknown) =>
    as(who, `/security/unusual-activity/${id}`, { method: "PATCH", body });

  beforeAll(async () => {
    [owner, stranger] = [await makePerson(tenantId, "owner"), await makePerson(freshTenantId(), "owner")];
    for (let attacker = 0; attacker < 3; attacker++) {
      const address = freshAddress();
      await tenant.receiveAudit(times(5, () => failedLogin(freshUserId(), address)));
    }
  }, 60_000);

  it("is read page by page, the newest first, and filtered", async () => {
    const all = await page(owner);
    expect(all.items).toHaveLength(3);
    const first = await page(owner, "?limit=2");
    const second = await page(owner, `?limit=2&cursor=${first.next}`);
    expect([...first.items, ...second.items]).toEqual(all.items);
    expect(second.next).toBeNull();
    expect((await page(owner, "?rule=brute_force&state=open&severity=warning")).items).toHaveLength(3);
    expect((await page(owner, "?rule=new_device")).items).toEqual([]);
    expect((await page(owner, "?state=resolved")).items).toEqual([]);
    expect((await as(owner, "/security/unusual-activity?state=wild")).status).toBe(422);
  });

  it("is acknowledged and resolved with a note, by name", async () => {
    const id = (await page(owner)).items[0]?.id ?? "";
    const taken = await patch(owner, id, { state: "acknowledged", note: "looking at it" });
    expect(await taken.json()).toMatchObject({
      state: "acknowledged",
      note: "looking at it",
      changedBy: owner.user.id,
    });
    expect((await patch(owner, id, { state: "resolved" })).status).toBe(200);
    expect(await problemOf(await patch(owner, id, { state: "acknowledged" }))).toMatchObject({
      status: 409,
      code: "already_resolved",
    });
    expect(await problemOf(await patch(owner, id, { state: "open" }))).toMatchObject({
      code: "invalid_field",
    });
    expect((await page(owner, "?state=open")).items).toHaveLength(2);
  });

  it("ASVS 8.4.1: of another tenant cannot be seen, nor changed, nor told from one that does not exist", async () => {
    const id = (await page(owner)).items[1]?.id ?? "";
    expect((await page(stranger)).items).toEqual([]);
    const theirs = await problemOf(await patch(stranger, id, { state: "resolved" }));
    const nobodys = await problemOf(await patch(stranger, `sec_${"0".repeat(26)}`, { state: "resolved" }));
    expect(theirs).toEqual(nobodys);
    expect(theirs).toMatchObject({ status: 404, code: "not_found" });
    expect((await page(owner, "?state=open")).items.map((item) => item.id)).toContain(id);
  });
});
