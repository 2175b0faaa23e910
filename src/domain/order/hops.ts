/** Whose time a hop is. */
export type HopOwner = "outside" | "gateway" | "agent" | "broker";

/**
 * The places that an order passes, from the alert at the hook to the broker's deal. `account`: in the ledger of its
 * trading account, where it is `pending`; `agent`: in the agent's journal (`accepted`); `terminal`: in the
 * terminal's (`submitted`); `deal`: the first deal.
 */
export const hopSteps = ["received", "account", "sent", "agent", "terminal", "deal"] as const;
export type HopStep = (typeof hopSteps)[number];

export interface HopName {
  readonly from: HopStep;
  readonly to: HopStep;
  readonly owner: HopOwner;
  /** What happens in that time, for people. */
  readonly words: string;
}

export const hops: readonly HopName[] = [
  {
    ...{ from: "received", to: "account", owner: "gateway" },
    words: "the gateway proves the sender, reads, judges and stores, and writes the order into the ledger",
  },
  { from: "account", to: "sent", owner: "gateway", words: "it waits for its turn and is signed" },
  {
    ...{ from: "sent", to: "agent", owner: "agent" },
    words: "the way to the trading machine, its checks and its journal",
  },
  {
    ...{ from: "agent", to: "terminal", owner: "agent" },
    words: "it is handed to MetaTrader and written into its journal",
  },
  { from: "terminal", to: "deal", owner: "broker", words: "the broker executes it" },
];

/** The hop that ends with a step; every step but the first has one. */
export function hopTo(step: Exclude<HopStep, "received">): HopName {
  const found = hops.find(({ to }) => to === step);
  if (found === undefined) throw new Error(`no hop leads to ${step}`);
  return found;
}
