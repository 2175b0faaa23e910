import { type Happening, makeDraft } from "../../src/domain/audit/make-draft.ts";
import { type AuditNews, happeningOf } from "../../src/domain/audit/news.ts";
import type { Env } from "../../src/env.ts";
import type { Alarms } from "../shared/alarms.ts";
import { sendToTenant } from "../shared/audit-post.ts";
import { Outbox } from "../shared/outbox.ts";
import type { UserDatabase } from "./parts.ts";
import type * as schema from "./schema.ts";

export interface AuditNewsParts {
  readonly ctx: DurableObjectState;
  readonly env: Env;
  readonly db: UserDatabase;
  readonly alarms: Alarms;
}

/** What the person's tenants are told for their audit chains. */
export class AuditTeller {
  readonly outbox: Outbox<typeof schema>;

  constructor({ ctx, env, db, alarms }: AuditNewsParts) {
    this.outbox = new Outbox<typeof schema>({
      ctx,
      db,
      alarms,
      send: (tenantId, messages) => sendToTenant(env, tenantId, messages),
    });
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
}
