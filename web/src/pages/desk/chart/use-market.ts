import { useCallback, useEffect, useRef, useState } from "react";
import type { BarFrame } from "../../../../../src/domain/alert/exits.ts";
import type { MarketBar, Tick } from "../../../../../src/protocol/market-link.ts";
import { fetchBars, subscribeTicks } from "../../../live/market.ts";
import { useLive } from "../../../live/use-live.ts";
import { type FollowedMarket, followMarket } from "./follow-market.ts";

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
    let frameId: number | null = null;
    let words: ReturnType<typeof setTimeout> | null = null;
    const show = (): void => {
      words = null;
      setShown({ ...market, key });
    };
    const following = followMarket({
      frame,
      fetchBars: (count) => fetchBars(accountId, symbol, frame, count),
      subscribe: (listener) => subscribeTicks(accountId, symbol, listener),
      onChange: (bars, tick) => {
        const first = market.bars.length === 0 || market.tick === null;
        market = { bars, tick };
        frameId ??= requestAnimationFrame(() => {
          frameId = null;
          draw(market);
        });
        if (first) setShown({ ...market, key });
        else words ??= setTimeout(show, WORDS_MS);
      },
      onFailure: (error) => setFailure(error === null ? null : { error, key }),
      after: (delayMs, run) => {
        const timer = setTimeout(run, delayMs);
        return () => clearTimeout(timer);
      },
      chance: Math.random,
    });
    followed.current = following;
    return () => {
      following.stop();
      if (frameId !== null) cancelAnimationFrame(frameId);
      if (words !== null) clearTimeout(words);
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
