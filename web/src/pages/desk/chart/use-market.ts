import { useCallback, useEffect, useRef, useState } from "react";
import type { BarFrame } from "../../../../../src/domain/alert/exits.ts";
import type { MarketBar, Tick } from "../../../../../src/protocol/market-link.ts";
import { fetchBars, fetchTickHistory, subscribeTicks } from "../../../live/market.ts";
import { useLive } from "../../../live/use-live.ts";
import { type FollowedMarket, followMarket } from "./follow-market.ts";
import { paced } from "./paced.ts";

/** What React shows of prices changes so often at the most; the canvas follows every frame of the screen. */
const WORDS_MS = 250;

export interface Market {
  readonly bars: readonly MarketBar[];
  readonly tick: Tick | null;
}
const nothing: Market = { bars: [], tick: null };

interface MarketState {
  /** Some moments old, for what is written in the page. */
  readonly shown: Market;
  /** Why the terminal gave no bars; those that are shown then are made of the gateway's ticks. */
  readonly failure: Error | null;
  readonly again: () => void;
}

/**
 * Follows a symbol. `draw` gets null when it begins and has nothing yet, then the newest bars and tick once a frame of the screen at the most, however many ticks
 * come, and not at all while the page is in the background.
 */
export function useMarket(
  {
    accountId,
    symbol,
    frame,
  }: { readonly accountId: string; readonly symbol: string; readonly frame: BarFrame },
  draw: (market: Market | null) => void,
): MarketState {
  const key = `${accountId} ${symbol} ${frame}`;
  const [shown, setShown] = useState<Market & { readonly key: string }>({ ...nothing, key });
  const [failure, setFailure] = useState<{ readonly error: Error; readonly key: string } | null>(null);
  const followed = useRef<FollowedMarket>(null);

  useEffect(() => {
    let market = nothing;
    draw(null);
    const drawing = paced(draw, beforeNextPicture);
    const telling = paced((now: Market) => setShown({ ...now, key }), afterMs(WORDS_MS));
    const following = followMarket({
      frame,
      fetchBars: (count) => fetchBars(accountId, symbol, frame, count),
      fetchTicks: () => fetchTickHistory(accountId, symbol),
      subscribe: (listener) => subscribeTicks(accountId, symbol, listener),
      onChange: (bars, tick) => {
        const isFirst = market.bars.length === 0 || market.tick === null;
        market = { bars, tick };
        drawing.give(market);
        if (isFirst) setShown({ ...market, key });
        else telling.give(market);
      },
      onFailure: (error) => setFailure(error === null ? null : { error, key }),
      after: (delayMs, run) => afterMs(delayMs)(run),
      chance: Math.random,
    });
    followed.current = following;
    return () => {
      following.stop();
      drawing.stop();
      telling.stop();
    };
  }, [accountId, symbol, frame, key, draw]);

  const again = useCallback(() => followed.current?.again(), []);
  useGaps(accountId, again);
  // What belongs to the symbol or frame before is not shown for one moment of the next.
  return {
    shown: shown.key === key ? shown : nothing,
    failure: failure?.key === key ? failure.error : null,
    again,
  };
}

function beforeNextPicture(run: () => void): () => void {
  const id = requestAnimationFrame(run);
  return () => cancelAnimationFrame(id);
}

function afterMs(delayMs: number): (run: () => void) => () => void {
  return (run) => {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  };
}

/** Asks for bars again when this page, or the agent, was away: nobody told the ticks of that time. */
function useGaps(accountId: string, again: () => void): void {
  const live = useLive(accountId);
  const flows = live.status === "live" && live.board?.account.link.ready !== false;
  const wasAway = useRef(false);
  useEffect(() => {
    if (flows && wasAway.current) again();
    wasAway.current = !flows;
  }, [flows, again]);
}
