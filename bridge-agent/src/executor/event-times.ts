import type { OrderEvent } from "../../../src/domain/order/events.ts";
import type { GatewayClock } from "../gateway-link/gateway-clock.ts";

interface Heard {
  /** By the gateway's clock: when the terminal journaled a step, and when it last told of an outcome. */
  journaledMs?: number;
  outcomeMs?: number;
  /** The latest time that was given to an event of the order. */
  lastMs: number;
}

/**
 * When the events of open orders happened at the terminal, so that an alert's timeline shows the
 * terminal's own moments and not those of the agent's reports. Kept in memory only: after a restart an
 * event is dated by its report.
 */
export class EventTimes {
  readonly #clock: GatewayClock;
  readonly #heard = new Map<string, Heard>();

  constructor(clock: GatewayClock) {
    this.#clock = clock;
  }

  /** `hostMs` is the terminal's word, by the host's clock. */
  journaled(orderId: string, hostMs: number): void {
    this.#of(orderId).journaledMs ??= this.#clock.toGatewayMs(hostMs);
  }

  outcome(orderId: string, hostMs: number): void {
    this.#of(orderId).outcomeMs = this.#clock.toGatewayMs(hostMs);
  }

  /**
   * When `event` happened, epoch milliseconds by the gateway's clock. Never in the future and never
   * before an earlier event of the order, whatever a terminal's clock says.
   */
  at(orderId: string, event: OrderEvent["event"]): number {
    const heard = this.#of(orderId);
    const nowMs = this.#clock.nowMs();
    const toldMs = event === "submitted" ? heard.journaledMs : event === "accepted" ? nowMs : heard.outcomeMs;
    heard.lastMs = Math.min(nowMs, Math.max(heard.lastMs, toldMs ?? nowMs));
    return heard.lastMs;
  }

  forget(orderId: string): void {
    this.#heard.delete(orderId);
  }

  #of(orderId: string): Heard {
    const known = this.#heard.get(orderId);
    if (known !== undefined) return known;
    const fresh: Heard = { lastMs: 0 };
    this.#heard.set(orderId, fresh);
    return fresh;
  }
}
