/**
 * What has to be undone when the bench ends, however it ends. Whoever starts something adds how to stop
 * it before waiting for it, so that an interrupt in between finds it, too.
 */
export class Cleanup {
  readonly #stops: (() => Promise<void>)[] = [];
  #running = false;

  /** Once `run` was called, what is added is stopped at once. */
  add(stop: () => Promise<void>): void {
    if (this.#running) void stop();
    else this.#stops.push(stop);
  }

  /** Stops everything, the last first; every stop gets its turn whatever becomes of the others. */
  async run(): Promise<void> {
    this.#running = true;
    const failures: unknown[] = [];
    for (let stop = this.#stops.pop(); stop !== undefined; stop = this.#stops.pop()) {
      try {
        await stop();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, "not everything could be stopped");
  }
}
