/** How far the gateway's clock is ahead of this machine's, in milliseconds; null until it was heard. */
let aheadMs: number | null = null;
/** The same by the dates of answers, which tell whole seconds only; a difference that may be none is none. */
let roughlyAheadMs = 0;
const ROUGH_MS = 2_000;

/** The gateway just said what time it is. The way here took a little; an error of that size does not matter. */
export function heardGatewayTime(gatewayMs: number): void {
  aheadMs = gatewayMs - Date.now();
}

/** An answer just came with this `Date`, if with any: for pages that are not live. */
export function heardDate(date: string | null): void {
  const atMs = date === null ? Number.NaN : Date.parse(date);
  if (Number.isNaN(atMs)) return;
  const apartMs = atMs - Date.now();
  roughlyAheadMs = Math.abs(apartMs) <= ROUGH_MS ? 0 : apartMs;
}

/**
 * What time it is at the gateway, in epoch milliseconds. Whatever is compared with the gateway's times is compared with
 * this: on a machine with a wrong clock `Date.now()` makes new prices old and dead tokens live.
 */
export function gatewayNowMs(): number {
  return Date.now() + (aheadMs ?? roughlyAheadMs);
}
