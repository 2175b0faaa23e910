import * as z from "zod";
import { alertIdSchema, requestIdSchema, stopIdSchema, strategyIdSchema } from "../domain/ids.ts";

/** Where an order comes from, as it is shown; see `OrderSource`. */
export const orderSourceSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("alert"), alertId: alertIdSchema, strategyId: strategyIdSchema }),
  z.object({
    kind: z.enum(["person", "program"]),
    by: z.string().describe("A person's id, an API token's, or `bootstrap`."),
    requestId: requestIdSchema,
  }),
  z.object({ kind: z.literal("stop"), stopId: stopIdSchema, round: z.int() }),
]);
