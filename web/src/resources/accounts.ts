import { useQuery } from "@tanstack/react-query";
import * as z from "zod";
import { call } from "../api/client.ts";

const listSchema = z.object({ items: z.array(z.object({ id: z.string(), name: z.string() })) });

/** The names of the trading accounts that this person may see. */
export function useAccounts() {
  return useQuery({
    queryKey: ["accounts", "names"],
    queryFn: ({ signal }) => call("/api/accounts", { answer: listSchema, signal }),
    staleTime: 30_000,
    select: ({ items }) => items,
  });
}
