import * as z from "zod";
import { dealSchema, orderEventSchema, orderStateSchema } from "../../src/domain/order/events.ts";
import {
  defaultOrderRules,
  instructionSchema,
  orderRulesSchema,
} from "../../src/domain/order/instruction.ts";
import { ownSourceSchema } from "../../src/domain/order/source.ts";
import { doorSchema, refusalSchema } from "../../src/domain/refusal.ts";

/** A column with JSON text: read back as what `schema` says, or a bug. */
export function jsonColumn<Schema extends z.ZodType>(schema: Schema) {
  return z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(schema);
}

const orderedFields = {
  number: z.number().int(),
  id: z.string(),
  alertId: z.string(),
  strategyId: z.string(),
  source: jsonColumn(ownSourceSchema).nullable(),
  leg: z.number().int(),
  after: z.string().nullable(),
  lane: z.string().nullable(),
  symbol: z.string().nullable(),
  instruction: jsonColumn(instructionSchema),
  /** Signed with the order, each time that it is sent. */
  rules: jsonColumn(orderRulesSchema)
    .nullable()
    .transform((rules) => rules ?? defaultOrderRules),
  createdAtMs: z.number().int(),
  deadlineMs: z.number().int(),
};

/** What was ordered: the part of a row of `orders` that never changes. */
export const orderedRowSchema = z.object(orderedFields);
export type OrderedRow = Readonly<z.infer<typeof orderedRowSchema>>;

/** A row of `orders` that has ended: with what was ordered, an `OrderRecord` of the domain. */
export const storedOrderSchema = z.object({
  ...orderedFields,
  state: orderStateSchema,
  seq: z.number().int().nullable(),
  changedAtMs: z.number().int(),
  filledLots: z.string(),
  averagePrice: z.string().nullable(),
  ticket: z.string().nullable(),
  door: doorSchema.nullable(),
  refusal: jsonColumn(refusalSchema).nullable(),
  deals: jsonColumn(z.array(dealSchema)),
});
export type StoredOrder = Readonly<z.infer<typeof storedOrderSchema>>;

/** One entry of the ledger. */
export const storedEventSchema = z.object({
  event: jsonColumn(orderEventSchema),
  atMs: z.number().int(),
  recordedAtMs: z.number().int(),
  epoch: z.number().int(),
});
export type StoredEvent = Readonly<z.infer<typeof storedEventSchema>>;
