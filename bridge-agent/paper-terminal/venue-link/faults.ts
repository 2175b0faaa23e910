import { chanceOf } from "../trade-server/chance.ts";

/**
 * What a broker and the way to it do wrong, one request at a time. All of it happens to real terminals:
 * - `time_out_executed`: the answer is 10012 (timeout), and the request was executed all the same;
 * - `time_out_lost`: the answer is 10012, and nothing was executed;
 * - `reject`: the answer is 10006, nothing was executed;
 * - `no_answer`: executed, and no answer ever comes;
 * - `drop_transactions`: executed, the terminal's lists are right, and its program is told nothing of it;
 * - `reorder`: the transactions and the answer come in another order;
 * - `answer_twice`: the answer comes twice;
 * - `disconnect_before`: the connection ends, and the request never arrives;
 * - `disconnect_after`: executed, and the connection ends before anything is told.
 */
export const requestFaults = [
  "time_out_executed",
  "time_out_lost",
  "reject",
  "no_answer",
  "drop_transactions",
  "reorder",
  "answer_twice",
  "disconnect_before",
  "disconnect_after",
] as const;
export type RequestFault = (typeof requestFaults)[number];

export interface FaultSettings {
  readonly seed: number;
  /** From 0 to 1 for each; none happens by itself. */
  readonly chances: Readonly<Partial<Record<RequestFault, number>>>;
  /** From a request's arrival to its execution, milliseconds; drawn evenly between the two. */
  readonly latencyMs: readonly [number, number];
  /** Between one message about a trade and the next, milliseconds: the gap between the lists is so long. */
  readonly spreadMs: number;
  /** How long the connection is away. */
  readonly awayMs: number;
}

/** A broker to whom nothing happens. */
export const calmFaults: FaultSettings = {
  seed: 1,
  chances: {},
  latencyMs: [0, 0],
  spreadMs: 0,
  awayMs: 500,
};

/** Draws what happens to the requests of one venue; the same seed draws the same. */
export class Faults {
  readonly #settings: FaultSettings;
  readonly #script: (RequestFault | undefined)[] = [];
  #request = 0n;

  constructor(settings: FaultSettings) {
    this.#settings = settings;
  }

  /** Says what happens to the next requests, in their order, before chance has its turn again. */
  script(...faults: readonly (RequestFault | undefined)[]): void {
    this.#script.push(...faults);
  }

  /** What happens to the next request, and how long it is on its way. */
  next(): { readonly fault: RequestFault | undefined; readonly latencyMs: number } {
    this.#request++;
    const { seed, chances, latencyMs } = this.#settings;
    const [least, most] = latencyMs;
    const latency = least + (most - least) * chanceOf(seed, "latency", this.#request);
    const drawn = requestFaults.find((fault) => chanceOf(seed, fault, this.#request) < (chances[fault] ?? 0));
    const fault = this.#script.length > 0 ? this.#script.shift() : drawn;
    return { fault, latencyMs: Math.round(latency) };
  }

  /** The same things in an order that is drawn. */
  shuffled<T>(things: readonly T[]): T[] {
    return things
      .map((thing, at) => ({ thing, key: chanceOf(this.#settings.seed, `order ${at}`, this.#request) }))
      .sort((a, b) => a.key - b.key)
      .map(({ thing }) => thing);
  }
}
