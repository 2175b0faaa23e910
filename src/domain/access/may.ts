import { type Action, type MemberRole, matrix, type Role, type Scope } from "./roles.ts";

/** The rights of whoever asks. */
export interface Rights {
  readonly role: Role;
  /** What an API token was given; empty for people, whose role says it all. */
  readonly scopes: readonly Scope[];
  /** The trading accounts that it is confined to; null: every account of the tenant. */
  readonly accounts: readonly string[] | null;
}

/**
 * Whether `action` is allowed. `accountId` is the trading account that it is about; null: about none, or about
 * the whole tenant. Whoever is confined to some accounts does nothing to others (ASVS 8.2.2).
 */
export function may(rights: Rights, action: Action, accountId: string | null): boolean {
  if (accountId !== null && rights.accounts !== null && !rights.accounts.includes(accountId)) return false;
  if (rights.role === "api") {
    const scoped = rights.scopes.some((scope) => scope === action);
    return scoped && cellAllows(rights, "trader", action, accountId);
  }
  return cellAllows(rights, rights.role, action, accountId);
}

function cellAllows(rights: Rights, role: MemberRole, action: Action, accountId: string | null): boolean {
  switch (matrix[role][action]) {
    case "yes":
      return true;
    case "no":
      return false;
    case "own accounts":
      return accountId !== null && (rights.accounts?.includes(accountId) ?? false);
  }
}

const rank: Readonly<Record<MemberRole, number>> = { guest: 0, viewer: 1, trader: 2, admin: 3, owner: 4 };

/**
 * Whether a member may give, change or take away a role: only those who manage members, and nobody a role
 * above their own, so that an admin can neither make an owner nor remove one.
 */
export function mayGrant(rights: Rights, role: MemberRole): boolean {
  if (rights.role === "api" || !may(rights, "members", null)) return false;
  return rank[role] <= rank[rights.role];
}
