import * as z from "zod";

/** How many events came in which slot of time, the oldest first; each slot is named by its beginning. */
export const recentCountsSchema = z.array(z.object({ atMs: z.number(), count: z.number().int().positive() }));
export type RecentCounts = z.infer<typeof recentCountsSchema>;

/** So many slots make a window: a state stays small whatever comes, and an event counts for 31/32 of it at least. */
const SLOTS = 32;

/** The counts with `count` more events at `atMs`, without what is older than `windowMs`. */
export function countRecent(
  counts: RecentCounts,
  atMs: number,
  count: number,
  windowMs: number,
): RecentCounts {
  const slotMs = windowMs / SLOTS;
  // A clock that went back counts on in the newest slot.
  const slot = Math.max(Math.floor(atMs / slotMs) * slotMs, counts.at(-1)?.atMs ?? 0);
  const kept = counts.filter((one) => one.atMs > slot - windowMs);
  const last = kept.at(-1);
  if (last?.atMs === slot) return [...kept.slice(0, -1), { atMs: slot, count: last.count + count }];
  return [...kept, { atMs: slot, count }];
}

/** How many events lie within `windowMs` before `nowMs`. */
export function totalRecent(counts: RecentCounts, nowMs: number, windowMs: number): number {
  return counts.reduce((sum, { atMs, count }) => (atMs > nowMs - windowMs ? sum + count : sum), 0);
}
