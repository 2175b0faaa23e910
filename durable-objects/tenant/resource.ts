/** A strategy or a trading account, as its tenant lists it. */
export interface Resource {
  readonly id: string;
  readonly name: string;
  /** Epoch milliseconds. */
  readonly createdAtMs: number;
}
