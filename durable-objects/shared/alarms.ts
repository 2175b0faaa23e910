/**
 * The only caller of `setAlarm` in an object. A Durable Object has one alarm; every part of it that wants
 * to be woken says by when at the latest, and the object's `alarm` handler asks each part what is due.
 */
export class Alarms {
  readonly #storage: DurableObjectStorage;
  /** Epoch milliseconds of the alarm as stored, or null when none is. */
  #armedForMs: number | null = null;

  constructor(ctx: DurableObjectState) {
    this.#storage = ctx.storage;
    void ctx.blockConcurrencyWhile(async () => {
      this.#armedForMs = await ctx.storage.getAlarm();
    });
  }

  /**
   * Makes sure that the object wakes at `atMs` (epoch milliseconds) or before. Belongs into the same
   * synchronous block as the rows that need it, so that both are stored together. An alarm that is
   * already set for an earlier time costs no write.
   */
  noLaterThan(atMs: number): void {
    if (this.#armedForMs !== null && this.#armedForMs <= atMs) return;
    this.#armedForMs = atMs;
    void this.#storage.setAlarm(atMs);
  }

  /** Call it first in the object's `alarm` handler: the platform has taken the alarm off by then. */
  fired(): void {
    this.#armedForMs = null;
  }
}
