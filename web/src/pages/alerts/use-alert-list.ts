import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { call } from "../../api/client.ts";
import { useAtMostEvery, useFeeds } from "../../live/use-feeds.ts";
import { useAccounts } from "../../resources/accounts.ts";
import { type AlertFilter, alertsPath } from "./alert-filter.ts";
import { type AlertPage, type AlertRow, alertPageSchema } from "./alert-schemas.ts";

const NEWEST = 50;
const OLDER = 200;
const REFRESH_MS = 3_000;
/** While the feeds tell of what reaches an account; what is refused before, no feed knows. */
const LIVE_REFRESH_MS = 15_000;
/** An alert has many steps in one second: they are fetched together. */
const NEWS_EVERY_MS = 1_500;
/** For alerts that are further down and not yet over: an unknown outcome can be found out hours later. */
const SLOW_REFRESH_MS = 60_000;

/**
 * The filtered list, newest first: the newest are asked for again when the accounts' feeds tell of something, or again and
 * again while they cannot; older ones are fetched once, when somebody scrolls to them.
 */
export function useAlertList(filter: AlertFilter) {
  const client = useQueryClient();
  const accounts = useAccounts();
  const askAgain = useAtMostEvery(
    NEWS_EVERY_MS,
    () => void client.invalidateQueries({ queryKey: ["alerts", "newest"] }),
  );
  const isLive = useFeeds(accounts.data?.map(({ id }) => id) ?? [], askAgain);
  // What happened between the last answer and the feeds' first word is asked for once.
  useEffect(() => {
    if (isLive) askAgain();
  }, [isLive, askAgain]);
  const newest = useQuery({
    queryKey: ["alerts", "newest", filter],
    queryFn: ({ signal }) => call(alertsPath(filter, NEWEST, null), { answer: alertPageSchema, signal }),
    refetchInterval: isLive ? LIVE_REFRESH_MS : REFRESH_MS,
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
