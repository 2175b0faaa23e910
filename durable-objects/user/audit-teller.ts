import { makeDraft } from "../../src/domain/audit/make-draft.ts";
import { type AuditNews, happeningOf } from "../../src/domain/audit/news.ts";
import type { Env } from "../../src/env.ts";
import { isTenant, sendToTenant } from "../shared/audit-post.ts";
import type { Outbox } from "../shared/outbox.ts";
import type { Sender } from "../tenant/senders.ts";
import type * as schema from "./schema.ts";

/** What the person's tenants are told for their audit chains. */
export class AuditTeller {
  readonly outbox: Outbox<typeof schema>;

  constructor(outbox: Outbox<typeof schema>) {
    this.outbox = outbox;
  }

  /** Call it in the transaction of what it is about: both are stored, or neither. */
  tell(tenantIds: readonly string[], news: AuditNews, nowMs: number): void {
    for (const tenantId of tenantIds) {
      this.outbox.enqueue(
        tenantId,
        JSON.stringify(makeDraft(happeningOf(news), nowMs, crypto.getRandomValues(new Uint8Array(16)))),
      );
      // Not before the transaction is over: what is rolled back must not have been sent.
      queueMicrotask(() => this.outbox.deliver(tenantId));
    }
  }
}

/** Takes the entries to the tenants. */
export function auditSender(env: Env): Sender {
  return { handles: isTenant, send: (tenantId, messages) => sendToTenant(env, tenantId, messages) };
}
