import { asc, eq, isNotNull, sql } from "drizzle-orm";
import { z } from "zod";
import { type MemberRole, memberRoleSchema } from "../../src/domain/access/roles.ts";
import { accountIdSchema, tenantIdSchema } from "../../src/domain/ids.ts";
import type { UserDatabase } from "./parts.ts";
import { memberships } from "./schema.ts";

/** What a tenant tells a user's object of a member; `role` null: no member any more. */
export const membershipMessageSchema = z.object({
  tenantId: tenantIdSchema,
  role: memberRoleSchema.nullable(),
  accounts: z.array(accountIdSchema).nullable(),
  /** Rises with every change that the tenant makes. */
  version: z.int().nonnegative(),
  /** Null, as in messages of earlier versions: not locked. `untilMs` null: until it is unlocked. */
  lock: z.object({ untilMs: z.int().nonnegative().nullable() }).nullable().default(null),
});
export type MembershipMessage = z.infer<typeof membershipMessageSchema>;

export interface Membership {
  readonly tenantId: string;
  readonly role: MemberRole;
  readonly accounts: readonly string[] | null;
  /** As the tenant told; it may have come to its end. */
  readonly lock: { readonly untilMs: number | null } | null;
}

/** How a lock without an end is stored. */
const FOR_GOOD = -1;

type Row = typeof memberships.$inferSelect;

const accountsSchema = z.array(accountIdSchema).nullable();

function membershipOf(row: Row | undefined): Membership | null {
  if (row === undefined || row.role === null) return null;
  const accounts = row.accounts === null ? null : accountsSchema.parse(JSON.parse(row.accounts));
  const { lockedUntilMs: untilMs } = row;
  const lock = untilMs === null ? null : { untilMs: untilMs === FOR_GOOD ? null : untilMs };
  return { tenantId: row.tenantId, role: memberRoleSchema.parse(row.role), accounts, lock };
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
  apply({ tenantId, role, accounts, version, lock }: MembershipMessage): boolean {
    const known = this.#db.select().from(memberships).where(eq(memberships.tenantId, tenantId)).get();
    if (known !== undefined && known.version >= version) return false;
    const fields = {
      role,
      accounts: accounts === null ? null : JSON.stringify(accounts),
      version,
      lockedUntilMs: lock === null ? null : (lock.untilMs ?? FOR_GOOD),
    };
    this.#db
      .insert(memberships)
      .values({ tenantId, ...fields })
      .onConflictDoUpdate({ target: memberships.tenantId, set: fields })
      .run();
    return true;
  }
}
