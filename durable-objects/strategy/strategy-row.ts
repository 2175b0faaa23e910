import type { DrizzleSqliteDODatabase } from "drizzle-orm/durable-sqlite";
import { KeyRing } from "../shared/key-ring.ts";
import { type HookSecrets, readSecrets, writeSecrets } from "./hook-secrets.ts";
import type * as schema from "./schema.ts";
import { strategy } from "./schema.ts";
import { type StrategySettings, strategySettingsSchema } from "./settings.ts";

/** When a secret was last used is written at most so often: most alerts shall not cost a row for it. */
const USE_GRAIN_MS = 60_000;

/** The strategy as its one row says. */
export interface StrategyState {
  readonly strategyId: string;
  readonly tenantId: string;
  /** Opened once, when the object wakes: every alert is checked against them. */
  readonly secrets: HookSecrets;
  readonly settings: StrategySettings;
  readonly halted: boolean;
}

/** Reads and writes the strategy's own row, with a copy in memory. */
export class StrategyRow {
  readonly #db: DrizzleSqliteDODatabase<typeof schema>;
  readonly #ring: () => KeyRing;
  #state: StrategyState | null = null;
  /** Sealed with an older key of the ring, until `rewrap`. */
  #stale = false;

  /** `keyRing` is the value of KEY_RING. The table must exist before anything is called. */
  constructor(db: DrizzleSqliteDODatabase<typeof schema>, keyRing: string) {
    this.#db = db;
    let ring: KeyRing | null = null;
    this.#ring = () => {
      ring ??= new KeyRing(keyRing);
      return ring;
    };
  }

  /** Null until `create`. Seals what rows of earlier versions held in clear. */
  get(): StrategyState | null {
    if (this.#state !== null) return this.#state;
    const row = this.#db.select().from(strategy).get();
    if (row === undefined) return null;
    const { strategyId, tenantId, halted, createdAtMs } = row;
    const { secrets, stale } = readSecrets(row.secrets, row, this.#ring(), createdAtMs);
    const settings = strategySettingsSchema.parse(JSON.parse(row.settings));
    this.#state = { strategyId, tenantId, secrets, settings, halted };
    this.#stale = stale;
    if (row.secrets.startsWith("[")) this.rewrap();
    return this.#state;
  }

  create(state: StrategyState, nowMs: number): void {
    const { strategyId, tenantId, secrets, settings, halted } = state;
    this.#db
      .insert(strategy)
      .values({
        strategyId,
        tenantId,
        secrets: writeSecrets(secrets, state, this.#ring()),
        settings: JSON.stringify(settings),
        halted,
        createdAtMs: nowMs,
      })
      .run();
    this.#state = state;
  }

  /** Changes what is given. Within a transaction that may fail, call `reread` when it did. */
  change(changes: Partial<Pick<StrategyState, "settings" | "halted" | "secrets">>): void {
    const state = this.#existing();
    const next = { ...state, ...changes };
    this.#db
      .update(strategy)
      .set({
        settings: JSON.stringify(next.settings),
        halted: next.halted,
        ...(changes.secrets === undefined ? {} : { secrets: writeSecrets(next.secrets, next, this.#ring()) }),
      })
      .run();
    if (changes.secrets !== undefined) this.#stale = false;
    this.#state = next;
  }

  /** Notes that a sender proved the secret; written once a minute, and `reread` takes it back like any change. */
  used(n: number, nowMs: number): void {
    const state = this.#existing();
    const { lastN, list } = state.secrets;
    const secret = list.find((one) => one.n === n);
    if (secret === undefined) return;
    if (secret.lastUsedAtMs !== null && nowMs < secret.lastUsedAtMs + USE_GRAIN_MS) return;
    this.change({
      secrets: { lastN, list: list.map((one) => (one.n === n ? { ...one, lastUsedAtMs: nowMs } : one)) },
    });
  }

  /** Seals the secrets under the ring's current key; false when they are already. */
  rewrap(): boolean {
    const { secrets } = this.#existing();
    if (!this.#stale) return false;
    this.change({ secrets });
    return true;
  }

  reread(): void {
    this.#state = null;
  }

  #existing(): StrategyState {
    const state = this.get();
    if (state === null) throw new Error("the strategy does not exist");
    return state;
  }
}
