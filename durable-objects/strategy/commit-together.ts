/** Alerts that come within this time of each other are taken for a burst. */
const BURST_MS = 3;

/**
 * Runs pieces of work that each write, so that those of a burst are stored by one commit: on one machine a
 * commit is an fsync, which costs more than all the rest of an alert. An alert that comes alone
 * does not wait; in a burst each waits until the event loop has handed over what had arrived with it.
 */
export class CommitTogether {
  #waiting: (() => void)[] = [];
  #lastMs = 0;

  run<T>(work: () => T | Promise<T>): T | Promise<T> {
    const nowMs = Date.now();
    const alone = this.#waiting.length === 0 && nowMs - this.#lastMs > BURST_MS;
    this.#lastMs = nowMs;
    if (alone) return work();
    return new Promise<T>((resolve, reject) => {
      if (this.#waiting.length === 0) setTimeout(() => this.#runAll(), 0);
      this.#waiting.push(() => {
        try {
          resolve(work());
        } catch (error) {
          reject(error);
        }
      });
    });
  }

  /** Without an `await` in between, so that all that is written becomes one commit. */
  #runAll(): void {
    const works = this.#waiting;
    this.#waiting = [];
    for (const work of works) work();
    this.#lastMs = Date.now();
  }
}
