/** How far the gateway's clock is ahead of this machine's, in milliseconds; null until it was heard. */
let aheadMs: number | null = null;

/** The gateway just said what time it is. The way here took a little; an error of that size does not matter. */
export function heardGatewayTime(gatewayMs: number): void {
  aheadMs = gatewayMs - Date.now();
}

/**
 * What time it is at the gateway, in epoch milliseconds. Whatever is compared with the gateway's times is compared with
 * this: on a machine with a wrong clock `Date.now()` makes new prices old and dead tokens live.
 */
export function gatewayNowMs(): number {
  return Date.now() + (aheadMs ?? 0);
}
