import type { BarFrame } from "../../../../../src/domain/alert/exits.ts";
import type { MarketBar, Tick } from "../../../../../src/protocol/market-link.ts";
import { barsOfTicks, withTicks, withTold } from "./bars.ts";

/** The terminal tells no more than these, so a chart begins there. */
export const TOLD_BARS = 200;
/** Bars that are asked for again when one is complete: a reader that was behind missed ticks of them. */
const CHECKED_BARS = 5;
/** After a bar is complete; so that many readers do not ask in the same moment, the last part is left to chance. */
const CHECK_AFTER_MS = 1_500;
const CHECK_SPREAD_MS = 3_000;
/** After a refusal, ticks say that the terminal is back; then it is asked again, this often at the most. */
const RETRY_MS = 3_000;

export interface MarketParts {
  readonly frame: BarFrame;
  readonly fetchBars: (count: number) => Promise<readonly MarketBar[]>;
  /** The ticks that the gateway has, which stand in for bars while the terminal gives none. */
  readonly fetchTicks: () => Promise<readonly Tick[]>;
  readonly subscribe: (listener: (ticks: readonly Tick[]) => void) => () => void;
  /** Bars or tick changed; both may have. */
  readonly onChange: (bars: readonly MarketBar[], tick: Tick | null) => void;
  /** Null once there are bars of the terminal. */
  readonly onFailure: (error: Error | null) => void;
  readonly after: (delayMs: number, run: () => void) => () => void;
  readonly chance: () => number;
}

export interface FollowedMarket {
  /** Asks for all bars again: after a gap, or because a person wants it. */
  readonly again: () => void;
  readonly stop: () => void;
}

/**
 * Follows one symbol in one frame: the terminal's bars, continued by ticks. Ticks that come while bars are on their
 * way are added to them after; ticks never wait for a screen, so that a page in the background has nothing to catch up.
 */
export function followMarket(parts: MarketParts): FollowedMarket {
  const { frame } = parts;
  let bars: readonly MarketBar[] = [];
  let tick: Tick | null = null;
  let meanwhile: Tick[] = [];
  let asking = false;
  /** The terminal gave no bars; those that are there, if any, are made of ticks. */
  let failed = false;
  let ended = false;
  let mayRetry = true;
  let cancelTimer = (): void => {};

  function later(delayMs: number, run: () => void): void {
    cancelTimer();
    cancelTimer = parts.after(delayMs, run);
  }

  async function ask(count: number): Promise<void> {
    if (asking || ended) return;
    asking = true;
    meanwhile = [];
    try {
      const told = await parts.fetchBars(count);
      if (ended) return;
      bars = withTicks(withTold(failed ? [] : bars, told, frame), meanwhile, frame);
      failed = false;
      parts.onFailure(null);
      parts.onChange(bars, tick);
    } catch (error) {
      if (ended || (bars.length > 0 && !failed)) return;
      failed = true;
      mayRetry = false;
      later(RETRY_MS, () => {
        mayRetry = true;
      });
      parts.onFailure(error instanceof Error ? error : new Error(String(error)));
      if (bars.length === 0) void standIn();
    } finally {
      asking = false;
      meanwhile = [];
    }
  }

  async function standIn(): Promise<void> {
    const ticks = await parts.fetchTicks().catch(() => []);
    if (ended || !failed || bars.length > 0) return;
    bars = barsOfTicks(ticks, frame);
    tick ??= ticks.at(-1) ?? null;
    if (bars.length > 0) parts.onChange(bars, tick);
  }

  function heard(ticks: readonly Tick[]): void {
    const newest = ticks.at(-1);
    if (newest === undefined || ended) return;
    tick = newest;
    if (asking) meanwhile.push(...ticks);
    if (failed && mayRetry) void ask(TOLD_BARS);
    const before = bars.at(-1)?.atMs;
    bars = withTicks(bars, ticks, frame);
    if (!failed && before !== undefined && bars.at(-1)?.atMs !== before) {
      later(CHECK_AFTER_MS + parts.chance() * CHECK_SPREAD_MS, () => void ask(CHECKED_BARS));
    }
    parts.onChange(bars, tick);
  }

  const unsubscribe = parts.subscribe(heard);
  void ask(TOLD_BARS);
  return {
    again: () => void ask(TOLD_BARS),
    stop: () => {
      ended = true;
      cancelTimer();
      unsubscribe();
    },
  };
}
