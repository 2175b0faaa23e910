import { Text } from "@mantine/core";
import { useLive } from "./use-live.ts";

/** Says when what is shown of an account is not live, and why; nothing while it is. */
export function FeedNotice({ accountId }: { readonly accountId: string }) {
  const { status, why } = useLive(accountId);
  const isSaid = status !== "live" && why !== null;
  return (
    <Text size="sm" c="orange.4" role="status" hidden={!isSaid}>
      {isSaid && `Not live: ${why} ${status === "waiting" ? "It connects again by itself." : ""}`}
    </Text>
  );
}
