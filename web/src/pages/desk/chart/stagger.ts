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
}

const GAP_PX = 6;

/**
 * Places for labels at the heights of their lines: those of lines that are not seen at the edge, and those that would
 * cover each other side by side, in their order. Where there is no room left they cover each other.
 */
export function placesOf(labels: readonly Label[], room: Room): readonly Place[] {
  const placed: (Place & Label)[] = [];
  for (const label of labels) {
    const half = room.labelHeight / 2;
    const y = Math.min(Math.max(label.height, half), Math.max(room.height - half, half));
    const outside = label.height < 0 ? "above" : label.height > room.height ? "below" : null;
    const near = placed.filter((other) => Math.abs(other.y - y) < room.labelHeight).sort((a, b) => a.x - b.x);
    let x = 0;
    for (const other of near) {
      if (x + label.width + GAP_PX > other.x && x < other.x + other.width + GAP_PX) {
        x = other.x + other.width + GAP_PX;
      }
    }
    const most = Math.max(room.width - label.width, 0);
    placed.push({ ...label, x: Math.min(x, most), y, outside });
  }
  return placed;
}
