import { and, desc, eq, gt, isNull } from "drizzle-orm";
import { INVITE_MS } from "../../src/domain/access/limits.ts";
import { type MemberRole, memberRoleSchema } from "../../src/domain/access/roles.ts";
import { type Refusal, refusal } from "../../src/domain/refusal.ts";
import { err, ok, type Result } from "../../src/domain/result.ts";
import { readAccounts, type TenantDatabase, writeList } from "./parts.ts";
import { claims, invites } from "./schema.ts";

/** An open access key or invitation, without the key itself. */
export interface Invite {
  readonly id: string;
  readonly email: string | null;
  readonly role: MemberRole;
  readonly accounts: readonly string[] | null;
  readonly createdBy: string;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
}

export interface NewInvite {
  readonly id: string;
  readonly hash: string;
  readonly email: string | null;
  readonly role: MemberRole;
  readonly accounts: readonly string[] | null;
  readonly createdBy: string;
}

/** What somebody gets by signing up with a key. */
export interface Grant {
  readonly role: MemberRole;
  readonly accounts: readonly string[] | null;
}

/** Whoever signs up, and the digest of the key that was shown. */
export interface SignUp {
  readonly hash: string;
  readonly userId: string;
  readonly email: string;
}

/** One answer for every key that is not good: used, expired, withdrawn, for another address, never made. */
export const invalidKey: Refusal = refusal("invalid_key", "This key is not good, or was used before.");

type Row = typeof invites.$inferSelect;

/** Access keys, invitations and the claim of the deployment; each is good for one person. */
export class Invites {
  readonly #db: TenantDatabase;

  constructor(db: TenantDatabase) {
    this.#db = db;
  }

  make(invite: NewInvite, nowMs: number): Invite {
    const expiresAtMs = nowMs + INVITE_MS;
    const row = { ...invite, accounts: writeList(invite.accounts), createdAtMs: nowMs, expiresAtMs };
    this.#db.insert(invites).values(row).run();
    return viewOf({ ...row, usedBy: null, usedAtMs: null });
  }

  open(nowMs: number): Invite[] {
    return this.#db
      .select()
      .from(invites)
      .where(and(isNull(invites.usedBy), gt(invites.expiresAtMs, nowMs)))
      .orderBy(desc(invites.createdAtMs))
      .all()
      .map(viewOf);
  }

  /** True when it was open; then it is gone. */
  withdraw(id: string): boolean {
    const gone = this.#db.delete(invites).where(and(eq(invites.id, id), isNull(invites.usedBy)));
    return gone.returning({ id: invites.id }).all().length === 1;
  }

  /** What the key would give. The person who used it before may use it again: that sign-up broke off. */
  check({ hash, userId, email }: SignUp, nowMs: number): Result<Grant, Refusal> {
    const row = this.#db.select().from(invites).where(eq(invites.hash, hash)).get();
    const good =
      row !== undefined &&
      (row.usedBy === null ? row.expiresAtMs > nowMs : row.usedBy === userId) &&
      (row.email === null || row.email === email);
    return good
      ? ok({ role: memberRoleSchema.parse(row.role), accounts: readAccounts(row.accounts) })
      : err(invalidKey);
  }

  use(signUp: SignUp, nowMs: number): Result<Grant, Refusal> {
    const grant = this.check(signUp, nowMs);
    if (!grant.ok) return grant;
    const { hash, userId } = signUp;
    this.#db
      .update(invites)
      .set({ usedBy: userId, usedAtMs: nowMs })
      .where(and(eq(invites.hash, hash), isNull(invites.usedBy)))
      .run();
    return grant;
  }

  /** The same for the code of the deployment, whose digest the caller has compared with the configured one. */
  checkClaim({ userId }: SignUp): Result<Grant, Refusal> {
    const used = this.#db.select().from(claims).get();
    return used === undefined || used.usedBy === userId
      ? ok({ role: "owner", accounts: null })
      : err(invalidKey);
  }

  useClaim(signUp: SignUp, nowMs: number): Result<Grant, Refusal> {
    const grant = this.checkClaim(signUp);
    if (!grant.ok) return grant;
    const row = { hash: signUp.hash, usedBy: signUp.userId, usedAtMs: nowMs };
    this.#db.insert(claims).values(row).onConflictDoNothing().run();
    return grant;
  }
}

function viewOf(row: Row): Invite {
  const { id, email, createdBy, createdAtMs, expiresAtMs } = row;
  const role = memberRoleSchema.parse(row.role);
  return { id, email, role, accounts: readAccounts(row.accounts), createdBy, createdAtMs, expiresAtMs };
}
