import { ok } from "../../src/domain/result.ts";
import type { Alarms } from "../shared/alarms.ts";
import type { ObjectDatabase } from "../shared/database.ts";
import type { AuditTeller } from "./audit-teller.ts";
import type { Outcome, UserParts } from "./parts.ts";
import { challengeOver, deny } from "./refusals.ts";
import * as schema from "./schema.ts";

const ROW = 1;
const DAY_MS = 86_400_000;

export interface ErasureDeskParts {
  readonly database: ObjectDatabase<typeof schema>;
  readonly alarms: Pick<Alarms, "noLaterThan">;
  readonly audit: () => AuditTeller;
}

/** What became of the traces of a deletion. */
export type Traces = "none" | "kept" | "due";

/**
 * Deletes the person. One transaction takes everything away that is theirs and puts one message for each tenant into the
 * outbox; from then on the object answers like one that nobody ever signed up at. A day after the tenants have
 * confirmed they are told once more, since an entry of an account or a strategy may have been on its way to them; when
 * they have confirmed that too, the object deletes whatever is left of itself. A stop between any two steps is
 * made up for by the alarm.
 */
export class ErasureDesk {
  readonly #parts: ErasureDeskParts;

  constructor(parts: ErasureDeskParts) {
    this.#parts = parts;
  }

  /** `untilMs`: how long the tenants' word holds that the person may leave. */
  erase(parts: UserParts, sessionId: string, untilMs: number, nowMs: number): Outcome<null> {
    if (nowMs > untilMs) return deny(challengeOver);
    const { db } = this.#parts.database;
    const { userId, memberships, audit } = parts;
    const address = parts.sessions.addressOf(sessionId);
    parts.transaction(() => {
      // Their rows go without a word; this one closes their sockets at the feeds.
      for (const holder of parts.feeds.holders()) parts.feeds.tell(holder, "sessionEnded");
      parts.person.erase();
      parts.consents.erase();
      memberships.eraseAll();
      for (const table of [
        schema.sessions,
        schema.accessTokens,
        schema.refreshTokens,
        schema.challenges,
        schema.passkeys,
        schema.recoveryCodes,
        schema.knownAddresses,
        schema.rates,
      ]) {
        db.delete(table).run();
      }
      const values = { userId, atMs: nowMs, toldAgain: false };
      db.insert(schema.erasure)
        .values({ id: ROW, ...values })
        .onConflictDoUpdate({ target: schema.erasure.id, set: values })
        .run();
      audit.erase(memberships.tenantIds(), { userId, address });
      this.#parts.alarms.noLaterThan(nowMs + DAY_MS);
    });
    return ok(null);
  }

  /** True while a tenant has not yet confirmed: whoever came in there now would be put out again. */
  underWay(): boolean {
    if (!this.#parts.database.created) return false;
    return this.#row() !== undefined && this.#parts.audit().outbox.waiting().rows > 0;
  }

  /** To be called from the object's alarm. `due`: nothing is left that anybody needs. */
  alarm(someoneIsHere: boolean, tenantIds: () => string[], nowMs: number): Traces {
    const row = this.#row();
    if (row === undefined) return "none";
    const { db } = this.#parts.database;
    if (someoneIsHere) {
      // Somebody signed up here again; the tenants have confirmed before that.
      db.delete(schema.erasure).run();
      return "none";
    }
    const dueMs = row.atMs + DAY_MS;
    if (nowMs < dueMs) {
      this.#parts.alarms.noLaterThan(dueMs);
      return "kept";
    }
    if (this.#parts.audit().outbox.waiting().rows > 0) {
      this.#parts.alarms.noLaterThan(nowMs + DAY_MS);
      return "kept";
    }
    if (row.toldAgain) return "due";
    this.#parts.database.transaction(() => {
      db.update(schema.erasure).set({ toldAgain: true, atMs: nowMs }).run();
      this.#parts.audit().erase(tenantIds(), { userId: row.userId, address: null });
      this.#parts.alarms.noLaterThan(nowMs + DAY_MS);
    });
    return "kept";
  }

  #row() {
    return this.#parts.database.db.select().from(schema.erasure).get();
  }
}
