import {
  suddenVolume,
  type VolumeHistory,
  type VolumeState,
  volumeAfter,
} from "../../src/domain/security/sudden-volume.ts";
import { VOLUME_FLOOR } from "../../src/domain/security/thresholds.ts";
import type { Observer } from "./observer.ts";

const MINUTE_MS = 60_000;
/** How far back storage is asked for what is usual. */
export const VOLUME_HISTORY_MS = 2 * 24 * 60 * MINUTE_MS;
/** Rows that are read for it at most: some milliseconds, once in an object's life. */
export const VOLUME_HISTORY_ROWS = 3_000;

/**
 * Watches how much comes. It writes nothing: an event costs an addition, and only when a minute reaches the floor
 * below which nothing is sudden is storage asked, once, for what is usual. What an eviction loses is the count of
 * the minute that runs, and an object that gets so much is not evicted.
 */
export class VolumeWatch {
  readonly #what: "alerts" | "orders";
  readonly #history: (beforeMs: number) => VolumeHistory | null;
  readonly #observer: Observer;
  /** The minute that is counted while nothing else is known. */
  #minute = 0;
  #count = 0;
  #state: VolumeState | null = null;

  /** `history` tells what came before the minute that begins at `beforeMs`; null: nothing ever. */
  constructor(
    what: "alerts" | "orders",
    history: (beforeMs: number) => VolumeHistory | null,
    observer: Observer,
  ) {
    this.#what = what;
    this.#history = history;
    this.#observer = observer;
  }

  /** To be called with what was stored, after it was. */
  came(count: number, nowMs: number): void {
    if (this.#state === null) {
      const minute = Math.floor(nowMs / MINUTE_MS);
      this.#count = (minute === this.#minute ? this.#count : 0) + count;
      this.#minute = minute;
      if (this.#count < VOLUME_FLOOR) return;
      this.#state = volumeAfter(this.#history(minute * MINUTE_MS), nowMs);
      this.#judge(this.#state, this.#count, nowMs);
      return;
    }
    this.#judge(this.#state, count, nowMs);
  }

  #judge(before: VolumeState, count: number, nowMs: number): void {
    const { state, finding } = suddenVolume(before, { atMs: nowMs, count });
    this.#state = state;
    if (finding === null) return;
    this.#observer.tell({ rule: "sudden_volume", what: this.#what, ...finding }, nowMs);
  }
}

/** Events by the minute, from their times in any order. */
export function minutesOf(timesMs: readonly number[]): [number, number][] {
  const counts = new Map<number, number>();
  for (const timeMs of timesMs) {
    const minute = Math.floor(timeMs / MINUTE_MS);
    counts.set(minute, (counts.get(minute) ?? 0) + 1);
  }
  return [...counts].sort(([a], [b]) => a - b);
}
