import { useQuery } from "@tanstack/react-query";
import * as z from "zod";
import { call } from "../../api/client.ts";

const symbolFactsSchema = z.object({
  symbol: z.string(),
  digits: z.number().int().nonnegative(),
  point: z.string(),
  minLots: z.string(),
  maxLots: z.string(),
  lotStep: z.string(),
  pip: z.string().nullable(),
  tickSize: z.string().nullable(),
  tickValue: z.string().nullable(),
});
/** A symbol as the account's terminal told it, as far as the desk needs it. */
export type SymbolFacts = z.infer<typeof symbolFactsSchema>;

const answerSchema = z.object({ items: z.array(symbolFactsSchema), atMs: z.number().nullable() });

const none: readonly SymbolFacts[] = [];
const REFRESH_MS = 60_000;

/** The symbols of the account's broker. A new account has none until its terminal was there once. */
export function useSymbols(accountId: string) {
  const query = useQuery({
    queryKey: ["accounts", accountId, "symbols"],
    queryFn: ({ signal }) => call(`/api/accounts/${accountId}/symbols`, { answer: answerSchema, signal }),
    staleTime: REFRESH_MS,
    refetchInterval: ({ state }) => (state.data?.items.length === 0 ? 5_000 : false),
  });
  return { query, symbols: query.data?.items ?? none };
}
