import { type Refusal, refusal } from "../refusal.ts";
import { err, ok, type Result } from "../result.ts";

/**
 * How one secret takes the place of another: the new one is good at once, the old one for an overlap, so that
 * senders can be changed over. There are never more than two.
 */

/** A day is enough to change an alert's message, and short for a key that somebody may have seen. */
export const DEFAULT_OVERLAP_MS = 24 * 3_600_000;
export const LONGEST_OVERLAP_MS = 30 * 24 * 3_600_000;

/** A secret's number, which counts from 1 and is never given again, and its end; null: none. */
export interface SecretTimes {
  readonly n: number;
  readonly expiresAtMs: number | null;
}

/** Those that are good at `nowMs`, in the order of their numbers. */
export function liveSecrets<Secret extends SecretTimes>(secrets: readonly Secret[], nowMs: number): Secret[] {
  return secrets.filter(({ expiresAtMs }) => expiresAtMs === null || nowMs < expiresAtMs);
}

/**
 * The secrets that remain when a new one comes, and its number; `lastN` is the highest ever given. An overlap of 0 ends the old one at once. Refused
 * with `rotation_open` while two are good: the sender that still has the oldest would be cut off unseen.
 */
export function rotateSecrets<Secret extends SecretTimes>(
  secrets: readonly Secret[],
  lastN: number,
  overlapMs: number,
  nowMs: number,
): Result<{ kept: Secret[]; n: number }, Refusal> {
  const live = liveSecrets(secrets, nowMs);
  if (live.length > 1) {
    return err(
      refusal("rotation_open", "The secret before the last one is still good, so there can be no third.", {
        hint: "wait until it expires, or revoke one of the two",
      }),
    );
  }
  const kept = overlapMs <= 0 ? [] : live.map((secret) => ({ ...secret, expiresAtMs: nowMs + overlapMs }));
  return ok({ kept, n: lastN + 1 });
}

/**
 * The secrets that remain when one is revoked; it is void at once. The one that stays is then the only one and has
 * no end any more. Refused: `unknown_secret`, and `last_secret` for the only one, which a rotation with an overlap
 * of 0 replaces.
 */
export function revokeSecret<Secret extends SecretTimes>(
  secrets: readonly Secret[],
  n: number,
  nowMs: number,
): Result<Secret[], Refusal> {
  const live = liveSecrets(secrets, nowMs);
  if (!live.some((secret) => secret.n === n)) {
    return err(refusal("unknown_secret", "The strategy has no such secret, or it has expired."));
  }
  if (live.length === 1) {
    return err(
      refusal("last_secret", "This is the strategy's only secret.", {
        hint: 'rotate with {"overlapMs": 0}: the new one takes its place at once',
      }),
    );
  }
  return ok(live.filter((secret) => secret.n !== n).map((secret) => ({ ...secret, expiresAtMs: null })));
}
