import { type Happening, makeDraft } from "../../src/domain/audit/make-draft.ts";
import { type AuditNews, happeningOf } from "../../src/domain/audit/news.ts";
import type { Env } from "../../src/env.ts";
import { isTenant, sendToTenant } from "../shared/audit-post.ts";
import type { Outbox } from "../shared/outbox.ts";
import type { ErasePerson } from "../tenant/person-data.ts";
import type { Sender } from "../tenant/senders.ts";
import { readErasure, writeErasure } from "./erasure-message.ts";
import type * as schema from "./schema.ts";

/** What the person's tenants are told for their audit chains. */
export class AuditTeller {
  readonly outbox: Outbox<typeof schema>;

  constructor(outbox: Outbox<typeof schema>) {
    this.outbox = outbox;
  }

  /** Call it in the transaction of what it is about: both are stored, or neither. */
  tell(tenantIds: readonly string[], news: AuditNews, nowMs: number): void {
    this.record(tenantIds, happeningOf(news), nowMs);
  }

  /** The same with all that an entry can say. */
  record(tenantIds: readonly string[], happening: Happening, nowMs: number): void {
    for (const tenantId of tenantIds) {
      const draft = makeDraft(happening, nowMs, crypto.getRandomValues(new Uint8Array(16)));
      this.outbox.enqueue(tenantId, JSON.stringify(draft));
      // Not before the transaction is over: what is rolled back must not have been sent.
      queueMicrotask(() => this.outbox.deliver(tenantId));
    }
  }

  /**
   * Has tenants forget the person; on the same line as the entries, so that none of those comes after it and brings
   * the person back. Belongs into the transaction of the deletion.
   */
  erase(tenantIds: readonly string[], person: ErasePerson): void {
    for (const tenantId of tenantIds) {
      this.outbox.enqueue(tenantId, writeErasure(person));
      queueMicrotask(() => this.outbox.deliver(tenantId));
    }
  }
}

/** Entries of the audit chain and deletions, in the order in which they came. Repeating any of them changes nothing. */
async function sendInOrder(env: Env, tenantId: string, messages: readonly string[]): Promise<void> {
  let entries: string[] = [];
  for (const message of messages) {
    const person = readErasure(message);
    if (person === null) {
      entries.push(message);
      continue;
    }
    if (entries.length > 0) await sendToTenant(env, tenantId, entries);
    entries = [];
    await env.TENANT.getByName(tenantId).erasePerson(person);
  }
  // An empty list asks whether the tenant answers at all.
  if (entries.length > 0 || messages.length === 0) await sendToTenant(env, tenantId, entries);
}

/** Takes the entries and deletions to the tenants. */
export function auditSender(env: Env): Sender {
  return { handles: isTenant, send: (tenantId, messages) => sendInOrder(env, tenantId, messages) };
}
