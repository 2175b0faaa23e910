import { and, asc, eq, gt, lte, or, sql } from "drizzle-orm";
import { mayGrant } from "../../src/domain/access/may.ts";
import type { AuditAction } from "../../src/domain/audit/actions.ts";
import { theSystem } from "../../src/domain/audit/make-draft.ts";
import { happeningOf } from "../../src/domain/audit/news.ts";
import { type Refusal, refusal } from "../../src/domain/refusal.ts";
import { err, ok, type Result } from "../../src/domain/result.ts";
import type { ObjectDatabase } from "../shared/database.ts";
import type { TenantAudit } from "./audit.ts";
import { cutOf } from "./audit-chain.ts";
import type { Manager } from "./management.ts";
import type { Members } from "./members.ts";
import { entryAbout, type PersonEntry } from "./person-entry.ts";
import type * as schema from "./schema.ts";
import { apiTokens, auditEntries, claims, invites, outbox } from "./schema.ts";

/** Stands where a person's id stood. */
const ERASED = "erased";
/** Entries that one call looks at. */
const WINDOW = 2_000;

/** What a person's own object asks for when the person is deleted. */
export interface ErasePerson {
  readonly userId: string;
  readonly address: string | null;
}

/** What a tenant holds of one person, beside the entries of the audit log. */
export interface PersonHere {
  readonly member: { readonly email: string; readonly role: string; readonly addedAtMs: number } | null;
  readonly keysMade: readonly { readonly id: string; readonly role: string; readonly createdAtMs: number }[];
  readonly keysUsed: readonly { readonly id: string; readonly usedAtMs: number | null }[];
  readonly tokensMade: readonly {
    readonly id: string;
    readonly name: string;
    readonly createdAtMs: number;
  }[];
}

export interface PersonEntries {
  readonly items: readonly PersonEntry[];
  /** The entry to go on after; null at the end. */
  readonly next: number | null;
}

export interface PersonDataParts {
  readonly database: ObjectDatabase<typeof schema>;
  readonly members: Members;
  readonly audit: TenantAudit;
  /**
   * What else the tenant's object holds of a person (settings of notices, for one); each is called within the
   * transaction of the deletion, and may be called again for somebody who is gone.
   */
  readonly alsoErase: readonly ((userId: string) => void)[];
}

/** One person's data within a tenant: shown to that person, and deleted. */
export class PersonData {
  readonly #parts: PersonDataParts;

  constructor(parts: PersonDataParts) {
    this.#parts = parts;
  }

  /** Their own object has erased them and says so, perhaps more than once. */
  erase({ userId, address }: ErasePerson, nowMs: number): void {
    this.#parts.database.transaction(() => this.#erase(userId, userId, address, "person.erased", nowMs));
  }

  /**
   * On the word of an owner or admin. A member leaves with it, so the rules for removing one hold; of somebody who
   * left before, the data go that are still here. Their login itself is theirs and stays.
   */
  eraseMember(userId: string, by: Manager, nowMs: number): Result<null, Refusal> {
    const { database, members } = this.#parts;
    return database.transaction(() => {
      if (!members.knows(userId)) return err(refusal("unknown_member", "There is no such member."));
      const member = members.find(userId);
      if (member !== null && !mayGrant({ role: by.role, scopes: [], accounts: null }, member.role)) {
        return err(refusal("forbidden", "Nobody may take away a role above their own."));
      }
      const removed = member === null ? ok(null) : members.change(userId, null, by.role, nowMs);
      if (!removed.ok) return removed;
      this.#erase(userId, by.actor, by.address, "person.erased", nowMs);
      return ok(null);
    });
  }

  here(userId: string): PersonHere {
    const { db } = this.#parts.database;
    const member = this.#parts.members.find(userId);
    return {
      member:
        member === null ? null : { email: member.email, role: member.role, addedAtMs: member.addedAtMs },
      keysMade: db
        .select({ id: invites.id, role: invites.role, createdAtMs: invites.createdAtMs })
        .from(invites)
        .where(eq(invites.createdBy, userId))
        .all(),
      keysUsed: db
        .select({ id: invites.id, usedAtMs: invites.usedAtMs })
        .from(invites)
        .where(eq(invites.usedBy, userId))
        .all(),
      tokensMade: db
        .select({ id: apiTokens.id, name: apiTokens.name, createdAtMs: apiTokens.createdAtMs })
        .from(apiTokens)
        .where(eq(apiTokens.createdBy, userId))
        .all(),
    };
  }

  /** What the audit log says of the person, part by part; nothing of anybody else. */
  entries(userId: string, after: number): PersonEntries {
    const { audit, database } = this.#parts;
    const ref = audit.refOf(userId);
    const { sequence, entry } = auditEntries;
    const last = audit.last();
    if (ref === null || after >= last) return { items: [], next: null };
    const from = Math.max(after, cutOf(database.db)?.sequence ?? 0);
    const to = from + WINDOW;
    const is = (path: string) => eq(sql`json_extract(${entry}, ${path})`, ref);
    const rows = database.db
      .select()
      .from(auditEntries)
      .where(and(gt(sequence, from), lte(sequence, to), or(is("$.who.ref"), is("$.subject.ref"))))
      .orderBy(asc(sequence))
      .all();
    return { items: rows.map((row) => entryAbout(row, userId)), next: to >= last ? null : to };
  }

  #erase(userId: string, actor: string, address: string | null, action: AuditAction, nowMs: number): void {
    const { database, members, audit, alsoErase } = this.#parts;
    const { db } = database;
    const known = members.find(userId) !== null || audit.refOf(userId) !== null || actor !== userId;
    members.erase(userId, nowMs);
    // What is on its way to somebody who is gone would only be refused there. Of an owner's order it must arrive.
    if (actor === userId) db.delete(outbox).where(eq(outbox.destination, userId)).run();
    const emails = db.update(invites).set({ email: null, usedBy: ERASED });
    emails.where(eq(invites.usedBy, userId)).run();
    db.update(invites).set({ createdBy: ERASED }).where(eq(invites.createdBy, userId)).run();
    db.update(apiTokens).set({ createdBy: ERASED }).where(eq(apiTokens.createdBy, userId)).run();
    db.update(claims).set({ usedBy: ERASED }).where(eq(claims.usedBy, userId)).run();
    for (const also of alsoErase) also(userId);
    if (!known) return;
    // First the entry, then its pseudonym is cut off with all others: who it was is not in it either.
    audit.record(happeningOf({ actor, action, subject: userId, address }), nowMs);
    if (audit.forget(userId)) audit.record({ action: "person.pseudonymised", who: theSystem }, nowMs);
  }
}
