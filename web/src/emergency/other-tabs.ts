import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { EMERGENCY } from "./emergency-schemas.ts";

const CHANNEL = "sallyport-emergency";

/** Asks the gateway again here, and has every other tab of this browser do the same at once. */
export async function emergencyChanged(client: QueryClient): Promise<void> {
  const others = new BroadcastChannel(CHANNEL);
  others.postMessage("changed");
  others.close();
  await client.invalidateQueries({ queryKey: EMERGENCY });
}

/** Hears of what another tab stopped or lifted. The message says only that; the gateway says what. */
export function useOtherTabs(): void {
  const client = useQueryClient();
  useEffect(() => {
    const channel = new BroadcastChannel(CHANNEL);
    channel.onmessage = () => void client.invalidateQueries({ queryKey: EMERGENCY });
    return () => channel.close();
  }, [client]);
}
