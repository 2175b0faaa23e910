import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { call } from "../../api/client.ts";
import { type AlertFilter, alertsPath } from "./alert-filter.ts";
import { type AlertPage, type AlertRow, alertPageSchema } from "./alert-schemas.ts";

const NEWEST = 50;
const OLDER = 200;
const REFRESH_MS = 3_000;
/** For alerts that are further down and not yet over: an unknown outcome can be found out hours later. */
const SLOW_REFRESH_MS = 60_000;

/**
 * The filtered list, newest first: the newest are asked for again and again while the page is seen, older ones
 * are fetched once, when somebody scrolls to them.
 */
export function useAlertList(filter: AlertFilter) {
  const newest = useQuery({
    queryKey: ["alerts", "newest", filter],
    queryFn: ({ signal }) => call(alertsPath(filter, NEWEST, null), { answer: alertPageSchema, signal }),
    refetchInterval: REFRESH_MS,
    staleTime: 0,
  });
  const older = useInfiniteQuery({
    queryKey: ["alerts", "older", filter],
    queryFn: ({ pageParam, signal }) =>
      call(alertsPath(filter, OLDER, pageParam), { answer: alertPageSchema, signal }),
    initialPageParam: firstPage,
    getNextPageParam: (page) => page.next,
    staleTime: Number.POSITIVE_INFINITY,
    refetchInterval: ({ state }) =>
      isOpen(state.data?.pages ?? [], newest.data) || hasGap(state.data?.pages[0], newest.data)
        ? SLOW_REFRESH_MS
        : false,
  });
  const rows = useMemo(() => merge(newest.data, older.data?.pages ?? []), [newest.data, older.data]);
  return { newest, older, rows };
}

const firstPage: string | null = null;

function merge(newest: AlertPage | undefined, older: readonly AlertPage[]): readonly AlertRow[] {
  const byId = new Map<string, AlertRow>();
  for (const { items } of older) for (const alert of items) byId.set(alert.id, alert);
  // What was asked last says it as it is now.
  for (const alert of newest?.items ?? []) byId.set(alert.id, alert);
  return [...byId.values()].sort((a, b) => (a.id < b.id ? 1 : -1));
}

/** True when something below the newest is not over yet. */
function isOpen(pages: readonly AlertPage[], newest: AlertPage | undefined): boolean {
  const fresh = new Set(newest?.items.map(({ id }) => id));
  return pages.some(({ items }) => items.some(({ id, final }) => !final && !fresh.has(id)));
}

/** True when more came at once than the newest hold, so that some are missing in between. */
function hasGap(first: AlertPage | undefined, newest: AlertPage | undefined): boolean {
  const top = first?.items[0]?.id;
  const last = newest?.items.at(-1)?.id;
  return top !== undefined && last !== undefined && newest?.next !== null && last > top;
}
