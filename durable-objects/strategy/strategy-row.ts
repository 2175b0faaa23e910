import type { DrizzleSqliteDODatabase } from "drizzle-orm/durable-sqlite";
import { Vault } from "../shared/vault.ts";
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
  readonly #vault: () => Vault;
  #state: StrategyState | null = null;
  /** Sealed with an older key, until `rewrap`. */
  #stale = false;

  /** `vaultKeys` is the value of VAULT_KEYS. The table must exist before anything is called. */
  constructor(db: DrizzleSqliteDODatabase<typeof schema>, vaultKeys: string) {
    this.#db = db;
    let vault: Vault | null = null;
    this.#vault = () => {
      vault ??= new Vault(vaultKeys);
      return vault;
    };
  }

  /** Null until `create`. Seals what rows of earlier versions held in clear. */
  get(): StrategyState | null {
    if (this.#state !== null) return this.#state;
    const row = this.#db.select().from(strategy).get();
    if (row === undefined) return null;
    const { strategyId, tenantId, halted, createdAtMs } = row;
    const { secrets, stale } = readSecrets(row.secrets, row, this.#vault(), createdAtMs);
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
        secrets: writeSecrets(secrets, state, this.#vault()),
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
        ...(changes.secrets === undefined
          ? {}
          : { secrets: writeSecrets(next.secrets, next, this.#vault()) }),
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

  /** Seals the secrets under the current key; false when they are already. */
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
