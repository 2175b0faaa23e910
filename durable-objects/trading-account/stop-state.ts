import { eq } from "drizzle-orm";
import * as z from "zod";
import { stoppedSchema } from "../../src/domain/emergency/account-stop.ts";
import { stopIdSchema } from "../../src/domain/ids.ts";
import { jsonColumn } from "./rows.ts";
import { stop } from "./schema.ts";
import type { Tables } from "./tables.ts";

/** Everything is being closed: the round that is under way, and whether another one follows it. */
const closingSchema = z.object({
  stopId: stopIdSchema,
  repeat: z.boolean(),
  round: z.number().int().positive(),
  orderIds: z.array(z.string()),
});
export type StoredClosing = Readonly<z.infer<typeof closingSchema>>;

const stopRowSchema = z.object({
  tenantVersion: z.number().int(),
  version: z.number().int(),
  stopped: jsonColumn(stoppedSchema).nullable(),
  closing: jsonColumn(closingSchema).nullable(),
  agentVersion: z.number().int().nullable(),
  agentAtMs: z.number().int().nullable(),
});
export type StopRow = Readonly<z.infer<typeof stopRowSchema>>;

const neverStopped: StopRow = {
  ...{ tenantVersion: 0, version: 0, stopped: null, closing: null, agentVersion: null, agentAtMs: null },
};

const ROW = 1;

/** How the account stands under emergency stops: one row, which is made by the first change, held in memory. */
export class StopState {
  readonly #db: Tables;
  #row: StopRow;
  #changes = 0;

  constructor(db: Tables) {
    this.#db = db;
    const stored = db.select().from(stop).where(eq(stop.id, ROW)).get();
    this.#row = stored === undefined ? neverStopped : stopRowSchema.parse(stored);
  }

  get row(): StopRow {
    return this.#row;
  }

  /** Rises with every change, for those who tell it on. */
  get changes(): number {
    return this.#changes;
  }

  /** Belongs into a transaction. */
  change(values: Partial<StopRow>): void {
    this.#changes++;
    this.#row = { ...this.#row, ...values };
    const { stopped, closing, ...rest } = this.#row;
    const stored = {
      ...rest,
      stopped: stopped === null ? null : JSON.stringify(stopped),
      closing: closing === null ? null : JSON.stringify(closing),
    };
    this.#db
      .insert(stop)
      .values({ id: ROW, ...stored })
      .onConflictDoUpdate({ target: stop.id, set: stored })
      .run();
  }
}
