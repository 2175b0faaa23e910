import * as z from "zod";
import { amountSchema } from "../domain/alert/signal.ts";
import { positiveDecimalTextSchema } from "../domain/decimal.ts";
import type { PriceOrNone } from "../domain/order/instruction.ts";
import type { TicketAct } from "../domain/order/ticket-acts.ts";

/** A position or pending order by the number that the venue gave it. */
export const ticketSchema = z.string().regex(/^[1-9][0-9]{0,19}$/, "must be a ticket number");

/** A price in the symbol's own figures, null to remove what is there; absent: it stays. */
const priceOrNull = positiveDecimalTextSchema.nullable().optional();
const stops = { stopLoss: priceOrNull, takeProfit: priceOrNull };

function namesSomething({ do: _, position, ticket, ...body }: Readonly<Record<string, unknown>>): boolean {
  return Object.values(body).some((value) => value !== undefined);
}
const nothingNamed = { error: "name at least one thing to change" };

export const closeSchema = z.strictObject({ amount: amountSchema.default({ unit: "all" }) });
const changePosition = z.strictObject(stops);
const changePending = z.strictObject({ price: positiveDecimalTextSchema.optional(), ...stops });

export const changePositionSchema = changePosition.refine(namesSomething, nothingNamed);
export const changePendingSchema = changePending.refine(namesSomething, nothingNamed);

const position = { position: ticketSchema };
const ticket = { ticket: ticketSchema };

/** An act on one ticket in one object, as a preview asks about it. */
export const askedActSchema = z.union([
  z.strictObject({ do: z.literal("close_position"), ...position, ...closeSchema.shape }),
  z.strictObject({ do: z.literal("flip_position"), ...position }),
  z
    .strictObject({ do: z.literal("modify_position"), ...position, ...changePosition.shape })
    .refine(namesSomething, nothingNamed),
  z
    .strictObject({ do: z.literal("modify_pending"), ...ticket, ...changePending.shape })
    .refine(namesSomething, nothingNamed),
  z.strictObject({ do: z.literal("cancel_pending"), ...ticket }),
]);

/** The act that is asked about, as it is planned. */
export function actOf(asked: z.output<typeof askedActSchema>): TicketAct {
  return asked.do === "modify_position" || asked.do === "modify_pending"
    ? { ...asked, ...stopsOf(asked) }
    : asked;
}

interface AskedStops {
  readonly stopLoss?: string | null | undefined;
  readonly takeProfit?: string | null | undefined;
}

/** Stop and target as instructions name them. */
export function stopsOf({ stopLoss, takeProfit }: AskedStops) {
  return { stopLoss: levelOf(stopLoss), takeProfit: levelOf(takeProfit) };
}

function levelOf(price: string | null | undefined): PriceOrNone | undefined {
  if (price === undefined) return undefined;
  return price === null ? { unit: "none" } : { unit: "price", value: price };
}
