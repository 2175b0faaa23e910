import {
  bestSample,
  type ClockSample,
  clockSample,
  type GatewayClock,
  type TimeSource,
} from "./gateway-clock.ts";

/** Exchanges in one measurement; the fastest of them counts. */
const ROUNDS = 5;
/** Crystals drift by tens of microseconds a second, so 15 minutes add well under a tenth of a second. */
export const MEASURE_EVERY_MS = 15 * 60_000;

/** An answer that has not come for so long is not waited for. */
const ANSWER_MS = 2_000;

/** Measures the gateway's clock over one link: a few exchanges one after another, the fastest counts. */
export class ClockExchange {
  readonly #clock: GatewayClock;
  readonly #time: TimeSource;
  readonly #send: (agentMs: number) => void;
  #samples: ClockSample[] = [];
  #asked: { wallMs: number; monotonicMs: number } | undefined;
  #measuredAtMs = Number.NEGATIVE_INFINITY;

  /** `send` sends a `clock` frame. */
  constructor(clock: GatewayClock, time: TimeSource, send: (agentMs: number) => void) {
    this.#clock = clock;
    this.#time = time;
    this.#send = send;
  }

  /** Begins a measurement; one that got no answers is given up. */
  begin(): void {
    this.#samples = [];
    this.#measuredAtMs = this.#time.monotonicMs();
    this.#ask();
  }

  /** Begins a measurement when the last one is old or the host's clock jumped. */
  beginIfDue(): void {
    const age = this.#time.monotonicMs() - this.#measuredAtMs;
    const isUnderWay = this.#asked !== undefined && age < ANSWER_MS;
    if (age >= MEASURE_EVERY_MS || (this.#clock.jumped && !isUnderWay)) this.begin();
  }

  /**
   * Takes the gateway's answer to `agentMs`. The first answer ever is used at once, because trading waits
   * for it; later measurements replace the old one when they are complete.
   */
  answered(agentMs: number, gatewayMs: number): void {
    if (this.#asked === undefined || this.#asked.wallMs !== agentMs) return;
    this.#samples.push(clockSample(this.#asked, this.#time.monotonicMs(), gatewayMs));
    this.#asked = undefined;
    const best = bestSample(this.#samples);
    if (best !== undefined && (this.#samples.length >= ROUNDS || !this.#clock.known)) this.#clock.set(best);
    if (this.#samples.length < ROUNDS) this.#ask();
  }

  #ask(): void {
    this.#asked = { wallMs: this.#time.wallMs(), monotonicMs: this.#time.monotonicMs() };
    this.#send(this.#asked.wallMs);
  }
}
