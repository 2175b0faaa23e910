import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { onStopNews } from "../live/stop-news.ts";
import { EMERGENCY } from "./emergency-schemas.ts";

const CHANNEL = "sallyport-emergency";

/** Asks the gateway again here, and has every other tab of this browser do the same at once. */
export async function emergencyChanged(client: QueryClient): Promise<void> {
  const others = new BroadcastChannel(CHANNEL);
  others.postMessage("changed");
  others.close();
  await client.invalidateQueries({ queryKey: EMERGENCY });
}

/** Hears of what another tab, or somebody elsewhere, stopped or lifted. The news says only that; the gateway says what. */
export function useStopNews(): void {
  const client = useQueryClient();
  useEffect(() => {
    const askAgain = (): void => void client.invalidateQueries({ queryKey: EMERGENCY });
    const channel = new BroadcastChannel(CHANNEL);
    channel.onmessage = askAgain;
    const stopHearing = onStopNews(askAgain);
    return () => {
      channel.close();
      stopHearing();
    };
  }, [client]);
}
