import { eq } from "drizzle-orm";
import type { RateLimit } from "../../src/domain/access/limits.ts";
import {
  type AskerLimits,
  checkTenantLimits,
  effectiveLimits,
  shownLimits,
  type TenantLimits,
  usualLimits,
} from "../../src/domain/access/tenant-limits.ts";
import type { Happening, RawActor } from "../../src/domain/audit/make-draft.ts";
import type { Refusal } from "../../src/domain/refusal.ts";
import { ok, type Result } from "../../src/domain/result.ts";
import type { Members } from "./members.ts";
import type { TenantDatabase } from "./parts.ts";
import { tenantLimits } from "./schema.ts";

const ROW = 1;

/** The limits of a tenant as the API shows them. */
export interface LimitSettingsView {
  /** What the tenant set; null where it left the usual. */
  readonly set: TenantLimits;
  /** What holds. */
  readonly limits: ReturnType<typeof shownLimits>;
  /** What the operator allows at most. */
  readonly ceilings: AskerLimits;
}

export interface LimitSettingsParts {
  readonly db: TenantDatabase;
  /** False while the tenant has no tables. */
  readonly created: () => boolean;
  readonly ceilings: AskerLimits;
  readonly members: () => Pick<Members, "tellAll">;
  readonly audit: { record(happening: Happening, nowMs: number): void };
  /** Runs `work` as one transaction. */
  readonly transaction: <T>(work: () => T) => T;
}

/** The limits that a tenant sets for its people and its programs. People's objects are told by the outbox. */
export class LimitSettings {
  readonly #parts: LimitSettingsParts;
  /** As the table has it; every call with an API token asks. */
  #set: TenantLimits | null = null;

  constructor(parts: LimitSettingsParts) {
    this.#parts = parts;
  }

  get(): TenantLimits {
    this.#set ??= this.#read();
    return this.#set;
  }

  view(): LimitSettingsView {
    const { ceilings } = this.#parts;
    return { set: this.get(), limits: shownLimits(this.get(), ceilings), ceilings };
  }

  forPrograms(): { readonly calls: RateLimit; readonly trades: RateLimit } {
    return effectiveLimits(this.get().program, this.#parts.ceilings);
  }

  /** Replaces them, and returns whose objects have to be told; the messages are in the outbox by then. */
  configure(
    tenantId: string,
    wanted: TenantLimits,
    who: RawActor,
    nowMs: number,
  ): Result<{ told: readonly string[] }, Refusal> {
    const { ceilings, transaction } = this.#parts;
    const checked = checkTenantLimits(wanted, ceilings);
    if (!checked.ok) return checked;
    const before = this.get();
    try {
      const told = transaction(() => {
        this.#store(wanted);
        const subject = { kind: "tenant", id: tenantId } as const;
        this.#parts.audit.record({ action: "limits.changed", who, subject, before, after: wanted }, nowMs);
        return this.#parts.members().tellAll();
      });
      return ok({ told });
    } catch (error) {
      // Rolled back: what is in memory must be what is in the table.
      this.#set = null;
      throw error;
    }
  }

  #store({ person, program }: TenantLimits): void {
    const values = {
      personCalls: person.callsPerMinute,
      personTrades: person.tradesPerSecond,
      programCalls: program.callsPerMinute,
      programTrades: program.tradesPerSecond,
    };
    this.#parts.db
      .insert(tenantLimits)
      .values({ id: ROW, ...values })
      .onConflictDoUpdate({ target: tenantLimits.id, set: values })
      .run();
    this.#set = { person, program };
  }

  #read(): TenantLimits {
    if (!this.#parts.created()) return usualLimits;
    const row = this.#parts.db.select().from(tenantLimits).where(eq(tenantLimits.id, ROW)).get();
    if (row === undefined) return usualLimits;
    return {
      person: { callsPerMinute: row.personCalls, tradesPerSecond: row.personTrades },
      program: { callsPerMinute: row.programCalls, tradesPerSecond: row.programTrades },
    };
  }
}
