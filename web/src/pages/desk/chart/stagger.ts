/** Where a label goes: its height, and how many others of its height are left of it. */
export interface Place {
  readonly y: number;
  readonly column: number;
  /** The line lies outside of what is seen, on this side; its label stays at the edge. */
  readonly outside: "above" | "below" | null;
}

/**
 * Places for labels at the heights of their lines: those of lines that are not seen at the edge, those that would
 * cover each other side by side. `heights` are pixels from the top, in the order in which labels have precedence.
 */
export function placesOf(
  heights: readonly number[],
  {
    top,
    bottom,
    labelHeight,
  }: { readonly top: number; readonly bottom: number; readonly labelHeight: number },
): readonly Place[] {
  const placed: Place[] = [];
  for (const height of heights) {
    const y = Math.min(Math.max(height, top), bottom);
    const outside = height < top ? "above" : height > bottom ? "below" : null;
    const near = placed.filter((other) => Math.abs(other.y - y) < labelHeight);
    let column = 0;
    while (near.some((other) => other.column === column)) column++;
    placed.push({ y, column, outside });
  }
  return placed;
}
