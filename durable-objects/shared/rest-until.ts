/**
 * What a sender of an outbox throws when it knows itself when to go on: the receiver asked for a pause, or the
 * sender keeps its own count. Nothing has failed as far as the outbox knows, so neither its pace nor its order
 * changes.
 */
export class RestUntil extends Error {
  override readonly name = "RestUntil";
  /** Epoch milliseconds. */
  readonly atMs: number;

  constructor(atMs: number) {
    super("the destination rests");
    this.atMs = atMs;
  }
}
