import { useQuery } from "@tanstack/react-query";
import * as z from "zod";
import { call } from "../api/client.ts";

const listSchema = z.object({ items: z.array(z.object({ id: z.string(), name: z.string() })) });

/** The names of all strategies. */
export function useStrategies() {
  return useQuery({
    queryKey: ["strategies", "names"],
    queryFn: ({ signal }) => call("/api/strategies", { answer: listSchema, signal }),
    staleTime: 30_000,
    select: ({ items }) => items,
  });
}
