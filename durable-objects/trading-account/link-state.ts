import { eq } from "drizzle-orm";
import * as z from "zod";
import { Counters as MetricCounters } from "../shared/counters.ts";
import { counters, link } from "./schema.ts";
import { given, type Tables } from "./tables.ts";

/**
 * How far the agent link has come:
 * `away` nothing; `welcomed` accepted, the agent's hello is due; `reconciling` the agent was asked for its
 * side of the ledger; `resending` it answered, frames that it does not have go out again; `open` new orders
 * may go out.
 */
const stageSchema = z.enum(["away", "welcomed", "reconciling", "resending", "open"]);

const linkRowSchema = z.object({
  epoch: z.number().int(),
  stage: stageSchema,
  reconcileId: z.number().int(),
  agentId: z.string().nullable(),
  agentVersion: z.string().nullable(),
  journalId: z.string().nullable(),
  connectedAtMs: z.number().int().nullable(),
  disconnectedAtMs: z.number().int().nullable(),
});
type LinkRow = Readonly<z.infer<typeof linkRowSchema>>;

type Counters = Readonly<Omit<typeof counters.$inferSelect, "id" | "metrics">>;

const firstLinkRow: LinkRow = {
  epoch: 0,
  stage: "away",
  reconcileId: 0,
  agentId: null,
  agentVersion: null,
  journalId: null,
  connectedAtMs: null,
  disconnectedAtMs: null,
};

const firstCounters: Counters = {
  lastSeq: 0,
  ackedSeq: 0,
  reportAckSeq: 0,
  filled: 0,
  cancelled: 0,
  rejected: 0,
  expired: 0,
};

const ROW = 1;

/**
 * Where the link stands and what it has counted: one row of `link` and one of `counters`, held in memory
 * and stored with each transaction that changed them.
 */
export class LinkState {
  /**
   * What /metrics shows of orders. It is stored whenever the row of counters is, and causes no write of its own;
   * `storeMetrics` makes up for what no such write followed.
   */
  readonly metrics: MetricCounters;
  readonly #updateRow: ReturnType<typeof prepareUpdateRow>;
  readonly #updateCounters: ReturnType<typeof prepareUpdateCounters>;
  #row: LinkRow;
  #storedRow: LinkRow;
  #changes = 0;
  #counters: Counters;
  #storedCounters: Counters;

  constructor(db: Tables) {
    this.#row = linkRowSchema.parse(db.select().from(link).where(eq(link.id, ROW)).get());
    this.#storedRow = this.#row;
    const stored = db.select().from(counters).where(eq(counters.id, ROW)).get();
    if (stored === undefined) throw new Error("the account has no counters");
    const { metrics, ...numbers } = stored;
    this.metrics = new MetricCounters(metrics);
    this.#counters = numbers;
    this.#storedCounters = numbers;
    this.#updateRow = prepareUpdateRow(db);
    this.#updateCounters = prepareUpdateCounters(db);
  }

  /** Makes the first rows; belongs into the transaction that makes the account. */
  static create(db: Tables): void {
    db.insert(link)
      .values({ id: ROW, ...firstLinkRow })
      .run();
    db.insert(counters)
      .values({ id: ROW, ...firstCounters })
      .run();
  }

  get row(): LinkRow {
    return this.#row;
  }

  /** Rises with every change of where the link stands. */
  get changes(): number {
    return this.#changes;
  }

  get counters(): Counters {
    return this.#counters;
  }

  /** Changes where the link stands; belongs into a transaction. */
  change(values: Partial<LinkRow>): void {
    this.#row = { ...this.#row, ...values };
    this.#changes++;
  }

  /**
   * Changes counters. They are stored with the transaction around this call, or, outside of one, with the
   * next: only for what may be forgotten in a crash.
   */
  count(values: Partial<Counters>): void {
    this.#counters = { ...this.#counters, ...values };
  }

  /** Stores what changed; called at the end of every transaction. */
  save(): void {
    if (this.#row !== this.#storedRow) this.#updateRow.run({ ...this.#row });
    if (this.#counters !== this.#storedCounters) this.#storeCounters();
    this.#storedRow = this.#row;
  }

  /** Stores what was counted for /metrics, where that is still to be done; belongs into a transaction. */
  storeMetrics(): void {
    if (this.metrics.changed) this.#storeCounters();
  }

  #storeCounters(): void {
    this.#updateCounters.run({ ...this.#counters, metrics: this.metrics.text() });
    this.metrics.stored();
    this.#storedCounters = this.#counters;
  }
}

function prepareUpdateRow(db: Tables) {
  return db
    .update(link)
    .set({
      epoch: given("epoch"),
      stage: given("stage"),
      reconcileId: given("reconcileId"),
      agentId: given("agentId"),
      agentVersion: given("agentVersion"),
      journalId: given("journalId"),
      connectedAtMs: given("connectedAtMs"),
      disconnectedAtMs: given("disconnectedAtMs"),
    })
    .where(eq(link.id, ROW))
    .prepare();
}

function prepareUpdateCounters(db: Tables) {
  return db
    .update(counters)
    .set({
      lastSeq: given("lastSeq"),
      ackedSeq: given("ackedSeq"),
      reportAckSeq: given("reportAckSeq"),
      filled: given("filled"),
      cancelled: given("cancelled"),
      rejected: given("rejected"),
      expired: given("expired"),
      metrics: given("metrics"),
    })
    .where(eq(counters.id, ROW))
    .prepare();
}
