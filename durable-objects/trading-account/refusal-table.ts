import { eq, sql } from "drizzle-orm";
import { type Refusal, refusalSchema } from "../../src/domain/refusal.ts";
import { jsonColumn } from "./rows.ts";
import { refusals } from "./schema.ts";
import type { Tables } from "./tables.ts";

const storedRefusalSchema = jsonColumn(refusalSchema);

/** Alerts that gave no order, and why. */
export class RefusalTable {
  readonly #db: Tables;
  readonly #byAlert: ReturnType<typeof prepareByAlert>;

  constructor(db: Tables) {
    this.#db = db;
    this.#byAlert = prepareByAlert(db);
  }

  add(alertId: string, refusal: Refusal, receivedAtMs: number): void {
    this.#db
      .insert(refusals)
      .values({ alertId, refusal: JSON.stringify(refusal), receivedAtMs })
      .run();
  }

  of(alertId: string): Refusal | undefined {
    const row = this.#byAlert.get({ alertId });
    return row === undefined ? undefined : storedRefusalSchema.parse(row.refusal);
  }
}

function prepareByAlert(db: Tables) {
  return db
    .select({ refusal: refusals.refusal })
    .from(refusals)
    .where(eq(refusals.alertId, sql.placeholder("alertId")))
    .prepare();
}
