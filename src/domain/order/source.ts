import * as z from "zod";
import { alertIdSchema, requestIdSchema, stopIdSchema, strategyIdSchema } from "../ids.ts";

/** What an order comes from when it is not an alert. */
export const ownSourceSchema = z.discriminatedUnion("kind", [
  z.object({
    /** Somebody who is logged in, or something with a token, by `POST /api/accounts/{id}/orders`. */
    kind: z.enum(["person", "program"]),
    /** A `usr_` id, an API token's id, or `bootstrap`. */
    by: z.string().max(80),
    requestId: requestIdSchema,
    /** Hex SHA-256 of what was asked for: a repeat must ask for the same. */
    asked: z.string(),
  }),
  z.object({ kind: z.literal("stop"), stopId: stopIdSchema, round: z.number().int().positive() }),
]);
export type OwnSource = Readonly<z.infer<typeof ownSourceSchema>>;

/** Where an order comes from, as it is shown. */
export const orderSourceSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("alert"), alertId: alertIdSchema, strategyId: strategyIdSchema }),
  z.object({
    kind: z.enum(["person", "program"]),
    by: z.string().describe("A person's id, an API token's, or `bootstrap`."),
    requestId: requestIdSchema,
  }),
  z.object({ kind: z.literal("stop"), stopId: stopIdSchema, round: z.int() }),
]);
export type OrderSource = Readonly<z.infer<typeof orderSourceSchema>>;
