import * as z from "zod";
import { decimalTextSchema } from "../../../src/domain/decimal.ts";
import { orderIdSchema } from "../../../src/domain/ids.ts";
import { dealSchema, type OrderEvent } from "../../../src/domain/order/events.ts";
import {
  defaultOrderRules,
  type Instruction,
  instructionSchema,
  type OrderRules,
  orderRulesSchema,
} from "../../../src/domain/order/instruction.ts";
import { type Refusal, refusalSchema } from "../../../src/domain/refusal.ts";
import { submitSchema } from "../../../src/protocol/ea-link.ts";

/**
 * One MetaTrader trade request, without what is derived from its order: id, step, magic, comment, deadline.
 * The defaults are what a journal of an earlier version means where it has no such field.
 */
export const stepRequestSchema = submitSchema
  .omit({ type: true, order: true, step: true, deadline: true, magic: true, comment: true })
  .extend({
    stoplimit: decimalTextSchema.default("0"),
    by: z.string().default("0"),
    filling: submitSchema.shape.filling.default("fok"),
    time: submitSchema.shape.time.default("gtc"),
    expires: z.number().int().default(0),
    deviation: z.number().int().default(0),
  });
export type StepRequest = z.infer<typeof stepRequestSchema>;

/**
 * What came of a step. The first four are the terminal's word; the agent itself says `late` (its deadline
 * passed before it was passed on) and `skipped` (a step that had to come first failed). `refused`, by the
 * policy of this host or by the terminal, was never sent to the venue; `refusal` says why.
 */
export const stepResultSchema = z.object({
  state: z.enum(["done", "rejected", "expired", "absent", "late", "skipped", "refused"]),
  /** MetaTrader's retcode, 0 when there is none. */
  retcode: z.number().int(),
  message: z.string(),
  ticket: z.string(),
  deal: z.string(),
  refusal: refusalSchema.optional(),
});
export type StepResult = z.infer<typeof stepResultSchema>;

/** Why a pending order stands no more, when it was not filled. */
export const goneReasonSchema = z.enum(["cancelled", "expired", "rejected"]);
export type GoneReason = z.infer<typeof goneReasonSchema>;

/** A deal of a step; `remaining` is how much of the venue order was open after it. */
export const stepDealSchema = dealSchema.extend({ remaining: decimalTextSchema });
export type StepDeal = z.infer<typeof stepDealSchema>;

/** One step of an order: a request to the venue, and what is known of it. */
export interface Step {
  readonly step: number;
  /** Steps of a phase go together; a phase begins when the one before it is done. */
  readonly phase: number;
  /** null for a step that was found at the terminal and not in the journal. */
  readonly request: StepRequest | null;
  /** It may be at the terminal. */
  passed: boolean;
  /** When it was first passed on, epoch milliseconds by the host's clock; null when that is not known. */
  passedAtMs: number | null;
  /** The terminal's journal to which it was passed on, as `hello` named it; null when it named none. */
  passedTo: string | null;
  /** The terminal said that the step is in its own journal. */
  submitted: boolean;
  /** Why nobody can say what came of it; null while that is not so. In memory only: a start asks anew. */
  unknown: Refusal | null;
  result: StepResult | null;
  gone: GoneReason | null;
  readonly deals: StepDeal[];
}

/** What was reported of an order so far, so that every event is reported once and in its place. */
export const reportedSchema = z.object({
  accepted: z.boolean(),
  submitted: z.boolean(),
  working: z.boolean(),
  unknown: z.boolean(),
  partial: z.boolean(),
  /** Tickets of the deals that were reported. */
  deals: z.array(z.string()),
});
export type Reported = z.infer<typeof reportedSchema>;

export const nothingReported: Reported = {
  accepted: false,
  submitted: false,
  working: false,
  unknown: false,
  partial: false,
  deals: [],
};

/** `exit` and `policy` orders are the agent's own: managed exits, and what its policy flattens. */
export const orderOriginSchema = z.enum(["gateway", "exit", "policy"]);
export type OrderOrigin = z.infer<typeof orderOriginSchema>;

/** An order that has not ended yet, as the journal holds it. */
export interface Order {
  readonly orderId: string;
  /** The sequence number of its frame; 0 when it was found at the terminal. */
  readonly seq: number;
  /** Whose order it is; only the gateway's are reported to it. */
  readonly origin: OrderOrigin;
  readonly after: string | null;
  readonly deadlineMs: number;
  /** What the account's owner decided about how orders are carried out. */
  readonly rules: OrderRules;
  /** null when the order was found at the terminal: the journal that had it is lost. */
  readonly instruction: Instruction | null;
  /** Empty until the order is planned. */
  steps: Step[];
  reported: Reported;
}

/** Where an order stands: what a later leg that depends on it needs to know. */
export type Standing =
  | { readonly standing: "open" }
  | { readonly standing: "ended"; readonly event: string; readonly code: string | null };

/** What the journal has of an order, ended or not; `reported` is null when it was refused at the door. */
export interface Remembered {
  readonly reported: Reported | null;
  readonly deals: readonly StepDeal[];
  readonly ended: OrderEvent | null;
}

/** The columns of `orders` that are read back. */
export const orderRowSchema = z.object({
  order_id: orderIdSchema,
  seq: z.number().int(),
  after_id: orderIdSchema.nullable(),
  deadline_ms: z.number().int(),
  rules: z.string().nullable(),
  origin: orderOriginSchema,
  instruction: z.string().nullable(),
  reported: z.string(),
});

export const stepRowSchema = z.object({
  step: z.number().int(),
  phase: z.number().int(),
  state: z.enum(["planned", "passed", "known"]),
  submitted: z.number().int(),
  request: z.string().nullable(),
  result: z.string().nullable(),
  gone: goneReasonSchema.nullable(),
  passed_at_ms: z.number().int().nullable(),
  passed_to: z.string().nullable(),
});

/** A stored instruction; the journal is our own file, so one that does not parse is a bug and throws. */
export function readInstruction(text: string | null): Instruction | null {
  return text === null ? null : instructionSchema.parse(JSON.parse(text));
}

/** The rules that an order was signed with; those of a journal of an earlier version are the defaults. */
export function readRules(text: string | null): OrderRules {
  return text === null ? defaultOrderRules : orderRulesSchema.parse(JSON.parse(text));
}
