import { Badge } from "@mantine/core";

const colours: Readonly<Record<string, string>> = {
  filled: "teal",
  accepted: "teal",
  working: "blue",
  partially_filled: "cyan",
  pending: "gray",
  sent: "gray",
  submitted: "gray",
  duplicate: "gray",
  cancelled: "gray",
  expired: "orange",
  refused: "red",
  rejected: "red",
  unknown: "yellow",
  mixed: "yellow",
};

/** The state of an order or the outcome of an alert; the word says it, the colour only repeats it. */
export function StateBadge({ state }: { readonly state: string }) {
  return (
    <Badge variant="light" color={colours[state] ?? "gray"} tt="none" miw="max-content">
      {state.replaceAll("_", " ")}
    </Badge>
  );
}
