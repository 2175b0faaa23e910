import { type AuditNews, makeAuditEntry } from "../../src/domain/audit/entry.ts";
import type { Env } from "../../src/env.ts";
import type { Alarms } from "../shared/alarms.ts";
import { Outbox } from "../shared/outbox.ts";
import type { UserDatabase } from "./parts.ts";
import { randomId } from "./random.ts";
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
      send: async (tenantId, messages) => {
        await env.TENANT.getByName(tenantId).appendAudit(messages);
      },
    });
  }

  /** Call it in the transaction of what it is about: both are stored, or neither. */
  tell(tenantIds: readonly string[], news: AuditNews, nowMs: number): void {
    for (const tenantId of tenantIds) {
      this.outbox.enqueue(tenantId, JSON.stringify(makeAuditEntry(news, randomId(), nowMs)));
      // Not before the transaction is over: what is rolled back must not have been sent.
      queueMicrotask(() => this.outbox.deliver(tenantId));
    }
  }
}
