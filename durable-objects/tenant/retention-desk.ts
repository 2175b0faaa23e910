import type { RawActor } from "../../src/domain/audit/make-draft.ts";
import type { Refusal } from "../../src/domain/refusal.ts";
import { ok, type Result } from "../../src/domain/result.ts";
import {
  checkPeriods,
  defaultPeriods,
  type Periods,
  type RetentionLimits,
  type RetentionMessage,
  readLimits,
} from "../../src/domain/retention/periods.ts";
import type { Env } from "../../src/env.ts";
import type { ObjectDatabase } from "../shared/database.ts";
import type { Outbox } from "../shared/outbox.ts";
import { RetentionRows } from "../shared/retention-rows.ts";
import type { TenantAudit } from "./audit.ts";
import type * as schema from "./schema.ts";
import { members, resources } from "./schema.ts";
import type { Sender } from "./senders.ts";

/** Before the id of whoever is told; its messages have a line of their own in the outbox. */
const DESTINATION = "retention:";

export interface RetentionView {
  /** Days for each class. */
  readonly periods: Periods;
  readonly defaults: Periods;
  readonly limits: RetentionLimits;
  /** Null: never changed. */
  readonly changedAtMs: number | null;
}

export interface RetentionDeskParts {
  readonly env: Env;
  readonly database: ObjectDatabase<typeof schema>;
  readonly audit: TenantAudit;
  readonly outbox: () => Outbox<typeof schema>;
}

/** How long the tenant has things kept, and who is told of it: strategies, accounts and members. */
export class RetentionDesk implements Sender {
  readonly #parts: RetentionDeskParts;
  #rows: RetentionRows<typeof schema> | null = null;

  constructor(parts: RetentionDeskParts) {
    this.#parts = parts;
  }

  periods(): Periods {
    return this.#parts.database.created ? this.#open().of(this.#parts.audit.tenantId()) : defaultPeriods;
  }

  view(): RetentionView {
    const limits = readLimits(this.#parts.env.RETENTION_LIMITS);
    const { created } = this.#parts.database;
    const changedAtMs = created ? this.#open().row(this.#parts.audit.tenantId()).changedAtMs : null;
    return { periods: this.periods(), defaults: defaultPeriods, limits, changedAtMs };
  }

  /** Change, entry and messages are one transaction. What is set already is set again without an entry. */
  change(wanted: Periods, who: RawActor, nowMs: number): Result<RetentionView, Refusal> {
    const { audit, database, env } = this.#parts;
    const checked = checkPeriods(wanted, readLimits(env.RETENTION_LIMITS));
    if (!checked.ok) return checked;
    const tenantId = audit.tenantId();
    const before = this.periods();
    if (JSON.stringify(before) === JSON.stringify(wanted)) return ok(this.view());
    const receivers = this.#receivers();
    database.transaction(() => {
      const version = this.#open().row(tenantId).version + 1;
      this.#open().apply({ tenantId, version, periods: wanted }, nowMs);
      const subject = { kind: "tenant", id: tenantId } as const;
      audit.record({ action: "retention.changed", who, subject, before, after: wanted }, nowMs);
      for (const id of receivers) this.#enqueue(id, { tenantId, version, periods: wanted });
    });
    for (const id of receivers) this.#parts.outbox().deliver(`${DESTINATION}${id}`);
    return ok(this.view());
  }

  /** Tells somebody who is new here; belongs into the transaction that takes them in. */
  tell(id: string): void {
    const tenantId = this.#parts.audit.tenantId();
    const { version } = this.#open().row(tenantId);
    // Where nothing was ever set, everybody goes by the defaults.
    if (version === 0) return;
    this.#enqueue(id, { tenantId, version, periods: this.periods() });
    queueMicrotask(() => this.#parts.outbox().deliver(`${DESTINATION}${id}`));
  }

  handles(destination: string): boolean {
    return destination.startsWith(DESTINATION);
  }

  /** An object that was never made, or whose person is gone, keeps nothing and takes the message for read. */
  async send(destination: string, messages: readonly string[]): Promise<void> {
    const id = destination.slice(DESTINATION.length);
    const { STRATEGY, TRADING_ACCOUNT, USER } = this.#parts.env;
    if (id.startsWith("str_")) await STRATEGY.getByName(id).applyRetention(messages);
    else if (id.startsWith("acc_")) await TRADING_ACCOUNT.getByName(id).applyRetention(messages);
    else await USER.getByName(id).applyRetention(messages);
  }

  #receivers(): string[] {
    const { db } = this.#parts.database;
    const owned = db.select({ id: resources.id }).from(resources).all();
    // Those who left too: their ended sessions here are kept by the same rule.
    const people = db.select({ id: members.userId }).from(members).all();
    return [...owned, ...people].map(({ id }) => id);
  }

  #enqueue(id: string, message: RetentionMessage): void {
    this.#parts.outbox().enqueue(`${DESTINATION}${id}`, JSON.stringify(message));
  }

  /** Opened late: the tables must be there. */
  #open(): RetentionRows<typeof schema> {
    this.#rows ??= new RetentionRows(this.#parts.database.db);
    return this.#rows;
  }
}
