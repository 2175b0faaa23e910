import { inArray, lte, min, sql } from "drizzle-orm";
import { keptMs, type Periods } from "../../src/domain/retention/periods.ts";
import type { Env } from "../../src/env.ts";
import type { Alarms } from "../shared/alarms.ts";
import type { ObjectDatabase } from "../shared/database.ts";
import { type Stock, Sweeper } from "../shared/sweeper.ts";
import { GatewayKeys } from "../trading-account/gateway-keys.ts";
import type { TenantAudit } from "./audit.ts";
import { AuditCut } from "./audit-cut.ts";
import type { TenantDatabase } from "./parts.ts";
import type * as schema from "./schema.ts";
import { apiTokens, invites } from "./schema.ts";

export interface TenantSweepParts {
  readonly env: Env;
  readonly database: ObjectDatabase<typeof schema>;
  readonly alarms: Pick<Alarms, "noLaterThan">;
  readonly audit: TenantAudit;
  readonly periods: () => Periods;
}

/** Keys, invitations and API tokens are deleted some time after they are good for nothing any more. */
function oldKeys(db: TenantDatabase, periodMs: () => number): Stock[] {
  const endedAtMs = sql<number>`coalesce(${apiTokens.revokedAtMs}, ${apiTokens.expiresAtMs})`;
  const times = (endMs: number | null | undefined) => ({
    dueMs: endMs === null || endMs === undefined ? null : endMs + periodMs(),
    keptMs: periodMs(),
  });
  return [
    {
      times: () =>
        times(
          db
            .select({ endMs: min(invites.expiresAtMs) })
            .from(invites)
            .get()?.endMs,
        ),
      sweep: (nowMs, most) => {
        const { id, expiresAtMs } = invites;
        const over = db
          .select({ id })
          .from(invites)
          .where(lte(expiresAtMs, nowMs - periodMs()))
          .limit(most);
        return db.delete(invites).where(inArray(id, over)).returning({ id }).all().length === most;
      },
    },
    {
      times: () =>
        times(
          db
            .select({ endMs: sql<number | null>`min(${endedAtMs})` })
            .from(apiTokens)
            .get()?.endMs,
        ),
      sweep: (nowMs, most) => {
        const { id } = apiTokens;
        const over = db
          .select({ id })
          .from(apiTokens)
          .where(lte(endedAtMs, nowMs - periodMs()))
          .limit(most);
        return db.delete(apiTokens).where(inArray(id, over)).returning({ id }).all().length === most;
      },
    },
  ];
}

/** Deletes what the tenant's own object has kept long enough. */
export class TenantSweep {
  readonly #audit: TenantAudit;
  readonly #cut: AuditCut;
  readonly #sweeper: Sweeper;

  constructor({ env, database, alarms, audit, periods }: TenantSweepParts) {
    this.#audit = audit;
    this.#cut = new AuditCut({
      database,
      audit,
      keys: () => new GatewayKeys(env.GATEWAY_KEYS),
      keptMs: () => keptMs(periods(), "audit"),
    });
    this.#sweeper = new Sweeper({
      alarms,
      stocks: [this.#cut, ...oldKeys(database.db, () => keptMs(periods(), "sessions"))],
      transaction: (work) => database.transaction(work),
    });
  }

  changed(nowMs: number): void {
    this.#sweeper.changed(nowMs);
  }

  /** To be called from the object's alarm, after everything else. */
  async alarm(nowMs: number): Promise<void> {
    // Whatever is stored here has an entry; without one there is nothing, nor is the tenant's id always known.
    if (this.#audit.isEmpty()) return;
    if (this.#sweeper.isDue(nowMs)) {
      try {
        await this.#cut.begin(this.#audit.tenantId(), nowMs);
      } catch (error) {
        // A deployment without keys signs nothing; the rest of the alarm must not suffer, and tomorrow is a day too.
        const name = error instanceof Error ? error.name : "unknown";
        console.error(JSON.stringify({ event: "audit_cut_failed", name }));
      }
    }
    this.#sweeper.alarm(nowMs);
  }
}
