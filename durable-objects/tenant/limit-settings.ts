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
  /** Resolves when a person's object was told what waits for it in the outbox, or will be later. */
  readonly deliver: (userId: string) => Promise<void>;
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

  /** Replaces them. The messages to people's objects are stored with the change, so a stop in between loses none. */
  async configure(
    tenantId: string,
    wanted: TenantLimits,
    who: RawActor,
    nowMs: number,
  ): Promise<Result<LimitSettingsView, Refusal>> {
    const checked = checkTenantLimits(wanted, this.#parts.ceilings);
    if (!checked.ok) return checked;
    const told = this.#change(tenantId, wanted, who, nowMs);
    await Promise.all(told.map((userId) => this.#parts.deliver(userId)));
    return ok(this.view());
  }

  #change(tenantId: string, wanted: TenantLimits, who: RawActor, nowMs: number): readonly string[] {
    const before = this.get();
    try {
      return this.#parts.transaction(() => {
        this.#store(wanted);
        const subject = { kind: "tenant", id: tenantId } as const;
        this.#parts.audit.record({ action: "limits.changed", who, subject, before, after: wanted }, nowMs);
        return this.#parts.members().tellAll();
      });
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
