import { useInfiniteQuery } from "@tanstack/react-query";
import * as z from "zod";
import { dealSchema } from "../../../../src/domain/order/events.ts";
import { callPatiently } from "../../api/call-patiently.ts";
import { call } from "../../api/client.ts";
import { csvText } from "../../words/csv.ts";
import type { Scope } from "./figures.ts";

const accountDealSchema = z.object({
  ...dealSchema.shape,
  orderId: z.string(),
  alertId: z.string().nullable(),
  strategyId: z.string().nullable(),
  note: z.string().nullable(),
});
export type AccountDeal = z.infer<typeof accountDealSchema>;

const pageSchema = z.object({ items: z.array(accountDealSchema), next: z.string().nullable() });
type DealPage = z.infer<typeof pageSchema>;

const PAGE = 200;
/** More than this is a case for the API; a browser would have to hold it all. */
export const MOST_ROWS = 10_000;
const firstPage: string | null = null;

function pathOf({ accountId, fromMs }: Scope, cursor: string | null): string {
  const query = new URLSearchParams({ limit: String(PAGE) });
  if (fromMs !== null) query.set("from", String(fromMs));
  if (cursor !== null) query.set("cursor", cursor);
  return `/api/accounts/${accountId}/deals?${query}`;
}

/** The account's deals, page by page, newest first. */
export function useDeals(scope: Scope) {
  return useInfiniteQuery({
    queryKey: ["figures", scope.accountId, "deals", scope.fromMs],
    queryFn: ({ pageParam, signal }) => call(pathOf(scope, pageParam), { answer: pageSchema, signal }),
    initialPageParam: firstPage,
    getNextPageParam: ({ next }) => next,
  });
}

/** The deals to their end, the newest where there are too many. */
export async function everyDeal(scope: Scope, onCount: (count: number) => void): Promise<AccountDeal[]> {
  const rows: AccountDeal[] = [];
  let cursor: string | null = null;
  do {
    const page: DealPage = await callPatiently(pathOf(scope, cursor), pageSchema);
    rows.push(...page.items);
    onCount(rows.length);
    cursor = page.next;
  } while (cursor !== null && rows.length < MOST_ROWS);
  return rows.slice(0, MOST_ROWS);
}

const head = [
  ...["time", "deal", "position", "symbol", "side", "entry", "lots", "price", "profit"],
  ...["order", "alert", "strategy", "note"],
];

/** The list as a file: times in UTC, as programs read them. */
export function dealsAsCsv(rows: readonly AccountDeal[], nameOf: (strategyId: string) => string): string {
  const lines = rows.map(({ atMs, deal, position, symbol, side, entry, lots, price, profit, ...from }) => [
    ...[new Date(atMs).toISOString(), deal, position, symbol, side, entry, lots, price, profit],
    ...[from.orderId, from.alertId ?? ""],
    ...[from.strategyId === null ? "" : nameOf(from.strategyId), from.note ?? ""],
  ]);
  return csvText(head, lines);
}
