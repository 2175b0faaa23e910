import { Badge } from "@mantine/core";
import { type Account, linkState } from "./account-schemas.ts";

const colours = { ready: "teal", "not ready": "orange", offline: "red", "not paired": "gray" } as const;

/** Whether orders can go out to the account now. */
export function LinkBadge({ account }: { readonly account: Account }) {
  const state = linkState(account);
  return (
    <Badge color={colours[state]} variant="light" tt="none">
      {state}
    </Badge>
  );
}
