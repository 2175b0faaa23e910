import type { FeedOrder, FeedSnapshot, FeedState } from "../../src/protocol/feed-state.ts";
import type { Ledger } from "./ledger.ts";
import { summaryOf } from "./order-summary.ts";
import type { Reader } from "./reader.ts";
import type { StoredOrder } from "./rows.ts";
import type { Terminal } from "./terminal.ts";

/** An order as feeds tell it; `events` is how many the ledger has of it. */
export function feedOrder(order: StoredOrder, events: number): FeedOrder {
  return { ...summaryOf(order), events };
}

/** How account, agent and positions stand. Not the time of the last heartbeat, which no change goes with. */
export function feedState(reader: Reader, terminal: Terminal): FeedState {
  const { link, terminal: seen, alarms, stop } = reader.overview();
  const { connected, ready, reason, epoch, sinceMs, agentId, agentVersion } = link;
  const { positions, pendings } = terminal.positions();
  return {
    account: {
      link: {
        ...{ connected, ready, epoch, sinceMs, agentId, agentVersion },
        ...(reason === undefined ? {} : { reason }),
      },
      terminal: seen,
      stopped: stop.stopped,
      alarms,
    },
    positions,
    pendings,
  };
}

/** The same with the orders that have not ended. */
export function feedSnapshot(reader: Reader, terminal: Terminal, ledger: Ledger): FeedSnapshot {
  const orders = [...ledger.open.values()].map((order) => feedOrder(order, order.events));
  return { ...feedState(reader, terminal), orders };
}
