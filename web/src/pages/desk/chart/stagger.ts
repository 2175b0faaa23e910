/** A label: the height of its line, in pixels from the top, and how wide it is. */
interface Label {
  readonly height: number;
  readonly width: number;
}

/** Where a label goes. */
export interface Place {
  readonly x: number;
  readonly y: number;
  /** The line lies outside of what is seen, on this side; its label stays at the edge. */
  readonly outside: "above" | "below" | null;
}

interface Room {
  readonly width: number;
  readonly height: number;
  readonly labelHeight: number;
  /** Pixels from the top where something else is written. */
  readonly top: number;
}

const GAP_PX = 6;

/** Rows above and below that are tried when there is no room beside the others. */
const OTHER_ROWS = [0, 1, -1, 2, -2];

/**
 * Places for labels at the heights of their lines: those of lines that are not seen at the edge, and those that would
 * cover each other side by side, in their order, or a row above or below where that is too wide. Labels that have no
 * room there either cover each other.
 */
export function placesOf(labels: readonly Label[], room: Room): readonly Place[] {
  const placed: (Place & Label)[] = [];
  const half = room.labelHeight / 2;
  const highest = room.top + half;
  const lowest = Math.max(room.height - half, highest);
  for (const label of labels) {
    const own = Math.min(Math.max(label.height, highest), lowest);
    const outside = label.height < 0 ? "above" : label.height > room.height ? "below" : null;
    const rows = OTHER_ROWS.map((row) => own + row * room.labelHeight)
      .filter((y) => y >= highest && y <= lowest)
      .map((y) => ({ y, x: freeFrom(placed, y, label.width, room) }));
    const free = rows.find(({ x }) => x + label.width <= room.width) ?? { y: own, x: 0 };
    placed.push({ ...label, ...free, outside });
  }
  return placed;
}

/** The first place from the left where a label covers none of the others. */
function freeFrom(placed: readonly (Place & Label)[], y: number, width: number, room: Room): number {
  const near = placed.filter((other) => Math.abs(other.y - y) < room.labelHeight).sort((a, b) => a.x - b.x);
  let x = 0;
  for (const other of near) {
    if (x + width + GAP_PX > other.x) x = Math.max(x, other.x + other.width + GAP_PX);
  }
  return x;
}
