import { useCallback, useEffect, useRef, useSyncExternalStore } from "react";
import type { FeedEvent } from "../../../src/protocol/feed-state.ts";
import type { MarketBook, Tick } from "../../../src/protocol/market-link.ts";
import type { FeedConnection } from "./connection.ts";
import { connectionOf, holdConnection } from "./connections.ts";
import { type Live, notConnected } from "./live-state.ts";

export type { Live } from "./live-state.ts";

const noTicks: ReadonlyMap<string, Tick> = new Map();

/** Uses the account's connection while mounted; `attach` returns how to let go of it. */
function useConnection<T>(
  accountId: string,
  attach: (connection: FeedConnection, changed: () => void) => () => void,
  read: (connection: FeedConnection | null) => T,
): T {
  const subscribe = useCallback(
    (changed: () => void) => {
      const { connection, release } = holdConnection(accountId);
      const detach = attach(connection, changed);
      return () => {
        detach();
        release();
      };
    },
    [accountId, attach],
  );
  return useSyncExternalStore(subscribe, () => read(connectionOf(accountId)));
}

const viewLive = ({ live }: FeedConnection, changed: () => void) => live.view(changed);

/** How the account's live connection stands, and its board; at most once a picture. */
export function useLive(accountId: string): Live {
  return useConnection(accountId, viewLive, readLive);
}

function readLive(connection: FeedConnection | null): Live {
  return connection?.live.shown ?? notConnected;
}

/** The newest tick of a symbol, which is watched while this is mounted; null when there is none yet. */
export function useTick(accountId: string, symbol: string | null): Tick | null {
  const attach = useCallback(
    (connection: FeedConnection, changed: () => void) =>
      watching(connection, symbol === null ? [] : [symbol], [], changed),
    [symbol],
  );
  return useConnection(accountId, attach, (connection) =>
    symbol === null ? null : (connection?.market.tick(symbol) ?? null),
  );
}

/** The newest ticks of these symbols, as far as there are any. */
export function useTicks(accountId: string, symbols: readonly string[]): ReadonlyMap<string, Tick> {
  // By what it says: callers make the list anew for every picture.
  const key = symbols.join("\n");
  const last = useRef(noTicks);
  const attach = useCallback(
    (connection: FeedConnection, changed: () => void) =>
      watching(connection, key === "" ? [] : key.split("\n"), [], changed),
    [key],
  );
  return useConnection(accountId, attach, (connection) => {
    const found = symbols.flatMap((symbol) => connection?.market.tick(symbol) ?? []);
    const before = last.current;
    const same = found.length === before.size && found.every((tick) => before.get(tick.symbol) === tick);
    if (!same) last.current = new Map(found.map((tick) => [tick.symbol, tick]));
    return last.current;
  });
}

/** The whole book of a symbol, which is watched while this is mounted. */
export function useBook(accountId: string, symbol: string | null): MarketBook | null {
  const attach = useCallback(
    (connection: FeedConnection, changed: () => void) =>
      watching(connection, [], symbol === null ? [] : [symbol], changed),
    [symbol],
  );
  return useConnection(accountId, attach, (connection) =>
    symbol === null ? null : (connection?.market.book(symbol) ?? null),
  );
}

function watching(
  connection: FeedConnection,
  symbols: readonly string[],
  books: readonly string[],
  changed: () => void,
): () => void {
  const wishBack = connection.wish({ symbols, books });
  const viewBack = connection.market.view(changed);
  return () => {
    viewBack();
    wishBack();
  };
}

/**
 * Hears every event of the account while mounted, each once. `missed` is called when some went by unheard, as after a long
 * time without a connection: whoever keeps something by events asks for it again.
 */
export function useFeedEvents(
  accountId: string,
  listener: (event: FeedEvent) => void,
  missed?: () => void,
): void {
  const newest = useRef({ listener, missed });
  useEffect(() => {
    newest.current = { listener, missed };
  });
  useEffect(() => {
    const { connection, release } = holdConnection(accountId);
    const back = connection.listen({
      event: (event) => newest.current.listener(event),
      missed: () => newest.current.missed?.(),
    });
    return () => {
      back();
      release();
    };
  }, [accountId]);
}
