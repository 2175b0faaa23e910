import { liveSecrets, revokeSecret, rotateSecrets } from "../../src/domain/access/secret-rotation.ts";
import { makeHookSecret } from "../../src/domain/access/token.ts";
import { type RawActor, theSystem } from "../../src/domain/audit/make-draft.ts";
import type { Refusal } from "../../src/domain/refusal.ts";
import { ok, type Result } from "../../src/domain/result.ts";
import type { Alarms } from "../shared/alarms.ts";
import type { AuditPost } from "../shared/audit-post.ts";
import type { ObjectDatabase } from "../shared/database.ts";
import type { HookSecret, HookSecrets } from "./hook-secrets.ts";
import type * as schema from "./schema.ts";
import type { StrategyRow, StrategyState } from "./strategy-row.ts";

const RANDOM_BYTES = 32;

/** A secret that nobody has used yet. */
export function freshSecret(n: number, nowMs: number): HookSecret {
  const secret = makeHookSecret(crypto.getRandomValues(new Uint8Array(RANDOM_BYTES)));
  return { n, secret, createdAtMs: nowMs, expiresAtMs: null, lastUsedAtMs: null };
}

export interface SecretDeskParts {
  readonly database: ObjectDatabase<typeof schema>;
  readonly alarms: Pick<Alarms, "noLaterThan">;
  readonly row: StrategyRow;
  readonly audit: AuditPost<typeof schema>;
}

/** Replaces, revokes and ends the secrets of the hook; each change is stored with its audit entry. */
export class SecretDesk {
  readonly #parts: SecretDeskParts;

  constructor(parts: SecretDeskParts) {
    this.#parts = parts;
  }

  /** Makes a new secret; the one before stays good for `overlapMs`. Refused while two are good. */
  rotate(state: StrategyState, overlapMs: number, who: RawActor, nowMs: number): Result<HookSecret, Refusal> {
    const rotated = rotateSecrets(state.secrets.list, state.secrets.lastN, overlapMs, nowMs);
    if (!rotated.ok) return rotated;
    const { kept, n } = rotated.value;
    const made = freshSecret(n, nowMs);
    this.#change(state, { lastN: n, list: [...kept, made] }, "strategy.secret_rotated", who, nowMs);
    for (const { expiresAtMs } of kept) if (expiresAtMs !== null) this.#parts.alarms.noLaterThan(expiresAtMs);
    return ok(made);
  }

  /** Voids a secret at once. */
  revoke(state: StrategyState, n: number, who: RawActor, nowMs: number): Result<null, Refusal> {
    const revoked = revokeSecret(state.secrets.list, n, nowMs);
    if (!revoked.ok) return revoked;
    const { lastN } = state.secrets;
    this.#change(state, { lastN, list: revoked.value }, "strategy.secret_revoked", who, nowMs);
    return ok(null);
  }

  /** From the object's alarm: takes off what has expired. It was void already. */
  alarm(state: StrategyState, nowMs: number): void {
    const { lastN, list } = state.secrets;
    const live = liveSecrets(list, nowMs);
    if (live.length < list.length) {
      this.#change(state, { lastN, list: live }, "strategy.secret_expired", theSystem, nowMs);
    }
    for (const { expiresAtMs } of live) if (expiresAtMs !== null) this.#parts.alarms.noLaterThan(expiresAtMs);
  }

  #change(
    state: StrategyState,
    secrets: HookSecrets,
    action: "strategy.secret_rotated" | "strategy.secret_revoked" | "strategy.secret_expired",
    who: RawActor,
    nowMs: number,
  ): void {
    const { database, row, audit } = this.#parts;
    try {
      database.transaction(() => {
        row.change({ secrets });
        const subject = { kind: "strategy", id: state.strategyId } as const;
        const [before, after] = [ends(state.secrets), ends(secrets)];
        audit.record({ action, who, subject, before, after }, nowMs);
      });
    } catch (error) {
      row.reread();
      throw error;
    }
    audit.deliver();
  }
}

/** What an entry says of the secrets: their numbers, and until when each is good. */
function ends({ list }: HookSecrets): Record<string, string> {
  return Object.fromEntries(
    list.map(({ n, expiresAtMs }) => [
      `hook.${n}`,
      expiresAtMs === null ? "good" : `good until ${new Date(expiresAtMs).toISOString()}`,
    ]),
  );
}
