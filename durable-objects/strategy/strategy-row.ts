import type { DrizzleSqliteDODatabase } from "drizzle-orm/durable-sqlite";
import { z } from "zod";
import type * as schema from "./schema.ts";
import { strategy } from "./schema.ts";
import { type StrategySettings, strategySettingsSchema } from "./settings.ts";

const secretsSchema = z.array(z.string()).min(1).max(2);

/** The strategy as its one row says. */
export interface StrategyState {
  readonly strategyId: string;
  readonly tenantId: string;
  /** One, or two while one replaces the other; the newest last. */
  readonly secrets: readonly string[];
  readonly settings: StrategySettings;
  readonly halted: boolean;
}

/** Reads and writes the strategy's own row, with a copy in memory. */
export class StrategyRow {
  readonly #db: DrizzleSqliteDODatabase<typeof schema>;
  #state: StrategyState | null = null;

  constructor(db: DrizzleSqliteDODatabase<typeof schema>) {
    this.#db = db;
  }

  /** Null until `create`. The table must exist. */
  get(): StrategyState | null {
    if (this.#state !== null) return this.#state;
    const row = this.#db.select().from(strategy).get();
    if (row === undefined) return null;
    const { strategyId, tenantId, halted } = row;
    const secrets = secretsSchema.parse(JSON.parse(row.secrets));
    const settings = strategySettingsSchema.parse(JSON.parse(row.settings));
    this.#state = { strategyId, tenantId, secrets, settings, halted };
    return this.#state;
  }

  create(state: StrategyState, nowMs: number): void {
    const { strategyId, tenantId, secrets, settings, halted } = state;
    this.#db
      .insert(strategy)
      .values({
        strategyId,
        tenantId,
        secrets: JSON.stringify(secrets),
        settings: JSON.stringify(settings),
        halted,
        createdAtMs: nowMs,
      })
      .run();
    this.#state = state;
  }

  /** Changes what is given. Within a transaction that may fail, call `reread` when it did. */
  change(changes: Partial<Pick<StrategyState, "settings" | "halted">>): void {
    const state = this.get();
    if (state === null) throw new Error("the strategy does not exist");
    const next = { ...state, ...changes };
    this.#db
      .update(strategy)
      .set({ settings: JSON.stringify(next.settings), halted: next.halted })
      .run();
    this.#state = next;
  }

  reread(): void {
    this.#state = null;
  }
}
