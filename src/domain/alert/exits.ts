import * as z from "zod";
import { decimalTextSchema, positiveDecimalTextSchema } from "../decimal.ts";
import { type BarFrame, barFrames } from "./bar-frames.ts";

/**
 * Exits that the agent manages after an entry is filled, and conditions under which an entry is left out.
 * The vocabulary is PineConnector's (its pages "Syntax" and "EA"); the other dialects are mapped to it.
 * Distances are in pips of the symbol and count from the position's open price; a gain is measured at the
 * price at which the position would close.
 */

export { type BarFrame, barFrames };

/** How long a bar of each is. */
export const frameMs: Readonly<Record<BarFrame, number>> = {
  M1: 60_000,
  M5: 300_000,
  M15: 900_000,
  M30: 1_800_000,
  H1: 3_600_000,
  H4: 14_400_000,
  D1: 86_400_000,
};

/** Longest period plus shift of an average true range: so many bars are asked for at once. */
export const MAX_BARS = 200;
export const MAX_ATR_PERIOD = 100;
export const MAX_ATR_SHIFT = 90;
export const MAX_PARTIALS = 8;

const pipsSchema = positiveDecimalTextSchema;
/** Zero or more; a negative distance would be a loss where a gain was meant. */
const pipsOrZeroSchema = decimalTextSchema.refine((text) => !text.startsWith("-"), "must not be negative");

/** Once the gain reaches `triggerPips`, the stop goes to the open price, `offsetPips` better. Once only. */
export const breakevenSchema = z.object({ triggerPips: pipsSchema, offsetPips: pipsOrZeroSchema });

/**
 * Once the gain reaches `triggerPips`, the stop follows the best price at a distance, in moves of at least
 * `stepPips`. The distance is either in pips or in percent of that price.
 */
export const trailingSchema = z
  .object({
    triggerPips: pipsOrZeroSchema,
    distancePips: pipsSchema.optional(),
    distancePercent: pipsSchema.optional(),
    stepPips: pipsOrZeroSchema,
  })
  .refine(
    ({ distancePips, distancePercent }) => (distancePips === undefined) !== (distancePercent === undefined),
    "must have one distance",
  );

/**
 * As `trailing`, at a distance of `multiplier` times the average true range of `period` complete bars.
 * With `shift` 0 the newest complete bar is the last of them, with 1 the one before it, and so on.
 */
export const atrTrailingSchema = z.object({
  frame: z.enum(barFrames),
  period: z.number().int().min(1).max(MAX_ATR_PERIOD),
  multiplier: positiveDecimalTextSchema,
  shift: z.number().int().min(0).max(MAX_ATR_SHIFT),
  triggerPips: pipsOrZeroSchema,
});
export type AtrTrailing = z.infer<typeof atrTrailingSchema>;

/** Once the gain reaches `atPips`, `percent` of the lots that were opened are closed. Each once only. */
export const partialSchema = z.object({ atPips: pipsSchema, percent: positiveDecimalTextSchema });

export const exitsSchema = z.object({
  breakeven: breakevenSchema.optional(),
  trailing: trailingSchema.optional(),
  atrTrailing: atrTrailingSchema.optional(),
  /** Nearest first; together at most 100 percent. */
  partials: z.array(partialSchema).max(MAX_PARTIALS).optional(),
});
export type Exits = z.infer<typeof exitsSchema>;

export const filtersSchema = z.object({
  /** The entry is left out when the spread is above this. */
  maxSpreadPips: pipsOrZeroSchema.optional(),
  /** The entry is left out unless this is above the value; a margin level without any margin passes. */
  account: z
    .object({
      basis: z.enum(["balance", "equity", "free_margin", "margin_percent"]),
      above: decimalTextSchema,
    })
    .optional(),
});
export type Filters = z.infer<typeof filtersSchema>;

/** True when something in here is counted in pips, so that it means nothing where a pip is not known. */
export function countsPips(exits: Exits | undefined, filters: Filters | undefined): boolean {
  const { breakeven, trailing, atrTrailing, partials } = exits ?? {};
  const pips = [
    trailing?.triggerPips,
    trailing?.distancePips,
    trailing?.stepPips,
    atrTrailing?.triggerPips,
    filters?.maxSpreadPips,
  ];
  const inPips = pips.some((value) => value !== undefined && /[1-9]/.test(value));
  return breakeven !== undefined || (partials ?? []).length > 0 || inPips;
}
