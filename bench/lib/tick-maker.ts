import { nowUs } from "./clock.ts";

/** Between two batches; ticks of so short a time are made together. */
const EVERY_MS = 5;

/** A tick whose price says when it was made, in monotonic microseconds. */
export interface MadeTick {
  readonly symbol: string;
  readonly bid: string;
  readonly ask: string;
  readonly atMs: number;
}

/**
 * Makes `perSecond` ticks of each symbol that is watched, evenly over time. What a busy machine made it miss it makes
 * up for, up to a tenth of a second.
 */
export class TickMaker {
  readonly #perSecond: number;
  readonly #made: (ticks: MadeTick[]) => void;
  #symbols: readonly string[] = [];
  #timer: ReturnType<typeof setInterval> | undefined;
  #lastUs = 0;

  constructor(perSecond: number, made: (ticks: MadeTick[]) => void) {
    this.#perSecond = perSecond;
    this.#made = made;
  }

  watch(symbols: readonly string[]): void {
    if (this.#symbols.length === 0) this.#lastUs = nowUs();
    this.#symbols = symbols;
    clearInterval(this.#timer);
    if (symbols.length > 0 && this.#perSecond > 0) this.#timer = setInterval(() => this.#make(), EVERY_MS);
  }

  #make(): void {
    const atUs = nowUs();
    this.#lastUs = Math.max(this.#lastUs, atUs - 100_000);
    const count = Math.floor(((atUs - this.#lastUs) * this.#perSecond) / 1_000_000);
    if (count === 0) return;
    this.#lastUs += (count * 1_000_000) / this.#perSecond;
    const price = String(Math.floor(atUs));
    const atMs = Date.now();
    const ticks = this.#symbols.map((symbol) => ({ symbol, bid: price, ask: price, atMs }));
    this.#made(Array.from({ length: count }, () => ticks).flat());
  }
}
