import { asc, eq, isNotNull, sql } from "drizzle-orm";
import { z } from "zod";
import { type MemberRole, memberRoleSchema } from "../../src/domain/access/roles.ts";
import { type TenantLimits, tenantLimitsSchema } from "../../src/domain/access/tenant-limits.ts";
import { accountIdSchema, tenantIdSchema } from "../../src/domain/ids.ts";
import type { UserDatabase } from "./parts.ts";
import { memberships } from "./schema.ts";

/** What a tenant tells a user's object of a member; `role` null: no member any more. */
export const membershipMessageSchema = z.object({
  tenantId: tenantIdSchema,
  role: memberRoleSchema.nullable(),
  accounts: z.array(accountIdSchema).nullable(),
  /** What the tenant's limits are for each of its members; null: the usual. */
  limits: tenantLimitsSchema.shape.person.nullable().default(null),
  /** Rises with every change that the tenant makes. */
  version: z.int().nonnegative(),
});
export type MembershipMessage = z.infer<typeof membershipMessageSchema>;

export interface Membership {
  readonly tenantId: string;
  readonly role: MemberRole;
  readonly accounts: readonly string[] | null;
  /** As the tenant set them; see effectiveLimits. */
  readonly limits: TenantLimits["person"];
}

type Row = typeof memberships.$inferSelect;

const accountsSchema = z.array(accountIdSchema).nullable();

function membershipOf(row: Row | undefined): Membership | null {
  if (row === undefined || row.role === null) return null;
  const accounts = row.accounts === null ? null : accountsSchema.parse(JSON.parse(row.accounts));
  const { tenantId, callsPerMinute, tradesPerSecond } = row;
  const limits = { callsPerMinute, tradesPerSecond };
  return { tenantId, role: memberRoleSchema.parse(row.role), accounts, limits };
}

/** Which tenants the person belongs to, and as what. */
export class Memberships {
  readonly #db: UserDatabase;
  readonly #byTenant;

  constructor(db: UserDatabase) {
    this.#db = db;
    // Prepared: it runs for every request of the person.
    this.#byTenant = db
      .select()
      .from(memberships)
      .where(eq(memberships.tenantId, sql.placeholder("tenantId")))
      .prepare();
  }

  of(tenantId: string): Membership | null {
    return membershipOf(this.#byTenant.get({ tenantId }));
  }

  all(): Membership[] {
    const rows = this.#db
      .select()
      .from(memberships)
      .where(isNotNull(memberships.role))
      .orderBy(asc(memberships.tenantId))
      .all();
    return rows.map(membershipOf).filter((membership) => membership !== null);
  }

  /** False when a newer message came before: then nothing is changed. */
  apply({ tenantId, role, accounts, limits, version }: MembershipMessage): boolean {
    const known = this.#db.select().from(memberships).where(eq(memberships.tenantId, tenantId)).get();
    if (known !== undefined && known.version >= version) return false;
    const fields = {
      role,
      accounts: accounts === null ? null : JSON.stringify(accounts),
      callsPerMinute: limits?.callsPerMinute ?? null,
      tradesPerSecond: limits?.tradesPerSecond ?? null,
      version,
    };
    this.#db
      .insert(memberships)
      .values({ tenantId, ...fields })
      .onConflictDoUpdate({ target: memberships.tenantId, set: fields })
      .run();
    return true;
  }
}
