import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { call } from "../../api/client.ts";
import { gatewayNowMs } from "../../live/gateway-clock.ts";
import { type FeedNews, useAtMostEvery, useFeeds } from "../../live/use-feeds.ts";
import { type AlertStory, storySchema } from "./story-schemas.ts";

/** While it is on its way every step is worth seeing; an alert that waits for long is asked for less often. */
const YOUNG_MS = 30_000;
const YOUNG_REFRESH_MS = 1_000;
const REFRESH_MS = 5_000;
/** While the feeds of its accounts tell of every step. */
const LIVE_REFRESH_MS = 30_000;
/** The steps of one order take some milliseconds each. */
const NEWS_EVERY_MS = 400;

/** The story of an alert: until it is over its accounts' feeds say when there is more of it, or it is asked for again. */
export function useStory(alertId: string) {
  const client = useQueryClient();
  const queryKey = ["alerts", "story", alertId];
  const [isLive, setIsLive] = useState(false);
  const story = useQuery({
    queryKey,
    queryFn: ({ signal }) => call(`/api/alerts/${alertId}`, { answer: storySchema, signal }),
    refetchInterval: ({ state: { data } }) => {
      if (data?.alert.final === true) return false;
      if (isLive) return LIVE_REFRESH_MS;
      const age = gatewayNowMs() - (data?.alert.receivedAtMs ?? 0);
      return age < YOUNG_MS ? YOUNG_REFRESH_MS : REFRESH_MS;
    },
    staleTime: 0,
  });
  const askAgain = useAtMostEvery(NEWS_EVERY_MS, () => void client.invalidateQueries({ queryKey }));
  const live = useFeeds(accountsOf(story.data), (news) => {
    if (concerns(news, alertId)) askAgain();
  });
  useEffect(() => setIsLive(live), [live]);
  // What happened between the answer and the feed's first word is asked for once.
  useEffect(() => {
    if (live) askAgain();
  }, [live, askAgain]);
  return story;
}

/** The accounts that an open alert goes to; none once it is over. */
function accountsOf(story: AlertStory | undefined): readonly string[] {
  if (story === undefined || story.alert.final) return [];
  const ids = [...story.alert.routes, ...story.orders].map(({ accountId }) => accountId);
  return [...new Set(ids)];
}

function concerns(news: FeedNews, alertId: string): boolean {
  if (news === "missed") return true;
  return (news.kind === "order" ? news.order.alertId : news.alertId) === alertId;
}
