import { existsSync, readFileSync } from "node:fs";
import * as z from "zod";
import { decimalTextSchema, positiveDecimalTextSchema } from "../../src/domain/decimal.ts";

/** A line of the paper terminal's deals log, the broker's own record. */
const lineSchema = z.object({
  deal: z.string(),
  ticket: z.string(),
  position: z.string(),
  /** Null for deals of stops and targets, and for all of an expert advisor, whose requests name no order. */
  orderId: z.string().nullable(),
  step: z.number().int().nullable(),
  magic: z.string(),
  reason: z.string(),
  symbol: z.string(),
  side: z.enum(["buy", "sell"]),
  entry: z.enum(["in", "out", "inout", "out_by"]),
  lots: positiveDecimalTextSchema,
  price: positiveDecimalTextSchema,
  profit: decimalTextSchema,
  at: z.number().int(),
});
export type DealLine = z.infer<typeof lineSchema>;

/** Every whole line of the log; a last one that is still being written is left out. */
export function readDealsLog(path: string): DealLine[] {
  if (!existsSync(path)) return [];
  const text = readFileSync(path, "utf8");
  const lines = text.slice(0, text.lastIndexOf("\n") + 1).split("\n");
  return lines.filter((line) => line !== "").map((line) => lineSchema.parse(JSON.parse(line)));
}
