import { asc, eq, isNotNull } from "drizzle-orm";
import { mayGrant } from "../../src/domain/access/may.ts";
import { lockHolds, type MemberLock } from "../../src/domain/access/member-lock.ts";
import { type MemberRole, memberRoleSchema } from "../../src/domain/access/roles.ts";
import type { TenantLimits } from "../../src/domain/access/tenant-limits.ts";
import { type Refusal, refusal } from "../../src/domain/refusal.ts";
import { err, ok, type Result } from "../../src/domain/result.ts";
import type { Outbox } from "../shared/outbox.ts";
import type { MembershipMessage } from "../user/memberships.ts";
import { readAccounts, type TenantDatabase, writeList } from "./parts.ts";
import type * as schema from "./schema.ts";
import { members } from "./schema.ts";

export interface Member {
  readonly userId: string;
  readonly email: string;
  readonly role: MemberRole;
  readonly accounts: readonly string[] | null;
  readonly addedAtMs: number;
  /** Null: not locked. In `find` it may have come to its end. */
  readonly lock: MemberLock | null;
}

export interface MemberChange {
  readonly role: MemberRole;
  readonly accounts: readonly string[] | null;
}

type Row = typeof members.$inferSelect;

/** What of the tenant each member's object has a copy of, and who must know that somebody left. */
interface TellsMembers {
  readonly limits: () => TenantLimits["person"];
  readonly origins: () => string[];
  /** Within the transaction in which somebody leaves, or is erased who left before. */
  readonly left: () => void;
}

/** Who belongs to the tenant. Every change goes, by the outbox, to the person's own object, which decides. */
export class Members {
  readonly #db: TenantDatabase;
  readonly #outbox: Outbox<typeof schema>;
  readonly #tenantId: string;
  readonly #told: TellsMembers;

  constructor(db: TenantDatabase, outbox: Outbox<typeof schema>, tenantId: string, told: TellsMembers) {
    this.#db = db;
    this.#told = told;
    this.#outbox = outbox;
    this.#tenantId = tenantId;
  }

  /** As they are at `nowMs`. */
  list(nowMs: number): Member[] {
    const rows = this.#db
      .select()
      .from(members)
      .where(isNotNull(members.role))
      .orderBy(asc(members.addedAtMs))
      .all();
    return rows
      .map(memberOf)
      .filter((member) => member !== null)
      .map((member) => (lockHolds(member.lock, nowMs) ? member : { ...member, lock: null }));
  }

  /** Everybody who ever was a member: what they once sealed has to be opened even after they left. */
  everybody(): string[] {
    const rows = this.#db.select({ userId: members.userId }).from(members).orderBy(asc(members.userId)).all();
    return rows.map(({ userId }) => userId);
  }

  find(userId: string): Member | null {
    return memberOf(this.#row(userId));
  }

  /** Call it in a transaction, as everything here that writes. Somebody who is a member stays as they are. */
  add(userId: string, email: string, change: MemberChange, nowMs: number): Member {
    const known = this.find(userId);
    if (known !== null) {
      // Said once more: this may be the repeat of a sign-up that broke off before the person's object existed.
      this.#tell(userId, known, this.#row(userId)?.version ?? 0);
      return known;
    }
    this.#store(userId, email, change, nowMs);
    return { userId, email, ...change, addedAtMs: nowMs, lock: null };
  }

  /** Gives another role; null removes. `by` is the role of whoever does it. */
  change(
    userId: string,
    change: MemberChange | null,
    by: MemberRole,
    nowMs: number,
  ): Result<Member | null, Refusal> {
    const known = this.find(userId);
    if (known === null) return err(refusal("unknown_member", "There is no such member."));
    const rights = { role: by, scopes: [], accounts: null };
    if (!mayGrant(rights, known.role) || (change !== null && !mayGrant(rights, change.role))) {
      return err(refusal("forbidden", "Nobody may give or take away a role above their own."));
    }
    if (change?.role !== "owner" && this.#isLastOwner(known, nowMs)) return err(lastOwner());
    this.#store(userId, known.email, change, nowMs);
    return ok(this.find(userId));
  }

  /**
   * Begins to let somebody go who deletes themselves: until `untilMs` they do not count as an owner, so that of two
   * owners who go at once one is refused. Refused for the last one. Null: is no member.
   */
  beginLeave(userId: string, untilMs: number, nowMs: number): Result<null, Refusal> {
    const known = this.find(userId);
    if (known === null) return ok(null);
    if (this.#isLastOwner(known, nowMs)) return err(lastOwner());
    this.#db.update(members).set({ leavingUntilMs: untilMs }).where(eq(members.userId, userId)).run();
    return ok(null);
  }

  /** Takes `beginLeave` back. */
  stay(userId: string): void {
    this.#db.update(members).set({ leavingUntilMs: null }).where(eq(members.userId, userId)).run();
  }

  /** True when there is a row of this person, be it that they left. */
  knows(userId: string): boolean {
    return this.#row(userId) !== undefined;
  }

  /** Takes the person's data out of their row, which stays for its version. Somebody who is still a member leaves. */
  erase(userId: string, nowMs: number): void {
    if (this.find(userId) !== null) this.#store(userId, "", null, nowMs);
    else this.#told.left();
    this.#db.update(members).set({ email: "", leavingUntilMs: null }).where(eq(members.userId, userId)).run();
  }

  #isLastOwner({ userId, role }: Member, nowMs: number): boolean {
    return role === "owner" && this.ownersBeside(userId, nowMs) === 0;
  }

  /** Tells every member's object once more, because something changed that all of them have a copy of. */
  tellAll(): string[] {
    const rows = this.#db.select().from(members).where(isNotNull(members.role)).all();
    return rows.map((row) => {
      const version = row.version + 1;
      this.#db.update(members).set({ version }).where(eq(members.userId, row.userId)).run();
      this.#tell(row.userId, memberOf(row), version);
      return row.userId;
    });
  }

  /** Locks, or unlocks with null; the caller has judged that it may. */
  setLock(userId: string, lock: MemberLock | null): void {
    const row = this.#row(userId);
    const known = memberOf(row);
    if (row === undefined || known === null) throw new Error("there is no such member to lock");
    const version = row.version + 1;
    this.#db
      .update(members)
      .set({ ...lockColumns(lock), version })
      .where(eq(members.userId, userId))
      .run();
    this.#tell(userId, known, version);
  }

  /** Owners other than this person who are neither locked nor about to go. */
  ownersBeside(userId: string, nowMs: number): number {
    const owners = this.#db.select().from(members).where(eq(members.role, "owner")).all();
    return owners.filter((row) => {
      const leaves = row.leavingUntilMs !== null && row.leavingUntilMs > nowMs;
      return row.userId !== userId && !leaves && !lockHolds(memberOf(row)?.lock ?? null, nowMs);
    }).length;
  }

  #store(userId: string, email: string, change: MemberChange | null, nowMs: number): void {
    const version = (this.#row(userId)?.version ?? 0) + 1;
    const fields = {
      email,
      role: change?.role ?? null,
      accounts: writeList(change?.accounts ?? null),
      version,
      // Whoever comes back after they were removed is not locked any more; a change of role keeps the lock.
      ...(change === null ? lockColumns(null) : {}),
    };
    this.#db
      .insert(members)
      .values({ userId, ...fields, addedAtMs: nowMs })
      .onConflictDoUpdate({ target: members.userId, set: fields })
      .run();
    this.#tell(userId, change, version);
    if (change === null) this.#told.left();
  }

  #tell(userId: string, change: MemberChange | null, version: number): void {
    const lock = memberOf(this.#row(userId))?.lock ?? null;
    const message: MembershipMessage = {
      tenantId: this.#tenantId,
      role: change?.role ?? null,
      accounts: change?.accounts === undefined || change.accounts === null ? null : [...change.accounts],
      limits: this.#told.limits(),
      version,
      origins: this.#told.origins(),
      lock: lock === null ? null : { untilMs: lock.untilMs },
    };
    this.#outbox.enqueue(userId, JSON.stringify(message));
  }

  #row(userId: string): Row | undefined {
    return this.#db.select().from(members).where(eq(members.userId, userId)).get();
  }
}

function lastOwner(): Refusal {
  return refusal("last_owner", "A tenant has at least one owner.", {
    hint: "Make somebody else owner first.",
  });
}

function memberOf(row: Row | undefined): Member | null {
  if (row === undefined || row.role === null) return null;
  const { userId, email, addedAtMs, lockedAtMs, lockedUntilMs, lockReason, lockedBy } = row;
  return {
    userId,
    email,
    role: memberRoleSchema.parse(row.role),
    accounts: readAccounts(row.accounts),
    addedAtMs,
    lock:
      lockedAtMs === null
        ? null
        : { atMs: lockedAtMs, untilMs: lockedUntilMs, reason: lockReason ?? "", by: lockedBy ?? "" },
  };
}

function lockColumns(lock: MemberLock | null) {
  return {
    lockedAtMs: lock?.atMs ?? null,
    lockedUntilMs: lock?.untilMs ?? null,
    lockReason: lock?.reason ?? null,
    lockedBy: lock?.by ?? null,
  };
}
