import { and, eq, gt, lte } from "drizzle-orm";
import type { AuditDraft } from "../../src/domain/audit/draft.ts";
import { eventOf, type SecurityEvent } from "../../src/domain/security/event.ts";
import {
  type Finding,
  type FindingSubject,
  findingSubjectSchema,
} from "../../src/domain/security/finding.ts";
import { observedFinding, readObservation } from "../../src/domain/security/observed.ts";
import { type StoredRule, storedRules } from "../../src/domain/security/stored-rules.ts";
import { BRUTE_FORCE_WINDOW_MS } from "../../src/domain/security/thresholds.ts";
import { inWrongHands, wrongHands } from "../../src/domain/security/wrong-hands.ts";
import { sha256Hex } from "../shared/crypto.ts";
import type { ObjectDatabase } from "../shared/database.ts";
import type * as schema from "./schema.ts";
import type { SecurityAlerts } from "./security-alerts.ts";
import { securityStates } from "./security-schema.ts";

const ADDRESS = "address ";

export interface SecurityWatchParts {
  readonly database: ObjectDatabase<typeof schema>;
  readonly tenantId: () => string;
  readonly alerts: Pick<SecurityAlerts, "raise">;
}

/**
 * Looks at each entry that the audit chain takes, in the same transaction: an entry counts once for every rule,
 * however often it was sent, and what is found is stored with the entry that showed it.
 */
export class SecurityWatch {
  readonly #parts: SecurityWatchParts;

  constructor(parts: SecurityWatchParts) {
    this.#parts = parts;
  }

  /** For `TenantAudit.onAppended`. */
  appended(drafts: readonly AuditDraft[], nowMs: number): void {
    for (const draft of drafts) {
      try {
        // A transaction within the one of the chain: what a rule cannot digest must not keep an entry out of it.
        this.#parts.database.transaction(() => this.#look(draft, nowMs));
      } catch (error) {
        const name = error instanceof Error ? error.name : "unknown";
        console.error(
          JSON.stringify({ event: "detection_failed", entry: draft.id, action: draft.action, name }),
        );
      }
    }
  }

  /** Addresses from which attempts were refused lately; at most `limit`. */
  suspects(nowMs: number, limit: number): string[] {
    const { subject, untilMs, rule } = securityStates;
    return this.#parts.database.db
      .select({ subject })
      .from(securityStates)
      .where(and(eq(rule, "brute_force"), gt(untilMs, nowMs - BRUTE_FORCE_WINDOW_MS)))
      .all()
      .filter((row) => row.subject.startsWith(ADDRESS))
      .slice(-limit)
      .map((row) => row.subject.slice(ADDRESS.length));
  }

  /** From the object's alarm: deletes states that say nothing any more, but for the time that `suspects` looks back. */
  alarm(nowMs: number): void {
    const { untilMs } = securityStates;
    this.#parts.database.db
      .delete(securityStates)
      .where(lte(untilMs, nowMs - BRUTE_FORCE_WINDOW_MS))
      .run();
  }

  /** Deletes what is remembered of a person. Belongs into a transaction. */
  forget(personId: string): void {
    this.#parts.database.db
      .delete(securityStates)
      .where(eq(securityStates.subject, `person ${personId}`))
      .run();
  }

  #look(draft: AuditDraft, nowMs: number): void {
    const event = eventOf(draft);
    for (const rule of storedRules) {
      for (const subject of rule.subjectsOf(event)) this.#step(rule, event, subject, nowMs);
    }
    for (const subject of inWrongHands(event)) this.#raise(wrongHands(event, subject), nowMs);
    if (draft.action === "security.unusual_activity") this.#observed(draft, event, nowMs);
  }

  #step(rule: StoredRule, event: SecurityEvent, { kind, id }: FindingSubject, nowMs: number): void {
    const { db } = this.#parts.database;
    const subject = `${kind} ${id}`;
    const key = `${rule.name} ${subject}`;
    const known = db.select().from(securityStates).where(eq(securityStates.key, key)).get();
    const digest = (text: string) => sha256Hex(`${this.#parts.tenantId()}|${text}`);
    const { state, finding } = rule.step(known?.state ?? null, event, { kind, id }, digest);
    const fields = { state, untilMs: nowMs + rule.keptMs };
    db.insert(securityStates)
      .values({ key, rule: rule.name, subject, ...fields })
      .onConflictDoUpdate({ target: securityStates.key, set: fields })
      .run();
    if (finding !== null) this.#raise(finding, nowMs);
  }

  #observed({ changes, atMs }: AuditDraft, event: SecurityEvent, nowMs: number): void {
    const observation = readObservation(changes);
    const subject = findingSubjectSchema.safeParse(event.subject);
    if (observation !== null && subject.success) {
      this.#raise(observedFinding(observation, subject.data, atMs), nowMs);
    }
  }

  #raise(finding: Finding, nowMs: number): void {
    this.#parts.alerts.raise(finding, nowMs);
  }
}
