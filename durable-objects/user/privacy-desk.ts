import type { Agreement, ConsentKind } from "../../src/domain/access/consent.ts";
import { ok } from "../../src/domain/result.ts";
import type { Env } from "../../src/env.ts";
import type { Alarms } from "../shared/alarms.ts";
import type { ObjectDatabase } from "../shared/database.ts";
import { holderNewsSender } from "../shared/feed-holds.ts";
import type { Rates } from "../shared/rates.ts";
import { RetentionRows, readRetention } from "../shared/retention-rows.ts";
import { Sweeper } from "../shared/sweeper.ts";
import { outboxOf } from "../tenant/senders.ts";
import { AuditTeller, auditSender } from "./audit-teller.ts";
import { ConsentDesk } from "./consent-desk.ts";
import type { ConsentView } from "./consents.ts";
import { ErasureDesk } from "./erasure-desk.ts";
import { Memberships } from "./memberships.ts";
import { personStocks } from "./old-sessions.ts";
import type { Outcome, UserParts } from "./parts.ts";
import { type PersonalData, startExport } from "./person-export.ts";
import { PersonMail } from "./person-mail.ts";
import { PersonRow } from "./person-row.ts";
import type * as schema from "./schema.ts";

export interface PrivacyDeskParts {
  readonly ctx: DurableObjectState;
  readonly env: Env;
  readonly database: ObjectDatabase<typeof schema>;
  readonly alarms: Alarms;
  readonly rates: Rates<typeof schema>;
}

/** What outlives the person: their deletion still has to reach the tenants. */
interface Keeping {
  readonly audit: AuditTeller;
  readonly mail: PersonMail;
  readonly retention: RetentionRows<typeof schema>;
  readonly sweeper: Sweeper;
}

/** A person's data as such: how long they are kept, what was agreed to, showing all of it, deleting all of it. */
export class PrivacyDesk {
  readonly #parts: PrivacyDeskParts;
  readonly #consents = new ConsentDesk();
  readonly #erasure: ErasureDesk;
  /** Null until the tables are there. */
  #keeping: Keeping | null = null;

  constructor(parts: PrivacyDeskParts) {
    this.#parts = parts;
    const { database, alarms } = parts;
    this.#erasure = new ErasureDesk({ database, alarms, audit: () => this.audit() });
  }

  /** With the one outbox of the object; the tables must be there. */
  audit(): AuditTeller {
    return this.#keep().audit;
  }

  /** What it still has to send when the person is gone finds no address. */
  mail(): PersonMail {
    return this.#keep().mail;
  }

  applyRetention(messages: readonly string[], nowMs: number): void {
    const { retention, sweeper } = this.#keep();
    this.#parts.database.transaction(() => {
      for (const message of messages) retention.apply(readRetention(message), nowMs);
    });
    sweeper.changed(nowMs);
  }

  /** With a sign-up, by which the person is no member of the tenant yet whose audit records it. */
  agreeAtSignUp(
    parts: UserParts,
    agreed: readonly Agreement[],
    tenantId: string | undefined,
    address: string,
    nowMs: number,
  ): void {
    if (agreed.length === 0) return;
    this.#consents.agree(parts, agreed, tenantId === undefined ? [] : [tenantId], address, nowMs);
  }

  agree(parts: UserParts, agreement: Agreement, address: string, nowMs: number): Outcome<ConsentView[]> {
    const tenantIds = parts.memberships.all().map(({ tenantId }) => tenantId);
    this.#consents.agree(parts, [agreement], tenantIds, address, nowMs);
    return ok(parts.consents.list());
  }

  withdraw(parts: UserParts, kind: ConsentKind, address: string, nowMs: number): Outcome<ConsentView[]> {
    this.#consents.withdraw(parts, kind, address, nowMs);
    return ok(parts.consents.list());
  }

  startExport(parts: UserParts, sessionId: string, nowMs: number): Outcome<PersonalData> {
    return startExport(parts, this.#parts.database.db, this.#parts.rates, sessionId, nowMs);
  }

  /** See ErasureDesk; what is in memory of the person must be dropped by the caller. */
  erase(parts: UserParts, sessionId: string, untilMs: number, nowMs: number): Outcome<null> {
    return this.#erasure.erase(parts, sessionId, untilMs, nowMs);
  }

  erasureUnderWay(): boolean {
    return this.#erasure.underWay();
  }

  /** To be called from the object's alarm. Deletes the object's tables when nothing is left that anybody needs. */
  async alarm(someoneIsHere: boolean, nowMs: number): Promise<void> {
    const { database, alarms } = this.#parts;
    const { audit, sweeper } = this.#keep();
    audit.outbox.alarm();
    const tenantIds = () => new Memberships(database.db).tenantIds();
    if (this.#erasure.alarm(someoneIsHere, tenantIds, nowMs) !== "due") {
      sweeper.alarm(nowMs);
      return;
    }
    this.#keeping = null;
    await database.forget();
    // The alarm went with everything else.
    alarms.fired();
  }

  #keep(): Keeping {
    if (this.#keeping !== null) return this.#keeping;
    const { ctx, env, database, alarms } = this.#parts;
    const { db } = database;
    const retention = new RetentionRows(db);
    const mail = new PersonMail({ env, person: new PersonRow(db), outbox: () => outbox });
    const outbox = outboxOf({ ctx, db, alarms }, [auditSender(env), mail, holderNewsSender(env)]);
    this.#keeping = {
      audit: new AuditTeller(outbox),
      mail,
      retention,
      sweeper: new Sweeper({
        alarms,
        stocks: personStocks(db, retention),
        transaction: (work) => database.transaction(work),
      }),
    };
    return this.#keeping;
  }
}
