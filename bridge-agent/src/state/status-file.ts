import * as z from "zod";
import { refusalSchema } from "../../../src/domain/refusal.ts";
import { tradeObstacleSchema } from "../../../src/protocol/ea-link-facts.ts";
import { haltedSchema, policySummarySchema } from "../../../src/protocol/policy-summary.ts";
import { writeAtomically } from "./state-dir.ts";

/** What `status` shows; written by `run`. */
export const statusSchema = z.object({
  pid: z.number().int(),
  agentId: z.string(),
  accountId: z.string(),
  startedAtMs: z.number().int(),
  updatedAtMs: z.number().int(),
  link: z.object({
    state: z.enum(["connecting", "up", "waiting", "stopped"]),
    reason: z.string().optional(),
    hint: z.string().optional(),
    epoch: z.number().int().nullable(),
  }),
  terminal: z.object({
    stage: z.string(),
    /** `login@server`. */
    account: z.string().nullable(),
    port: z.number().int(),
    /** Why the terminal would not send an order; "" when it would. */
    obstacle: tradeObstacleSchema.default(""),
    /** How many symbols the terminal told, and how many of them are in a trading session. */
    symbols: z.number().int().default(0),
    openSymbols: z.number().int().default(0),
    /** Microseconds from the terminal to the broker, null when that is not known. */
    pingMicros: z.number().int().nullable().default(null),
    /** Why a terminal was turned away since the last one was let in. */
    refused: z.string().nullable().default(null),
    /** What the expert advisor reported as wrong since it connected. */
    faults: z.array(z.object({ code: z.string(), message: z.string() })).default([]),
  }),
  /** Agent, terminal and ledger agree, and orders are carried out. */
  reconciled: z.boolean(),
  /** Why they are not. */
  waitingFor: refusalSchema.nullable(),
  /** Gateway's clock minus the host's, milliseconds. */
  clockOffsetMs: z.number().nullable(),
  lastOrder: z.object({ orderId: z.string(), event: z.string(), atMs: z.number().int() }).nullable(),
  /** Entries are stopped on this host. */
  halted: haltedSchema.nullable().optional(),
  policy: policySummarySchema.optional(),
  counts: z.object({
    /** Orders that have not ended. */
    open: z.number().int(),
    /** Steps at the terminal whose outcome is not known. */
    awaited: z.number().int(),
    handledSeq: z.number().int(),
    /** Reports that the gateway has not acknowledged. */
    unacknowledgedReports: z.number().int(),
    positions: z.number().int(),
  }),
});
export type Status = z.infer<typeof statusSchema>;

const WRITE_EVERY_MS = 500;

/** Writes the status file when something changed, at most twice a second. */
export class StatusFile {
  readonly #path: string;
  readonly #snapshot: () => Status;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(path: string, snapshot: () => Status) {
    this.#path = path;
    this.#snapshot = snapshot;
  }

  changed(): void {
    this.#timer ??= setTimeout(() => this.write(), WRITE_EVERY_MS);
  }

  write(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    writeAtomically(this.#path, `${JSON.stringify(this.#snapshot())}\n`);
  }
}
