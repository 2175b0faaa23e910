import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { may, mayGrant, type Rights } from "./may.ts";
import { type Action, actionSchema, type MemberRole, memberRoleSchema, scopeSchema } from "./roles.ts";

const ACCOUNT = "acc_A";
const OTHER = "acc_B";
const rights = (role: Rights["role"], more: Partial<Rights> = {}): Rights => ({
  role,
  scopes: [],
  accounts: null,
  ...more,
});
const scopes = fc.uniqueArray(fc.constantFrom(...scopeSchema.options));
const action = fc.constantFrom(...actionSchema.options);

/** The design's table, written a second time by hand, so that a slip in the data shows. */
const table: Record<MemberRole, string> = {
  owner: "ticks book orders trade configure members security emergency",
  admin: "ticks book orders trade configure members security emergency",
  trader: "ticks book orders trade",
  viewer: "ticks book orders",
  guest: "ticks",
};

describe("the matrix", () => {
  it("ASVS 8.1.1, 8.2.1: allows each role what its row says and nothing else", () => {
    for (const role of memberRoleSchema.options) {
      const allowed = actionSchema.options.filter((one) => may(rights(role), one, null));
      expect(allowed.join(" "), role).toBe(table[role]);
    }
  });

  it("lets a trader stop the accounts he is named for, not others, and not the whole tenant", () => {
    const trader = rights("trader", { accounts: [ACCOUNT] });
    expect(may(trader, "emergency", ACCOUNT)).toBe(true);
    expect(may(trader, "emergency", OTHER)).toBe(false);
    expect(may(trader, "emergency", null)).toBe(false);
    expect(may(rights("trader"), "emergency", ACCOUNT)).toBe(false);
  });
});

describe("an API token", () => {
  it("ASVS 10.3.2: may do only what is in its scopes, and never more than a trader", () => {
    fc.assert(
      fc.property(scopes, action, fc.constantFrom(null, ACCOUNT), (given, asked, account) => {
        const token = rights("api", { scopes: given, accounts: [ACCOUNT] });
        const trader = rights("trader", { accounts: [ACCOUNT] });
        const allowed = may(token, asked, account);
        expect(allowed).toBe(given.some((scope) => scope === asked) && may(trader, asked, account));
      }),
    );
  });
});

describe("whoever is confined to accounts", () => {
  it("ASVS 8.2.2: does nothing to another one, whatever the role", () => {
    const roles = fc.constantFrom<Rights["role"]>("owner", "admin", "trader", "viewer", "guest", "api");
    fc.assert(
      fc.property(roles, scopes, action, (role, given, asked: Action) => {
        return !may(rights(role, { scopes: given, accounts: [ACCOUNT] }), asked, OTHER);
      }),
    );
  });
});

describe("giving roles", () => {
  it("is for owners and admins, and never above one's own", () => {
    expect(memberRoleSchema.options.filter((role) => mayGrant(rights("owner"), role))).toHaveLength(5);
    expect(memberRoleSchema.options.filter((role) => mayGrant(rights("admin"), role))).toEqual([
      "admin",
      "trader",
      "viewer",
      "guest",
    ]);
    for (const role of ["trader", "viewer", "guest", "api"] as const) {
      expect(memberRoleSchema.options.some((granted) => mayGrant(rights(role), granted))).toBe(false);
    }
  });
});
