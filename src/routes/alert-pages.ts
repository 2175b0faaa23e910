/** What one strategy found: its newest first, and how far back it looked. */
interface FoundPage<Kept> {
  readonly items: readonly Kept[];
  /** The last that it looked at, when there is more to look at. */
  readonly through: string | null;
}

/**
 * The pages of several strategies as one, newest first. A strategy that stopped looking may still have alerts
 * beyond that point, so nothing older than it is shown before every strategy has looked that far: no page loses
 * or repeats an alert. A page may be shorter than `limit`, even empty, and still have a `next`.
 */
export function mergePages<Kept extends { readonly alert: { readonly id: string } }>(
  pages: readonly FoundPage<Kept>[],
  limit: number,
): { items: Kept[]; next: string | null } {
  const edges = pages.flatMap(({ through }) => (through === null ? [] : [through]));
  // Ids sort by time.
  const edge = edges.reduce<string | null>(
    (newest, id) => (newest === null || id > newest ? id : newest),
    null,
  );
  const items = pages
    .flatMap((page) => page.items)
    .filter(({ alert }) => edge === null || alert.id >= edge)
    .sort((a, b) => (a.alert.id < b.alert.id ? 1 : -1));
  if (items.length <= limit) return { items, next: edge };
  const shown = items.slice(0, limit);
  return { items: shown, next: shown.at(-1)?.alert.id ?? null };
}
