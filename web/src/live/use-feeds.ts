import { useEffect, useMemo, useRef, useState } from "react";
import type { FeedEvent } from "../../../src/protocol/feed-state.ts";
import { browserTimers } from "./browser-timers.ts";
import { holdConnection } from "./connections.ts";
import { atMostEvery } from "./pace.ts";

/** An address has five sockets, and other tabs want some: a page that is about more accounts asks instead. */
export const MOST_FEEDS = 2;

/** What a page hears: an event, or that some went by unheard. */
export type FeedNews = FeedEvent | "missed";

/**
 * Hears the feeds of these accounts while mounted. True while all of them are live, so that nothing can happen there
 * unheard; more accounts than `MOST_FEEDS` are not listened to.
 */
export function useFeeds(accountIds: readonly string[], heard: (news: FeedNews) => void): boolean {
  const [allLive, setAllLive] = useState(false);
  const newest = useRef(heard);
  useEffect(() => {
    newest.current = heard;
  });
  // By what it says: callers make the list anew for every picture.
  const key = accountIds.length > MOST_FEEDS ? "" : accountIds.join(" ");
  useEffect(() => {
    const held = (key === "" ? [] : key.split(" ")).map(holdConnection);
    const look = (): void =>
      setAllLive(held.length > 0 && held.every(({ connection }) => connection.live.shown.status === "live"));
    const backs = held.map(({ connection, release }) => {
      const stopListening = connection.listen({
        event: (event) => newest.current(event),
        missed: () => newest.current("missed"),
      });
      const stopViewing = connection.live.view(look);
      return () => {
        stopListening();
        stopViewing();
        release();
      };
    });
    look();
    return () => {
      for (const back of backs) back();
    };
  }, [key]);
  return allLive;
}

/** A function that does `work` at once, and when it is called more often than every `everyMs`, then again after that. */
export function useAtMostEvery(everyMs: number, work: () => void): () => void {
  const newest = useRef(work);
  useEffect(() => {
    newest.current = work;
  });
  return useMemo(() => atMostEvery(everyMs, () => newest.current(), browserTimers), [everyMs]);
}
