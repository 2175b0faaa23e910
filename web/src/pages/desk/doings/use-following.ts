import { useQueries, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef } from "react";
import { isEnd } from "../../../../../src/domain/order/machine.ts";
import type { FeedEvent } from "../../../../../src/protocol/feed-state.ts";
import { call } from "../../../api/client.ts";
import { useFeedEvents } from "../../../live/use-live.ts";
import { deskOrderSchema } from "./desk-order.ts";
import { learn, useDoings } from "./doings.ts";

/** The feed tells every step; asking besides is for when it cannot. Few at a time: a person has 100 calls a minute. */
const ASK_AGAIN_MS = 4_000;
const MOST_ASKED = 4;
/** Several orders may end together; lists are fetched again once. */
const HISTORY_PAUSE_MS = 400;

/** What the tables of ended orders and deals are kept under. */
export function historyKey(accountId: string): readonly string[] {
  return ["accounts", accountId, "history"];
}

/** Keeps what is known of the orders that were asked for here in step with the ledger, and the history with them. */
export function useFollowing(accountId: string): void {
  const client = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const onEvent = useCallback(
    (event: FeedEvent) => {
      if (event.kind !== "order") return;
      learn(event.order);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => {
        void client.invalidateQueries({ queryKey: historyKey(accountId) });
      }, HISTORY_PAUSE_MS);
    },
    [client, accountId],
  );
  useFeedEvents(accountId, onEvent);
  const { doings, orders } = useDoings();
  const open = doings
    .filter((doing) => doing.accountId === accountId)
    .flatMap(({ answer }) => (answer !== null && "orderIds" in answer ? answer.orderIds : []))
    .filter((id) => {
      const state = orders.get(id)?.state;
      return state !== undefined && !isEnd(state) && state !== "working";
    });
  useQueries({
    queries: open.slice(0, MOST_ASKED).map((id) => ({
      queryKey: ["accounts", accountId, "order", id],
      queryFn: async ({ signal }: { readonly signal: AbortSignal }) => {
        const order = await call(`/api/accounts/${accountId}/orders/${id}`, {
          answer: deskOrderSchema,
          signal,
        });
        learn(order);
        return order;
      },
      refetchInterval: ASK_AGAIN_MS,
      // The answer that brought it is new enough for a start.
      initialData: orders.get(id),
      staleTime: ASK_AGAIN_MS,
    })),
  });
}
