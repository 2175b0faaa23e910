import type { Policy } from "./policy.ts";

/** However long the gateway was away before the agent started, it gets this long to come back. */
const GRACE_AT_START_MS = 15_000;

/**
 * How long the gateway has been away, by a clock that never jumps: a host clock that is set forward must not
 * look like an absence and close everything. What was known before a restart is taken over.
 */
export class GatewayAbsence {
  readonly #monotonicMs: () => number;
  /** undefined while the link is up. */
  #sinceMs: number | undefined;

  constructor(monotonicMs: () => number) {
    this.#monotonicMs = monotonicMs;
    this.#sinceMs = monotonicMs();
  }

  /** At the start, when the journal says for how long the gateway had been away already. */
  takeOver(awayMs: number, { gateway_away }: Policy): void {
    if (gateway_away === undefined) return;
    const most = Math.max(gateway_away.after_seconds * 1_000 - GRACE_AT_START_MS, 0);
    this.#sinceMs = this.#monotonicMs() - Math.max(0, Math.min(awayMs, most));
  }

  get isAway(): boolean {
    return this.#sinceMs !== undefined;
  }

  /** True when this changed something. */
  set(up: boolean): boolean {
    if (up === !this.isAway) return false;
    this.#sinceMs = up ? undefined : this.#monotonicMs();
    return true;
  }

  /** True when the gateway is away longer than the policy bears. */
  isTooLong({ gateway_away }: Policy): boolean {
    if (gateway_away === undefined || gateway_away.action === "hold" || this.#sinceMs === undefined)
      return false;
    return this.#monotonicMs() - this.#sinceMs >= gateway_away.after_seconds * 1_000;
  }
}
