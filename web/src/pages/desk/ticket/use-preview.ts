import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { call } from "../../../api/client.ts";
import { previewSchema } from "../../../preview/preview-schema.ts";

/** A person has 100 calls a minute for everything: so often at most, and only when the ticket changed. */
const LEAST_MS = 2_000;
/** Whoever types is not asked for every letter. */
const PAUSE_MS = 350;

/**
 * What something would become now: `body` is what the gateway is asked, as JSON, null while there is nothing to ask.
 * `settled` is false while what is shown is of an earlier question.
 */
export function usePreview(accountId: string, body: string | null, ready: boolean) {
  const [asked, setAsked] = useState<string | null>(null);
  const lastMs = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    if (body === null || body === asked) return;
    const waitMs = Math.max(PAUSE_MS, lastMs.current + LEAST_MS - performance.now());
    const timer = setTimeout(() => {
      lastMs.current = performance.now();
      setAsked(body);
    }, waitMs);
    return () => clearTimeout(timer);
  }, [body, asked]);
  const query = useQuery({
    // Whether the trading machine is there changes the answer as much as the ticket does.
    queryKey: ["preview", accountId, asked, ready],
    queryFn: ({ signal }) =>
      call(`/api/accounts/${accountId}/preview`, {
        method: "POST",
        body: JSON.parse(asked ?? "{}"),
        answer: previewSchema,
        signal,
      }),
    enabled: asked !== null,
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  });
  return { query, settled: asked === body && !query.isPlaceholderData && !query.isFetching };
}
