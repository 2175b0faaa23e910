import { makeDraft } from "../../src/domain/audit/make-draft.ts";
import { type AuditNews, happeningOf } from "../../src/domain/audit/news.ts";
import type { Env } from "../../src/env.ts";
import type { Alarms } from "../shared/alarms.ts";
import { isTenant, sendToTenant } from "../shared/audit-post.ts";
import { holderNewsSender } from "../shared/feed-holds.ts";
import type { Outbox } from "../shared/outbox.ts";
import { outboxOf } from "../tenant/senders.ts";
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
    const toTenant = {
      handles: isTenant,
      send: (tenantId: string, messages: readonly string[]) => sendToTenant(env, tenantId, messages),
    };
    this.outbox = outboxOf<typeof schema>({ ctx, db, alarms }, [toTenant, holderNewsSender(env)]);
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
