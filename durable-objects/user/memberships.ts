import { asc, eq, isNotNull, sql } from "drizzle-orm";
import * as z from "zod";
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
  /** The tenant's origins of web programs; absent from tenants of earlier versions. */
  origins: z.array(z.string()).default([]),
  /** Null, as in messages of earlier versions: not locked. `untilMs` null: until it is unlocked. */
  lock: z.object({ untilMs: z.int().nonnegative().nullable() }).nullable().default(null),
});
export type MembershipMessage = z.infer<typeof membershipMessageSchema>;

const originsSchema = z.array(z.string());

export interface Membership {
  readonly tenantId: string;
  readonly role: MemberRole;
  readonly accounts: readonly string[] | null;
  /** As the tenant set them; see effectiveLimits. */
  readonly limits: TenantLimits["person"];
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
  const { tenantId, callsPerMinute, tradesPerSecond, lockedUntilMs: untilMs } = row;
  const limits = { callsPerMinute, tradesPerSecond };
  const lock = untilMs === null ? null : { untilMs: untilMs === FOR_GOOD ? null : untilMs };
  return { tenantId, role: memberRoleSchema.parse(row.role), accounts, limits, lock };
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

  /** Whether the tenant has named this origin for web programs. Asked only for calls that come from one. */
  allowsOrigin(tenantId: string, origin: string): boolean {
    const text = this.#byTenant.get({ tenantId })?.origins ?? null;
    return text !== null && originsSchema.parse(JSON.parse(text)).includes(origin);
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

  /** Every tenant that the person ever belonged to. */
  tenantIds(): string[] {
    return this.#db
      .select({ tenantId: memberships.tenantId })
      .from(memberships)
      .all()
      .map((row) => row.tenantId);
  }

  /**
   * Ends all of them without a word to the tenants. What is left of each is its version: a message from before, that
   * is still on its way, must not give the role to whoever signs up here next.
   */
  eraseAll(): void {
    this.#db.update(memberships).set({ role: null, accounts: null }).run();
  }

  /** False when a newer message came before: then nothing is changed. */
  apply({ tenantId, role, accounts, limits, version, origins, lock }: MembershipMessage): boolean {
    const known = this.#db.select().from(memberships).where(eq(memberships.tenantId, tenantId)).get();
    if (known !== undefined && known.version >= version) return false;
    const fields = {
      role,
      accounts: accounts === null ? null : JSON.stringify(accounts),
      callsPerMinute: limits?.callsPerMinute ?? null,
      tradesPerSecond: limits?.tradesPerSecond ?? null,
      version,
      origins: origins.length === 0 ? null : JSON.stringify(origins),
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
