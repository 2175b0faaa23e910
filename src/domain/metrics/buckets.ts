/**
 * Upper bounds of the histograms' buckets, in seconds: from what one machine needs for a step to the 30 s after
 * which an entry is stale. Changing them starts the histograms anew, so they are not to be tuned lightly.
 */
export const BUCKET_BOUNDS: readonly number[] = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
];

/** One for each bound and one for what is above them all. */
export const BUCKETS = BUCKET_BOUNDS.length + 1;

/** The bucket (from 0) of a time in milliseconds. A bound belongs to its own bucket, as `le` says. */
export function bucketOf(ms: number): number {
  const at = BUCKET_BOUNDS.findIndex((bound) => ms <= bound * 1000);
  return at < 0 ? BUCKET_BOUNDS.length : at;
}
