import type { Timers } from "./timers.ts";

/** The gateway wants to hear after so many frames at the latest, or so long after the first that it did not hear of. */
const EVERY_FRAMES = 16;
const AFTER_MS = 1_000;

/** Counts the frames of one connection and says how many came. A page that is busy says it late, and gets less. */
export class Acknowledging {
  readonly #tell: (frames: number) => void;
  readonly #after: Timers["after"];
  #came = 0;
  #told = 0;
  #cancel: (() => void) | null = null;

  constructor(tell: (frames: number) => void, after: Timers["after"]) {
    this.#tell = tell;
    this.#after = after;
  }

  came(): void {
    this.#came++;
    if (this.#came - this.#told >= EVERY_FRAMES) this.#now();
    else this.#cancel ??= this.#after(AFTER_MS, () => this.#now());
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  #now(): void {
    this.stop();
    this.#told = this.#came;
    this.#tell(this.#came);
  }
}
