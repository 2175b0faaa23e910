import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import * as z from "zod";
import { dealSchema } from "../../../../src/domain/order/events.ts";
import { call } from "../../api/client.ts";
import { useDesk } from "./desk-context.ts";
import { historyKey } from "./doings/use-following.ts";

const executionSchema = z.object({
  ...dealSchema.shape,
  orderId: z.string().nullable(),
  alertId: z.string().nullable(),
});
/** A deal with the order and the alert that it comes from. */
export type Execution = z.infer<typeof executionSchema>;

export const dealPageSchema = z.object({ items: z.array(executionSchema), next: z.string().nullable() });

export interface PageOf<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

const PAGE = 100;
const firstPage: string | null = null;
const none: readonly Execution[] = [];

/** A list of the account's past, page by page, newest first; fetched again when something happens to an order. */
export function usePages<Item>(list: "orders" | "deals", schema: z.ZodType<PageOf<Item>>) {
  const { accountId } = useDesk();
  return useInfiniteQuery({
    queryKey: [...historyKey(accountId), list],
    queryFn: ({ pageParam, signal }) => {
      const cursor = pageParam === null ? "" : `&cursor=${encodeURIComponent(pageParam)}`;
      return call(`/api/accounts/${accountId}/${list}?limit=${PAGE}${cursor}`, { answer: schema, signal });
    },
    initialPageParam: firstPage,
    getNextPageParam: (page) => page.next,
  });
}

/** The newest deals in a symbol, to be marked on its chart; none for who sees no orders. */
export function useExecutions(symbol: string | null): readonly Execution[] {
  const { accountId, seesOrders } = useDesk();
  const { data } = useQuery({
    queryKey: [...historyKey(accountId), "of", symbol],
    queryFn: ({ signal }) =>
      call(`/api/accounts/${accountId}/deals?limit=${PAGE}&symbol=${encodeURIComponent(symbol ?? "")}`, {
        answer: dealPageSchema,
        signal,
      }),
    enabled: seesOrders && symbol !== null,
    staleTime: 30_000,
  });
  return data?.items ?? none;
}
