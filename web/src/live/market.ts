import type { BarFrame } from "../../../src/domain/alert/exits.ts";
import type { MarketBar, Tick } from "../../../src/protocol/market-link.ts";
import type { FeedConnection } from "./connection.ts";
import { holdConnection } from "./connections.ts";

async function asking<T>(accountId: string, ask: (connection: FeedConnection) => Promise<T>): Promise<T> {
  const { connection, release } = holdConnection(accountId);
  try {
    return await ask(connection);
  } finally {
    release();
  }
}

/** The newest bars, oldest first, from the terminal; at most 200. Throws `ApiError` with why there are none. */
export function fetchBars(
  accountId: string,
  symbol: string,
  frame: BarFrame,
  count: number,
): Promise<readonly MarketBar[]> {
  return asking(accountId, ({ questions }) => questions.bars(symbol, frame, count));
}

/** The ticks that the feed has of a symbol, oldest first, the older the thinner; none unless somebody watched it. */
export function fetchTickHistory(accountId: string, symbol: string): Promise<readonly Tick[]> {
  return asking(accountId, ({ questions }) => questions.history(symbol));
}

/**
 * Watches a symbol and hands over its ticks as they come, each frame's together, without a React render: for the chart.
 * Returns how to stop.
 */
export function subscribeTicks(
  accountId: string,
  symbol: string,
  listener: (ticks: readonly Tick[]) => void,
): () => void {
  const { connection, release } = holdConnection(accountId);
  const wishBack = connection.wish({ symbols: [symbol], books: [] });
  const listenBack = connection.market.listen(symbol, listener);
  return () => {
    listenBack();
    wishBack();
    release();
  };
}
