import { useQuery } from "@tanstack/react-query";
import * as z from "zod";
import { dialectSettingsSchema } from "../../../src/domain/alert/dialects/settings.ts";
import { dialectNameSchema } from "../../../src/domain/alert/signal.ts";
import { call } from "../api/client.ts";

const strategySchema = z.object({
  id: z.string(),
  name: z.string(),
  hook: z.string(),
  halted: z.boolean(),
  settings: z.object({
    dialect: z.union([z.literal("detect"), dialectNameSchema]),
    // A setting that this page does not know yet is none of its business.
    dialectSettings: z.object(dialectSettingsSchema.shape),
    routes: z.array(z.object({ accountId: z.string(), enabled: z.boolean() })),
  }),
});
export type StrategyInfo = z.infer<typeof strategySchema>;

/** One strategy with its hook and its routes; none asks for nothing. */
export function useStrategy(id: string | null) {
  return useQuery({
    queryKey: ["strategies", "brief", id],
    queryFn: ({ signal }) => call(`/api/strategies/${id ?? ""}`, { answer: strategySchema, signal }),
    enabled: id !== null,
  });
}
